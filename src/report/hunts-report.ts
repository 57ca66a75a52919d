/**
 * Several hunts as text and as one page: which findings are new, which go on, which are gone, and
 * what each hunt came to. Knows no files: links come in as text.
 */
import { type Finding, STANDINGS, type Standing } from '../model/finding.ts';
import { escapeLine } from './escape.ts';
import { REPORT_STYLE } from './finding-page-style.ts';
import { lineMarkup as text } from './markup.ts';
import { htmlPage } from './page.ts';
import { type Palette, PLAIN, type Style } from './palette.ts';
import { countText, durationText } from './quantity.ts';
import { alignRows } from './table.ts';

export interface StandingRow {
  readonly standing: Standing;
  readonly finding: Finding;
  /** Its page, relative to the page of the hunts; absent: there is none. */
  readonly link?: string;
}

export interface HuntRow {
  readonly spec: string;
  /** `violated`, `exhausted`, `inconclusive`, or `failed` when it could not be run. */
  readonly outcome: string;
  readonly reason: string;
  readonly experiments: number;
  readonly durationMs: number;
  /** Its results, relative to the page of the hunts; absent: there are none. */
  readonly link?: string;
}

export interface Hunts {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly findings: readonly StandingRow[];
  readonly hunts: readonly HuntRow[];
}

/** New ones first, then by spec. */
function sorted(findings: readonly StandingRow[]): readonly StandingRow[] {
  const place = ({ standing, finding }: StandingRow): string =>
    `${STANDINGS.indexOf(standing)} ${finding.spec} ${finding.id}`;
  return findings.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

/** `1 new, 2 ongoing`; `no findings` where there are none. */
export function standingsText(findings: readonly StandingRow[]): string {
  const parts = STANDINGS.flatMap((standing) => {
    const count = findings.filter((row) => row.standing === standing).length;
    return count === 0 ? [] : [`${count} ${standing}`];
  });
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

function styleOf(standing: Standing, palette: Palette): Style {
  const styles: Readonly<Record<Standing, Style>> = {
    new: palette.bad,
    ongoing: palette.bad,
    resolved: palette.good,
    'not reproduced': palette.doubtful,
  };
  return styles[standing];
}

/** Shape: lines that end in a line feed. */
export function renderHunts({ findings, hunts }: Hunts, palette: Palette = PLAIN): string {
  const experiments = hunts.reduce((sum, hunt) => sum + hunt.experiments, 0);
  const ms = hunts.reduce((sum, hunt) => sum + hunt.durationMs, 0);
  const rows = sorted(findings);
  const lines = alignRows(
    rows.map(({ standing, finding }) => [
      `  ${standing}`,
      escapeLine(finding.id),
      escapeLine(finding.spec),
      escapeLine(finding.reason),
    ]),
  );
  const told = lines.map((line, index) => {
    const standing = rows[index]?.standing ?? 'new';
    return line.replace(standing, styleOf(standing, palette)(standing));
  });
  const specs = alignRows(
    hunts.map((hunt) => [
      `  ${escapeLine(hunt.spec)}`,
      hunt.outcome,
      countText(hunt.experiments, 'experiment'),
      durationText(hunt.durationMs),
      escapeLine(hunt.reason),
    ]),
  );
  const head =
    `${countText(hunts.length, 'spec')}, ${countText(experiments, 'experiment')} in ` +
    `${durationText(ms)}: ${standingsText(findings)}`;
  return `${[palette.strong(head), ...told, ...specs].join('\n')}\n`;
}

const linked = (words: string, link: string | undefined): string =>
  link === undefined ? text(words) : `<a href="${text(link)}">${text(words)}</a>`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>` +
  rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('') +
  '</tbody></table>';

const CLASS_OF: Readonly<Record<Standing, string>> = {
  new: 'violated',
  ongoing: 'violated',
  resolved: 'held',
  'not reproduced': 'inconclusive',
};

const FINDING_HEADS = ['since the last hunt', 'finding', 'spec', 'violated'];
const HUNT_HEADS = ['spec', 'outcome', 'runs', 'time', 'why it ended'];

/** Shape: a whole HTML document that ends in a line feed. */
export function huntsPage({ startedAt, findings, hunts }: Hunts): string {
  const findingRows = sorted(findings).map(({ standing, finding, link }) => [
    `<span class="${CLASS_OF[standing]}">${standing}</span>`,
    linked(finding.id, link),
    text(finding.spec),
    text(finding.reason),
  ]);
  const huntRows = hunts.map((hunt) => [
    linked(hunt.spec, hunt.link),
    `<span class="${hunt.outcome === 'exhausted' ? 'held' : text(hunt.outcome)}">` +
      `${text(hunt.outcome)}</span>`,
    text(countText(hunt.experiments, 'experiment')),
    text(durationText(hunt.durationMs)),
    text(hunt.reason),
  ]);
  const found = findingRows.length === 0 ? '<p>none</p>' : table(FINDING_HEADS, findingRows);
  return htmlPage({
    title: standingsText(findings),
    style: REPORT_STYLE,
    body: `<main>
<header><p class="kicker">hunts of ${text(startedAt)}</p>
<h1>${text(standingsText(findings))}</h1></header>
<section><h2>Findings</h2>${found}</section>
<section><h2>Hunts</h2>${table(HUNT_HEADS, huntRows)}</section>
</main>`,
  });
}
