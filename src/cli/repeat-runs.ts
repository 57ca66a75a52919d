/**
 * Many runs of one spec without faults, followed and counted by class. Knows a runner and counts;
 * prints nothing.
 */
import { ClassTally, type Distribution } from '../lineage/class-tally.ts';
import type { Chance, Runner, RunResult } from '../model/run.ts';
import type { Interrupts } from './interrupt.ts';
import { runOrStop } from './with-runner.ts';

export interface Repetition {
  readonly runs: number;
  readonly chance: (id: number) => Chance;
  /** The first run of a class, with its trace. */
  readonly onNew: (result: RunResult) => void;
  readonly onRun: (tally: Tally) => void;
}

export interface Tally {
  /** Runs that ended, counted or not. */
  readonly done: number;
  readonly plain: Distribution;
  readonly symmetric: Distribution;
  /** Why runs are of no class, and how many. */
  readonly uncounted: ReadonlyMap<string, number>;
}

/** The first run has the seed itself, each later one its own. */
export const chanceFor = ({ seed, shortenWrites }: Chance, id: number): Chance => ({
  seed: seed + id - 1,
  shortenWrites,
});

/** Ends early, with what there is, when a signal comes. Errors: what the runner throws. */
export async function repeatRuns(
  runner: Runner,
  interrupts: Interrupts,
  { runs, chance, onNew, onRun }: Repetition,
): Promise<Tally> {
  const classes = new ClassTally();
  const uncounted = new Map<string, number>();
  let done = 0;
  const tally = (): Tally => ({
    done,
    plain: classes.distribution(),
    symmetric: classes.symmetric(),
    uncounted,
  });
  try {
    for (let id = 1; id <= runs; id += 1) {
      const result = await runOrStop(runner, interrupts, {
        id,
        purpose: 'record',
        faults: [],
        follow: true,
        chance: chance(id),
      });
      const { followed, verdict } = result;
      done = id;
      if (followed === undefined) {
        const reason = verdict.kind === 'held' ? 'it was not followed' : verdict.reason;
        uncounted.set(reason, (uncounted.get(reason) ?? 0) + 1);
      } else {
        classes.add(followed);
        if (followed.isNew) {
          onNew(result);
        }
      }
      onRun(tally());
    }
  } catch (error) {
    if (!interrupts.signal.aborted) {
      throw error;
    }
  }
  return tally();
}
