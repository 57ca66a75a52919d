/** Which faults of a finding may be elsewhere, and how the nearest good run differs, in words. */
import { faultText } from '../faults/text.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Nearest, Variation } from '../model/finding.ts';
import { rateText } from './quantity.ts';

/** How it came out. */
const OUTCOMES = ['breaks it as well', 'does not', 'now and then', 'gave no verdict'] as const;
type Outcome = (typeof OUTCOMES)[number];

function outcomeOf({ rate: { violated, runs } }: Variation): Outcome {
  if (runs === 0) {
    return 'gave no verdict';
  }
  return violated === runs ? 'breaks it as well' : violated === 0 ? 'does not' : 'now and then';
}

/** One line: what stood in the fault's place, and what came of it. */
export function variationLine(variation: Variation): string {
  const { to, rate } = variation;
  const runs = rate.runs === 0 ? '' : ` (${rateText(rate)})`;
  return `${faultText(to)}: ${outcomeOf(variation)}${runs}`;
}

export interface Varied {
  readonly fault: Fault;
  /** Those that break the promise first; each a line. */
  readonly lines: readonly string[];
}

/** The faults that were tried elsewhere, in the finding's order. */
export function variedFaults({ faults, variations = [] }: Finding): readonly Varied[] {
  return faults.flatMap((fault) => {
    const text = faultText(fault);
    const own = variations.filter((one) => faultText(one.fault) === text);
    const sorted = own.toSorted(
      (a, b) => OUTCOMES.indexOf(outcomeOf(a)) - OUTCOMES.indexOf(outcomeOf(b)),
    );
    return own.length === 0 ? [] : [{ fault, lines: sorted.map(variationLine) }];
  });
}

/** What the good run did without, in one line. */
export function nearestWords({ without }: Nearest, faults: readonly Fault[]): string {
  return without.length === faults.length
    ? 'the nearest good run is one without the faults'
    : `the nearest good run is one without ${without.map(faultText).join(' and ')}`;
}
