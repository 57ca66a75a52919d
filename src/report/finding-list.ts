/** Findings as a list: a line each. Knows no files. */
import type { Finding } from '../model/finding.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText, rateText } from './quantity.ts';
import { alignRows } from './table.ts';

export interface FindingRow {
  readonly finding: Finding;
  /** Name of the session that found it last, `20260131T235959.123Z-4711`; empty: it is kept. */
  readonly session: string;
  /** How many sessions found it. */
  readonly times: number;
}

/** `2026-01-31 23:59`, UTC; the name itself where it tells no time. */
function timeOf(session: string): string {
  const [, year, month, day, hour, minute] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(session) ?? [];
  return year === undefined ? escapeLine(session) : `${year}-${month}-${day} ${hour}:${minute}`;
}

/** All of them, ending in a line feed; a sentence where there is none. */
export function renderFindings(rows: readonly FindingRow[], palette: Palette = PLAIN): string {
  if (rows.length === 0) {
    return 'no findings\n';
  }
  const cells = rows.map(({ finding, session, times }) => [
    escapeLine(finding.id),
    session === '' ? 'kept' : timeOf(session),
    escapeLine(finding.spec),
    rateText(finding.withFaults),
    countText(finding.faults.length, 'fault'),
    times === 1 ? 'once' : `${times} times`,
    escapeLine(finding.reason),
  ]);
  const heads = ['finding', 'last found (UTC)', 'spec', 'rate', 'faults', 'found', 'violated'];
  const [head = '', ...lines] = alignRows([heads, ...cells]);
  return `${palette.faint(head)}\n${lines.join('\n')}\n`;
}
