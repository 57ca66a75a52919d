/**
 * A finding as text: faults, rates, the chain from fault to broken promise, how to replay. Knows no
 * files: paths come in as text.
 */
import { faultText } from '../faults/text.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { escapeLine } from './escape.ts';
import { faultWords } from './fault-words.ts';
import { minimalityWords, sizeWords, steeredWords } from './minimality-words.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText, intervalText, rateText } from './quantity.ts';
import { nearestWords, variedFaults } from './variation-words.ts';

export interface FindingView {
  readonly palette?: Palette;
  /** Command that replays it; default `npx ldfi replay <id>`. */
  readonly replay?: string;
  /** Folder with the logs, as the reader can open it; default the finding's own relative path. */
  readonly logs?: string;
  /** It was found before this hunt. */
  readonly isKnown?: boolean;
  /** Last lines of its logs before a fault fired, and the first after it. Absent: not told. */
  readonly around?: readonly {
    readonly name: string;
    readonly fault: string;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
  /** Its page, to be opened in a browser; absent: there is none. */
  readonly report?: string;
}

/** Where in its program the struck call was made, in words. */
export function placeOf({ reports }: Finding, fault: Fault): string | undefined {
  const text = faultText(fault);
  return reports.find((report) => faultText(report.fault) === text)?.place;
}

function reportLines(finding: Finding, palette: Palette): string[] {
  return finding.reports.flatMap((report) => {
    if (report.outcome === 'fired') {
      return [];
    }
    const line = `   ${faultText(report.fault)}: missed, ${escapeLine(report.detail)}`;
    return [palette.doubtful(line)];
  });
}

function rateLine(finding: Finding): string {
  const { withFaults, withoutFaults } = finding;
  return (
    `${rateText(withFaults)} with the faults, ${rateText(withoutFaults)} without ` +
    `(95 % intervals: ${intervalText(withFaults)} and ${intervalText(withoutFaults)})`
  );
}

/** Names that are listed of each side of a difference. */
const NAMES_MAX = 6;

function names(title: string, all: readonly string[]): readonly string[] {
  const more = all.length - NAMES_MAX;
  const shown = all.slice(0, NAMES_MAX).map((name) => `     ${escapeLine(name)}`);
  const rest = more > 0 ? [`     and ${more} more`] : [];
  return all.length === 0 ? [] : [`  ${title}:`, ...shown, ...rest];
}

function nearestLines({ nearest, faults }: Finding, palette: Palette): readonly string[] {
  return nearest === undefined
    ? []
    : [
        '',
        `  ${palette.strong('What differs')}`,
        `  ${escapeLine(nearestWords(nearest, faults))}`,
        ...names('read there, not in the failing run', nearest.missing),
        ...names('read in the failing run instead', nearest.extra),
      ];
}

function variationLines(finding: Finding, palette: Palette): readonly string[] {
  const varied = variedFaults(finding);
  const lines = varied.flatMap(({ fault, lines: own }) => [
    `  instead of ${escapeLine(faultText(fault))}`,
    ...own.map((line) => `     ${escapeLine(line)}`),
  ]);
  return varied.length === 0 ? [] : ['', `  ${palette.strong('What may vary')}`, ...lines];
}

function aroundLines({ around = [] }: FindingView, palette: Palette): readonly string[] {
  const logs = around.flatMap(({ name, fault, before, after }) => [
    `  ${escapeLine(name)}`,
    ...before.map((line) => `     ${escapeLine(line)}`),
    palette.bad(`   » here it fired: ${escapeLine(fault)}`),
    ...after.map((line) => `     ${escapeLine(line)}`),
  ]);
  const title = palette.strong('What the programs wrote around the fault');
  return logs.length === 0 ? [] : ['', `  ${title}`, ...logs];
}

/** The whole finding, ending in a line feed. */
export function renderFinding(finding: Finding, view: FindingView = {}): string {
  const palette = view.palette ?? PLAIN;
  const id = escapeLine(finding.id);
  const lines = [
    `${palette.strong(`${view.isKnown === true ? 'Known finding' : 'Finding'} ${id}`)} in ` +
      `${escapeLine(finding.spec)}`,
    `  ${palette.bad('violated')}: ${escapeLine(finding.reason)}`,
    '',
    `  ${palette.strong(`What goes wrong (${countText(finding.faults.length, 'fault')})`)}`,
  ];
  for (const [index, fault] of finding.faults.entries()) {
    lines.push(`  ${index + 1}. ${faultWords(fault)}`);
    lines.push(palette.faint(`     ${escapeLine(faultText(fault))}`));
    const place = placeOf(finding, fault);
    if (place !== undefined) {
      lines.push(palette.faint(`     in the code: ${escapeLine(place)}`));
    }
  }
  if (finding.size !== undefined) {
    lines.push(`  ${escapeLine(sizeWords(finding.size))}`);
  }
  const missed = reportLines(finding, palette);
  if (missed.length > 0) {
    lines.push('  In the saved run some faults did not fire:', ...missed);
  }
  if (finding.chain.length > 0) {
    lines.push('', `  ${palette.strong('How it gets there')}`);
    for (const [index, step] of finding.chain.entries()) {
      lines.push(`  ${index + 1}. ${escapeLine(step)}`);
    }
  }
  lines.push(...nearestLines(finding, palette), ...variationLines(finding, palette));
  lines.push(...aroundLines(view, palette));
  lines.push('', `  ${palette.strong('How sure')}`, `  violated in ${rateLine(finding)}`);
  lines.push(`  first seen after ${countText(finding.experimentsToViolation, 'experiment')}`);
  if (finding.foundAs.length > finding.faults.length) {
    const found = countText(finding.foundAs.length, 'fault');
    lines.push(`  minimised from ${found} to ${finding.faults.length}`);
  }
  if (finding.steered !== undefined) {
    lines.push(`  ${steeredWords(finding.steered)}`);
  }
  if (finding.minimality !== undefined) {
    lines.push(`  ${minimalityWords(finding.minimality)}`);
  }
  lines.push('');
  lines.push(`  replay  ${palette.accent(view.replay ?? `npx ldfi replay ${id}`)}`);
  if (view.report !== undefined) {
    lines.push(`  report  ${escapeLine(view.report)}`);
  }
  lines.push(`  logs    ${escapeLine(view.logs ?? finding.logs)}`);
  return `${lines.join('\n')}\n`;
}
