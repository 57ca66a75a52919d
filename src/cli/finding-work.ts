/**
 * Runs on behalf of one saved finding, in a session of their own: store, runner, signals, evidence.
 * What the runs are for is the caller's.
 */
import process from 'node:process';
import type { ReadFinding } from '../corpus/read-finding.ts';
import { openSession } from '../corpus/session.ts';
import type { Fault } from '../model/fault.ts';
import type { Spec } from '../model/spec.ts';
import { type Bench, createBench } from '../search/bench.ts';
import { carrying } from '../search/carry.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { resultContext } from './finding-file.ts';
import { carriedFaults } from './inject.ts';
import { listenForInterrupts } from './interrupt.ts';
import { withRunner } from './with-runner.ts';

export interface FindingWork {
  readonly found: ReadFinding;
  readonly spec: Spec;
  /** As the user named it. */
  readonly store: string;
  /** What is done, as the environment of what is saved tells it. */
  readonly command: string;
  /** Milliseconds after which the bench wants no more runs. Absent: no limit. */
  readonly timeMs?: number;
}

/** What the work gets: runs, and where what they show is kept. */
export interface Desk {
  readonly bench: Bench;
  readonly carried: readonly Fault[];
  readonly evidence: Evidence;
}

/** Errors: Interrupted; those of the runner and the store; what `use` throws. */
export async function workOn<T>(
  work: FindingWork,
  use: (desk: Desk) => Promise<T>,
): Promise<{ readonly done: T; readonly evidence: Evidence }> {
  const { found, spec, store, command, timeMs = Number.POSITIVE_INFINITY } = work;
  const options = { [command]: found.finding.id };
  const carried = carriedFaults(spec);
  const startedAt = new Date();
  const session = openSession(store, spec.name, startedAt, process.pid);
  const evidence = collectEvidence(
    session,
    resultContext(spec, options, startedAt),
    store,
    command,
  );
  const interrupts = listenForInterrupts(() => {});
  const runnerOptions = { storeDir: session.directory, keepRuns: 'failing' } as const;
  try {
    const done = await withRunner(spec, runnerOptions, interrupts, async (runner) => {
      const bench = createBench({
        runner: carrying(runner, carried),
        budget: { experimentsMax: Number.POSITIVE_INFINITY, timeMs },
        onEvent: evidence.onEvent,
        signal: interrupts.signal,
        now: () => performance.now(),
      });
      const result = await use({ bench, carried, evidence });
      interrupts.signal.throwIfAborted();
      return result;
    });
    return { done, evidence };
  } finally {
    interrupts.dispose();
  }
}
