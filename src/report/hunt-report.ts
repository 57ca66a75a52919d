/**
 * A whole hunt as text: outcome, verdict counts, findings, flaky violations, certificate. Knows no
 * files.
 */
import { faultText } from '../faults/text.ts';
import type { Finding } from '../model/finding.ts';
import type { HuntResult, VerdictCounts } from '../model/hunt.ts';
import { VERDICT_KINDS, type VerdictKind } from '../model/verdict.ts';
import { renderCertificate } from './certificate-report.ts';
import { escapeLine } from './escape.ts';
import { type FindingView, renderFinding } from './finding-report.ts';
import { type KnownRow, renderKnown } from './known-report.ts';
import { type Palette, PLAIN, type Style } from './palette.ts';
import { countText, durationText, intervalText, rateText } from './quantity.ts';

/** The style that goes with a verdict. */
export function verdictStyle(kind: VerdictKind, palette: Palette): Style {
  const styles: Readonly<Record<VerdictKind, Style>> = {
    held: palette.good,
    violated: palette.bad,
    vacuous: palette.doubtful,
    void: palette.doubtful,
    inconclusive: palette.doubtful,
  };
  return styles[kind];
}

/**
 * `30 held · 3 violated`: kinds that never came are left out, but `held` and `violated` always
 * stand.
 */
export function countsText(counts: VerdictCounts, palette: Palette = PLAIN): string {
  return VERDICT_KINDS.filter((kind) => counts[kind] > 0 || kind === 'held' || kind === 'violated')
    .map((kind) => {
      const text = `${counts[kind]} ${kind}`;
      return counts[kind] > 0 ? verdictStyle(kind, palette)(text) : palette.faint(text);
    })
    .join(' · ');
}

function outcomeText(result: HuntResult, palette: Palette): string {
  switch (result.outcome) {
    case 'exhausted':
      return palette.good('no violation within the bounds');
    case 'violated':
      return palette.bad(`violated (${countText(result.findings.length, 'finding')})`);
    case 'inconclusive':
      return palette.doubtful('inconclusive');
  }
}

/** Outcome, experiments and verdict counts in a few lines, ending in a line feed. */
export function renderHuntSummary(
  spec: string,
  result: HuntResult,
  palette: Palette = PLAIN,
): string {
  const mean = result.experiments === 0 ? 0 : result.durationMs / result.experiments;
  const lines = [`${palette.strong(escapeLine(spec))}: ${outcomeText(result, palette)}`];
  if (result.reason !== '') {
    lines.push(`  ${escapeLine(result.reason)}`);
  }
  const each = result.experiments === 0 ? '' : ` (${durationText(mean)} each)`;
  lines.push(
    `  ${countText(result.experiments, 'experiment')} in ${durationText(result.durationMs)}${each}`,
  );
  lines.push(`  ${countsText(result.counts, palette)}`);
  if (result.experimentsToViolation !== undefined) {
    lines.push(`  first violation after ${countText(result.experimentsToViolation, 'experiment')}`);
  }
  for (const { what, runs } of result.sometimes ?? []) {
    const seen = runs === 0 ? palette.doubtful('in no run') : `in ${countText(runs, 'run')}`;
    lines.push(`  sometimes: ${escapeLine(what)} was seen ${seen}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Violations that did not confirm, or were interrupted before they could; empty text when there
 * are none.
 */
export function renderFlaky(flaky: HuntResult['flaky'], palette: Palette = PLAIN): string {
  if (flaky.length === 0) {
    return '';
  }
  const lines = [
    palette.strong('Not confirmed: violated once or more, but not shown to do so reliably'),
  ];
  for (const entry of flaky) {
    lines.push(...entry.faults.map((fault) => `  ${escapeLine(faultText(fault))}`));
    lines.push(
      `    ${rateText(entry.withFaults)} with the faults (${intervalText(entry.withFaults)}), ` +
        `${rateText(entry.withoutFaults)} without (${intervalText(entry.withoutFaults)})`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Everything a hunt has to tell, sections parted by empty lines. `viewOf` gives each finding its
 * paths; `known`: what was known before.
 */
export function renderHuntReport(
  spec: string,
  result: HuntResult,
  palette: Palette = PLAIN,
  viewOf: (finding: Finding) => FindingView = () => ({}),
  known: readonly KnownRow[] = [],
): string {
  const told = (finding: Finding): FindingView => ({
    palette,
    isKnown: known.some((row) => row.finding.id === finding.id),
    ...viewOf(finding),
  });
  const sections = [
    renderHuntSummary(spec, result, palette),
    renderKnown(known, palette),
    ...result.findings.map((finding) => renderFinding(finding, told(finding))),
    renderFlaky(result.flaky, palette),
    result.certificate === undefined ? '' : renderCertificate(result.certificate, palette),
  ];
  return sections.filter((section) => section !== '').join('\n');
}
