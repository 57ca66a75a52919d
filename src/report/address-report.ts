/** How well addresses hold across runs, as a table. Knows layout only. */
import type { ClassStability } from '../faults/stability.ts';
import { ADDRESS_LEVELS } from '../model/address.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText, shareText } from './quantity.ts';
import { alignRows } from './table.ts';

const HEAD = ['messages', 'class', 'in a run', ...ADDRESS_LEVELS, 'named by'] as const;
const LEGEND = `\
Each level: of all addresses met in any run, the share met in every run.
exact: label and payload; context: label and what the sender had received; channel: label and
connection; label; class; order: the n-th message of the pair.
"named by": the level that faults use.`;

function rowOf(one: ClassStability): readonly string[] {
  const { from, to, kind, labelClass, fewest, most, agreement, named, stable } = one;
  const pair = `${escapeLine(from)}→${escapeLine(to)}${kind === 'tcp' ? '' : ` ${kind}`}`;
  const count = fewest === most ? `${most}` : `${fewest}–${most}`;
  const shares = ADDRESS_LEVELS.map((level) => shareText(agreement[level]));
  return [pair, escapeLine(labelClass), count, ...shares, stable ? named : `${named}, unstable`];
}

/** A row a class, in the order given, with a legend below. */
export function renderStability(
  classes: readonly ClassStability[],
  runs: number,
  palette: Palette = PLAIN,
): string {
  if (classes.length === 0) {
    return `no messages in ${countText(runs, 'run')}\n`;
  }
  const numbers = new Set(ADDRESS_LEVELS.map((_, index) => index + 3));
  const [head = '', ...rows] = alignRows([HEAD, ...classes.map(rowOf)], new Set([2, ...numbers]));
  const title = palette.strong(`Addresses over ${countText(runs, 'run')} without faults`);
  return `${title}\n\n${palette.faint(head)}\n${rows.join('\n')}\n\n${palette.faint(LEGEND)}\n`;
}
