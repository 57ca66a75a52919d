/**
 * The same fault for less long, by what happened while it lasted: it ends earlier, or begins later.
 * Pure; what happened is the caller's to know, and whether less still breaks anything is found out
 * by runs. Times are shortened in weaker.ts.
 */
import type { Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import { holdOf } from './place.ts';
import { checkRealisable } from './realisable.ts';
import { faultText } from './text.ts';

/** It ends when that has happened; undefined for a fault that does not last. */
function endingAt(fault: Fault, event: FaultEvent): Fault | undefined {
  const hold = { until: 'events', events: [event] } as const;
  switch (fault.kind) {
    case 'crash':
      return { ...fault, restart: hold };
    case 'partition':
    case 'fill':
    case 'cut':
    case 'delay':
    case 'pause':
    case 'ignore':
    case 'stall':
      return { ...fault, hold };
    default:
      return undefined;
  }
}

function beginningAt(fault: Fault, event: FaultEvent): Fault | undefined {
  return fault.kind === 'partition' || fault.kind === 'fill'
    ? { ...fault, from: [event] }
    : undefined;
}

/** Half of `count`, three quarters of it, …, all but one; each once. */
function halvings(count: number): readonly number[] {
  const left: number[] = [];
  for (let less = Math.ceil(count / 2); less > 0; less = Math.floor(less / 2)) {
    left.push(count - less);
  }
  return left;
}

/**
 * The fault over smaller windows, the shortest first. Where longer windows do no less harm, the one
 * that is left when none of these breaks the promise is the smallest at events.
 *
 * Shape: `during` is what happened while it lasted in a run in which it broke the promise, in
 *        order, without what ended it. About 2·log2 of that many faults; none for a fault that is
 *        over at once, for ever, or after a time.
 */
export function shorterAtEvents(fault: Fault, during: readonly FaultEvent[]): readonly Fault[] {
  const hold = holdOf(fault);
  if (hold === undefined || hold.until === 'time') {
    return [];
  }
  const possible = (make: (fault: Fault, event: FaultEvent) => Fault | undefined) =>
    during.flatMap((event) => {
      const shorter = make(fault, event);
      const isOther = shorter !== undefined && faultText(shorter) !== faultText(fault);
      return isOther && checkRealisable(shorter) === undefined ? [shorter] : [];
    });
  const picked = (all: readonly Fault[]): readonly Fault[] =>
    halvings(all.length + 1).flatMap((count) => all.slice(count - 1, count));
  const ends = picked(possible(endingAt));
  const beginnings = picked(possible(beginningAt).toReversed());
  return [...ends, ...beginnings];
}
