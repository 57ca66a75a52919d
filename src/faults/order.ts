/** The canonical order of the faults of a set, so that equal sets have equal texts. */
import type { Fault, FaultKind } from '../model/fault.ts';
import { faultText } from './text.ts';

const RANK: Readonly<Record<FaultKind, number>> = { cut: 0, refuse: 1, omit: 2, crash: 3 };

/**
 * The set's faults, each once: cuts, refusals, omissions, crashes, and by text (UTF-16 units)
 * within a kind.
 */
export function canonicalFaults(faults: readonly Fault[]): Fault[] {
  const byText = new Map(faults.map((fault) => [faultText(fault), fault]));
  return [...byText]
    .sort(([oneText, one], [otherText, other]) => {
      const ranks = RANK[one.kind] - RANK[other.kind];
      return ranks !== 0 ? ranks : oneText < otherText ? -1 : 1;
    })
    .map(([, fault]) => fault);
}

/**
 * Identity of a fault set: its texts in canonical order, joined by `; `. Empty for the empty set.
 */
export function faultSetId(faults: readonly Fault[]): string {
  return canonicalFaults(faults).map(faultText).join('; ');
}
