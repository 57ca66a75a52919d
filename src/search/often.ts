/**
 * Whether a fault set breaks the promise as often as a finding must, in as few runs as it takes to
 * know. Knows nothing of where the set comes from.
 */
import type { Fault } from '../model/fault.ts';
import type { Rate } from '../model/finding.ts';
import type { Bench, Trial } from './bench.ts';
import type { ConfirmOptions } from './confirm.ts';

/** That many runs in which not all faults happened, and the set is given up. */
const MISSES_MAX = 2;
/** And so many that nobody could judge: a busy machine is no answer. */
const UNKNOWN_MAX = 6;

export interface TestContext {
  readonly bench: Bench;
  /** What it takes: `threshold` of `runs`. */
  readonly rule: ConfirmOptions;
  /** No run is left for it. */
  readonly isSpent: () => boolean;
  readonly onTrial?: (trial: Trial) => void;
}

/** How a set did in as many runs as it took to know. */
export interface Tested {
  readonly rate: Rate;
  /** The last run that broke the promise, where the set broke it often enough. */
  readonly failing?: Trial;
  /** The last run in which not all of it happened, where no run could be counted. */
  readonly missed?: Trial;
}

/**
 * Ends as soon as the rest of the runs cannot change the answer; undefined: the runs are spent.
 * `isOther`: a run that broke the promise was none of that set.
 */
export async function failsOften(
  { bench, rule, isSpent, onTrial }: TestContext,
  faults: readonly Fault[],
  isOther: (trial: Trial) => boolean = () => false,
): Promise<Tested | undefined> {
  let violated = 0;
  let runs = 0;
  let misses = 0;
  let unknown = 0;
  let failing: Trial | undefined;
  let missed: Trial | undefined;
  while (violated < rule.threshold && runs - violated <= rule.runs - rule.threshold) {
    if (misses >= MISSES_MAX || unknown >= UNKNOWN_MAX) {
      break;
    }
    if (isSpent()) {
      return undefined;
    }
    const trial = await bench.run('minimise', faults);
    onTrial?.(trial);
    const { kind } = trial.judged.verdict;
    if (kind === 'void' || kind === 'inconclusive' || (kind === 'violated' && isOther(trial))) {
      misses += kind === 'inconclusive' ? 0 : 1;
      unknown += kind === 'inconclusive' ? 1 : 0;
      missed = kind === 'void' ? trial : missed;
      continue;
    }
    runs += 1;
    if (kind === 'violated') {
      violated += 1;
      failing = trial;
    }
  }
  const isEnough = violated >= rule.threshold;
  return {
    rate: { violated, runs },
    ...(isEnough && failing && { failing }),
    ...(runs === 0 && missed && { missed }),
  };
}
