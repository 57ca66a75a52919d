/**
 * A hunt as workflow commands of GitHub Actions, which shows them at the spec's file: an error a
 * finding, a warning for what could not be decided.
 */
import { faultText } from '../../faults/text.ts';
import { escapeLine } from '../escape.ts';
import { KNOWN_WORDS, knownNote } from '../known-report.ts';
import { rateText } from '../quantity.ts';
import { type HuntView, isInconclusive, newFindings } from './hunt-view.ts';

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

function command(
  level: 'error' | 'warning' | 'notice',
  view: HuntView,
  lines: readonly string[],
): string {
  const file = escapeProperty(escapeLine(view.file));
  const title = escapeProperty(`ldfi: ${escapeLine(view.spec)}`);
  const message = lines.map((line) => escapeData(escapeLine(line))).join('%0A');
  return `::${level} file=${file},title=${title}::${message}\n`;
}

const LEVELS = { ongoing: 'error', resolved: 'notice', 'not reproduced': 'warning' } as const;

/** Shape: lines that each begin with `::`; empty for a hunt that found nothing wrong. */
export function annotations(view: HuntView): string {
  const { flaky, reason } = view.result;
  const known = (view.known ?? []).map((row) =>
    command(LEVELS[row.standing], view, [
      `known finding ${row.finding.id} ${KNOWN_WORDS[row.standing]}: ${row.finding.reason}`,
      knownNote(row),
      ...row.finding.faults.map(faultText),
      ...(row.standing === 'ongoing' ? [row.replay] : []),
    ]),
  );
  const errors = newFindings(view).map((finding) =>
    command('error', view, [
      finding.reason,
      ...finding.faults.map(faultText),
      ...[view.viewOf(finding).replay ?? ''].filter((line) => line !== ''),
    ]),
  );
  const warnings = flaky.map(({ faults, withFaults }) =>
    command('warning', view, [
      `not confirmed: violated in ${rateText(withFaults)} runs`,
      ...faults.map(faultText),
    ]),
  );
  const undecided = isInconclusive(view) ? [command('warning', view, [reason])] : [];
  return [...known, ...errors, ...warnings, ...undecided].join('');
}
