/** How well addresses hold across runs, as a table. Knows layout only. */
import { addressText } from '../faults/address-text.ts';
import type { Naming } from '../faults/naming.ts';
import type { ClassStability } from '../faults/stability.ts';
import { ADDRESS_LEVELS, type Address, type AddressLevel } from '../model/address.ts';
import type { MessageId, Trace } from '../model/trace.ts';
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
const NAMES = `\
Behind a message: what may stand behind its label in place of #n, to tell it from others with that
label by payload, by what its sender had received, by connection. mask: what no framer knows, named
by the bytes that are the same in all runs.`;

function rowOf(one: ClassStability): readonly string[] {
  const { from, to, kind, labelClass, fewest, most, agreement, named, stable } = one;
  const pair = `${escapeLine(from)}→${escapeLine(to)}${kind === 'tcp' ? '' : ` ${kind}`}`;
  const count = fewest === most ? `${most}` : `${fewest}–${most}`;
  const shares = ADDRESS_LEVELS.map((level) => shareText(agreement[level]));
  return [pair, escapeLine(labelClass), count, ...shares, stable ? named : `${named}, unstable`];
}

/** What follows `from→to kind "label"` at those levels. */
const TELLING = ['exact', 'context', 'channel'] as const satisfies readonly AddressLevel[];

/**
 * The addresses of a run's messages, one line each: as faults name it, and by what else it can be
 * told from its equals. Attempts to connect have one address only.
 */
export function renderNames(
  trace: Trace,
  naming: Naming,
  masks: ReadonlyMap<MessageId, Address>,
  palette: Palette = PLAIN,
): string {
  const rows: (readonly string[])[] = [];
  for (const [id, { address, stable, ladder }] of naming.namesIn(trace)) {
    const message = trace.messages.at(id);
    if (message !== undefined) {
      const bare = addressText(ladder.label).replace(/#[0-9]+$/, '');
      const more = TELLING.map((level) =>
        message.kind === 'connect' ? '' : addressText(ladder[level]).slice(bare.length),
      );
      const mask = masks.get(id);
      const name = `${escapeLine(addressText(address))}${stable ? '' : ', unstable'}`;
      rows.push([name, ...more, mask === undefined ? '' : escapeLine(addressText(mask))]);
    }
  }
  if (rows.length === 0) {
    return '';
  }
  const heads = ['message', ...TELLING, ...(masks.size > 0 ? ['mask'] : [])];
  const [head = '', ...lines] = alignRows([heads, ...rows]);
  const title = palette.strong('Messages of the first run');
  return `${title}\n\n${palette.faint(head)}\n${lines.join('\n')}\n\n${palette.faint(NAMES)}\n`;
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
