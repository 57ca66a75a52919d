/**
 * Confirms a violation: runs with the faults and fault-free controls, by turns, so that a change of
 * the machine's mood meets both alike. Knows nothing of how the faults were found.
 */
import type { Fault } from '../model/fault.ts';
import type { Rate } from '../model/finding.ts';
import type { Steering } from '../model/steering.ts';
import type { Bench, Trial } from './bench.ts';

export interface ConfirmOptions {
  /** Runs with and runs without the faults. */
  readonly runs: number;
  /** How many of the first must break the invariant. */
  readonly threshold: number;
}

export interface Confirmation {
  readonly confirmed: boolean;
  readonly withFaults: Rate;
  readonly withoutFaults: Rate;
  /** The last run with the faults that broke the invariant. */
  readonly failing: Trial | undefined;
  /** Controls that could be judged. */
  readonly controls: readonly Trial[];
}

/** One side: `runs` runs that count, in at most twice as many tries. */
interface Side {
  readonly faults: readonly Fault[];
  tries: number;
  violated: number;
  readonly counted: Trial[];
}

/** A run counts if it could be judged and all its faults fired. */
function counts({ judged }: Trial): boolean {
  return judged.missed.length === 0 && judged.verdict.kind !== 'inconclusive';
}

function rateOf({ violated, counted }: Side): Rate {
  return { violated, runs: counted.length };
}

/**
 * Runs both sides by turns until each has its runs, or has tried twice as often. Confirmed if at
 * least `threshold` runs with the faults broke the invariant and no control did, of which all could
 * be judged: a system that cannot be judged without the faults may fail without them, too. Only an
 * interrupt ends it early, and then it is not confirmed. With `steering` the runs of both sides are
 * held to that order.
 */
export async function confirm(
  bench: Bench,
  faults: readonly Fault[],
  { runs, threshold }: ConfirmOptions,
  steering?: Steering,
): Promise<Confirmation> {
  const withFaults: Side = { faults, tries: 0, violated: 0, counted: [] };
  const without: Side = { faults: [], tries: 0, violated: 0, counted: [] };
  const isOpen = (side: Side): boolean => side.counted.length < runs && side.tries < 2 * runs;
  let failing: Trial | undefined;
  while (isOpen(withFaults) || isOpen(without)) {
    for (const side of [withFaults, without].filter(isOpen)) {
      if (bench.interruption() !== undefined) {
        break;
      }
      side.tries += 1;
      const purpose = side === withFaults ? 'confirm' : 'control';
      const trial = await bench.run(purpose, side.faults, steering);
      if (!counts(trial)) {
        continue;
      }
      side.counted.push(trial);
      if (trial.judged.verdict.kind === 'violated') {
        side.violated += 1;
        failing = side === withFaults ? trial : failing;
      }
    }
    if (bench.interruption() !== undefined) {
      break;
    }
  }
  const finished = bench.interruption() === undefined;
  const isCalm = without.violated === 0 && without.counted.length >= runs;
  const confirmed = finished && withFaults.violated >= threshold && isCalm;
  return {
    confirmed: confirmed && failing !== undefined,
    withFaults: rateOf(withFaults),
    withoutFaults: rateOf(without),
    failing,
    controls: without.counted,
  };
}
