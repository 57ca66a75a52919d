/** Reads what follows the two sets of a partition. */
import type { PartitionFault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import type { Cursor } from './cursor.ts';
import { readEvents, readHoldIfAny } from './moment-text.ts';
import { readOneOf } from './words.ts';

/** Sorted; for both directions the lesser set first, since then the sets are alike. */
export function orderedSides(
  one: readonly NodeName[],
  other: readonly NodeName[],
  direction: PartitionFault['direction'],
): PartitionFault['sides'] {
  const [first, second] = [one.toSorted(), other.toSorted()];
  return direction === 'one' || first.join(',') < second.join(',')
    ? [first, second]
    : [second, first];
}

export function readPartition(
  cursor: Cursor,
  one: readonly NodeName[],
  other: readonly NodeName[],
  direction: PartitionFault['direction'],
): PartitionFault {
  const all = [...one, ...other];
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  cursor.skipBlanks();
  if (!cursor.take(':')) {
    cursor.expected('":" and "partition" after two sets of nodes');
  }
  cursor.skipBlanks();
  readOneOf(cursor, ['partition'], '"partition" after two sets of nodes');
  if (twice !== undefined) {
    cursor.fail(`${twice} stands here twice`, 'a node is on one side of a partition', 0);
  }
  const from = cursor.takeWord('from') ? readEvents(cursor) : undefined;
  const hold = readHoldIfAny(cursor);
  return {
    kind: 'partition',
    sides: orderedSides(one, other, direction),
    direction,
    ...(from && { from }),
    ...(hold && { hold }),
    ...readThen(cursor),
  };
}

/** `then reset`; `then late` goes without saying. */
export function readThen(cursor: Cursor): { readonly resets?: true } {
  if (!cursor.takeClause('then')) {
    return {};
  }
  cursor.skipBlanks();
  const end = readOneOf(cursor, ['late', 'reset'], '"late" or "reset"');
  return end === 'reset' ? { resets: true } : {};
}
