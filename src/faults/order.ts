/** The canonical order of the faults of a set, so that equal sets have equal texts. */
import type { Fault, FaultKind } from '../model/fault.ts';
import { faultText } from './text.ts';

const RANK: Readonly<Record<FaultKind, number>> = {
  partition: 0,
  cut: 1,
  reset: 2,
  refuse: 3,
  ignore: 4,
  stall: 5,
  omit: 6,
  delay: 7,
  duplicate: 8,
  reorder: 9,
  crash: 10,
  pause: 11,
  fail: 12,
  shorten: 13,
  fill: 14,
};

/**
 * The set's faults, each once: by kind (what a network does before what befalls nodes), and by text
 * (UTF-16 units) within a kind.
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
