/**
 * A hunt as Markdown, for a step summary or a comment, which take about a megabyte and 65 thousand
 * characters: what does not fit is counted.
 */
import { faultText } from '../../faults/text.ts';
import type { Finding } from '../../model/finding.ts';
import { renderCertificate } from '../certificate-report.ts';
import { escapeLine } from '../escape.ts';
import { faultWords } from '../fault-words.ts';
import { renderFlaky, renderHuntSummary } from '../hunt-report.ts';
import { renderKnown } from '../known-report.ts';
import { countText, intervalText, rateText } from '../quantity.ts';
import type { HuntView } from './hunt-view.ts';

const CHARACTERS_MAX = 60_000;

/** Text that Markdown and the HTML in it leave as it is. */
function plain(text: string): string {
  return escapeLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`*_{}[\]()#+!|~@>-]/g, '\\$&');
}

/** A block in which nothing is markup: its fence is longer than any in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}\n`;
}

function findingMarkdown(finding: Finding, { viewOf }: HuntView): string {
  const { faults, withFaults, withoutFaults, chain } = finding;
  const { replay = `npx ldfi replay ${finding.id}`, report } = viewOf(finding);
  const steps = chain.map((step, index) => `${index + 1}. ${plain(step)}\n`).join('');
  return [
    `### ${plain(finding.reason)}\n`,
    `Violated in ${rateText(withFaults)} runs with the faults (${intervalText(withFaults)}), ` +
      `${rateText(withoutFaults)} without.\n`,
    faults.map((fault) => `- ${plain(faultWords(fault))}\n`).join(''),
    fenced(faults.map(faultText).map(escapeLine).join('\n')),
    steps,
    fenced([replay, ...(report === undefined ? [] : [report])].map(escapeLine).join('\n')),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Shape: Markdown that ends in a line feed, at most 60,000 characters. */
export function markdown(view: HuntView): string {
  const { spec, result, known = [] } = view;
  const [heading = '', ...lines] = renderHuntSummary(spec, result).trimEnd().split('\n');
  const tail = [
    result.flaky.length === 0 ? '' : fenced(renderFlaky(result.flaky)),
    result.certificate === undefined ? '' : fenced(renderCertificate(result.certificate)),
  ].filter((part) => part !== '');
  let text = `## ${plain(heading)}\n\n${lines.map((line) => `${plain(line.trim())}  \n`).join('')}`;
  const left = [
    ...(known.length > 0 ? [fenced(renderKnown(known))] : []),
    ...result.findings.map((finding) => findingMarkdown(finding, view)),
    ...tail,
  ];
  while (left[0] !== undefined && text.length + left[0].length < CHARACTERS_MAX) {
    text += `\n${left.shift()}`;
  }
  return left.length === 0
    ? text
    : `${text}\n${countText(left.length, 'section')} more did not fit.\n`;
}
