/** Sets that break a promise, with faults planted among theirs that nobody needs. */
import { learnNaming } from '../../src/faults/naming.ts';
import { occurrencesIn } from '../../src/lineage/support.ts';
import { type Fault, HUNTED_KINDS } from '../../src/model/fault.ts';
import type { Lessening } from '../../src/model/finding.ts';
import type { Runner } from '../../src/model/run.ts';
import type { Trial } from '../../src/search/bench.ts';
import { literalsIn } from '../../src/search/literals.ts';
import { type Reduced, reduce } from '../../src/search/reduce.ts';
import { surroundingsIn } from '../../src/search/surroundings.ts';
import { benchOf } from './bench.ts';
import { canBe } from './planted.ts';

/**
 * `faults` and up to `count` more of what a run without faults offers, with all of which the
 * promise still breaks. `from` is where among those on offer the search for them starts.
 */
export async function plant(
  runner: Runner,
  faults: readonly Fault[],
  count: number,
  from = 0,
): Promise<readonly Fault[]> {
  const bench = benchOf(runner);
  const { trace } = (await bench.run('baseline', [])).result;
  const offered = literalsIn(trace, occurrencesIn(trace), {
    naming: learnNaming([trace]),
    kinds: new Set(HUNTED_KINDS),
    cutEndings: ['silence', 'reset'],
  });
  let planted = faults;
  for (const place of offered.keys()) {
    const one = offered[(place + from) % offered.length];
    const more = one === undefined ? planted : [...planted, one.fault];
    if (planted.length < faults.length + count && canBe(more)) {
      const { verdict } = (await bench.run('hypothesis', more)).judged;
      planted = verdict.kind === 'violated' ? more : planted;
    }
  }
  return planted;
}

export interface Reduction extends Reduced {
  readonly onTry: readonly Lessening[];
  readonly runs: number;
}

/** Reduces what breaks the promise on a deterministic runner, with one run a step. */
export async function reduceOn(
  runner: Runner,
  faults: readonly Fault[],
  runsMax = Number.POSITIVE_INFINITY,
): Promise<Reduction> {
  const bench = benchOf(runner);
  const { trace } = (await bench.run('control', [])).result;
  const trial: Trial = await bench.run('minimise', faults);
  const onTry: Lessening[] = [];
  const around = surroundingsIn(trace, learnNaming([trace]));
  const rule = { runs: 1, threshold: 1 };
  const context = { bench, rule, around, runsMax, onTry: (one: Lessening) => onTry.push(one) };
  const reduced = await reduce(context, faults, trial);
  return { ...reduced, onTry, runs: bench.experiments() - 2 };
}
