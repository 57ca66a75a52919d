/** Runs of one fault set, again and again. Knows the store's layout only by its session. */
import process from 'node:process';
import { openSession } from '../corpus/session.ts';
import type { Fault } from '../model/fault.ts';
import type { Spec } from '../model/spec.ts';
import { carrying } from '../search/carry.ts';
import type { Conditions } from './conditions.ts';
import { carriedFaults } from './inject.ts';
import { listenForInterrupts } from './interrupt.ts';
import { judgeReplay, type ReplayedRun } from './replay-tally.ts';
import { runOrStop, withRunner } from './with-runner.ts';

export interface Replays {
  readonly spec: Spec;
  readonly faults: readonly Fault[];
  readonly conditions: Conditions;
  readonly count: number;
  readonly store: string;
  readonly keepRuns: 'all' | 'failing';
  /** The first violation is enough. */
  readonly untilViolated?: boolean;
}

/** `onRun` gets each run when it has ended. Errors: Interrupted; else those of the runner. */
export async function replayRuns(
  { spec, faults, conditions, count, store, keepRuns, untilViolated = false }: Replays,
  onRun: (run: ReplayedRun) => void,
): Promise<void> {
  const carried = carriedFaults(spec);
  const session = openSession(store, spec.name, new Date(), process.pid);
  const interrupts = listenForInterrupts(() => {});
  const runnerOptions = { storeDir: session.directory, keepRuns };
  try {
    await withRunner(spec, runnerOptions, interrupts, async (plain) => {
      const runner = carrying(plain, carried);
      for (let number = 1; number <= count; number += 1) {
        const request = { id: number, purpose: 'replay', faults, ...conditions } as const;
        const run = judgeReplay(await runOrStop(runner, interrupts, request));
        onRun(run);
        if (untilViolated && run.verdict === 'violated') {
          return;
        }
      }
    });
  } finally {
    interrupts.dispose();
  }
}
