/**
 * Where the experiments of one hunt are run: numbers them, judges and counts them, reports them,
 * and says when to stop. Every run of the runner passes here. Knows nothing of hypotheses.
 */
import { timeText } from '../faults/moment-text.ts';
import type { Fault } from '../model/fault.ts';
import type { HuntEvent, VerdictCounts } from '../model/hunt.ts';
import type { Runner, RunPurpose, RunResult, WorkloadSize } from '../model/run.ts';
import type { Steering } from '../model/steering.ts';
import type { VerdictKind } from '../model/verdict.ts';
import type { Judged } from './judge.ts';
import { judge } from './judge.ts';

export interface Budget {
  /** Experiments of all purposes; Infinity for no limit. */
  readonly experimentsMax: number;
  /** Milliseconds by the hunt's clock; Infinity for no limit. */
  readonly timeMs: number;
}

export interface BenchOptions {
  readonly runner: Runner;
  readonly budget: Budget;
  readonly onEvent: (event: HuntEvent) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** One run with its judgement. */
export interface Trial {
  readonly result: RunResult;
  readonly judged: Judged;
}

export interface Bench {
  /** One experiment. Rejects as the runner does. */
  run(
    purpose: RunPurpose,
    faults: readonly Fault[],
    steering?: Steering,
    size?: WorkloadSize,
  ): Promise<Trial>;
  emit(event: HuntEvent): void;
  /** Why no further run should be started; undefined while there is none. */
  stopReason(): string | undefined;
  /**
   * As stopReason, for runs that a violation needs for its confirmation: only an interrupt stops
   * them.
   */
  interruption(): string | undefined;
  experiments(): number;
  /** Over all experiments, of any purpose: they add up to `experiments`. */
  counts(): VerdictCounts;
  elapsedMs(): number;
}

/** The same bench, whose runs are all held to that order. */
export function heldTo(bench: Bench, steering: Steering | undefined): Bench {
  return steering === undefined
    ? bench
    : {
        ...bench,
        run: (purpose, faults, _, size) => bench.run(purpose, faults, steering, size),
      };
}

/** The same bench, whose workloads all do so much. */
export function sizedTo(bench: Bench, size: WorkloadSize | undefined): Bench {
  return size === undefined
    ? bench
    : { ...bench, run: (purpose, faults, order) => bench.run(purpose, faults, order, size) };
}

/** A bench whose clock starts now. */
export function createBench(options: BenchOptions): Bench {
  const { runner, budget, onEvent, signal, now } = options;
  const start = now();
  const counts: Record<VerdictKind, number> = {
    held: 0,
    violated: 0,
    vacuous: 0,
    void: 0,
    inconclusive: 0,
  };
  let experiments = 0;
  const bench: Bench = {
    async run(purpose, faults, steering, size) {
      experiments += 1;
      const how = { ...(steering && { steering }), ...(size && { size }) };
      const request = { id: experiments, purpose, faults, ...how };
      onEvent({ kind: 'run-started', request });
      // What comes from another process holds a copy: faults are told apart by what was asked for.
      const result = { ...(await runner.run(request)), request };
      const judged = judge(result);
      const { verdict } = judged;
      counts[verdict.kind] += 1;
      const soFar = { counts: { ...counts }, experiments };
      onEvent({ kind: 'run-finished', request, result, verdict, ...soFar });
      return { result, judged };
    },
    emit: onEvent,
    interruption: () => (signal?.aborted === true ? 'interrupted' : undefined),
    stopReason() {
      if (experiments >= budget.experimentsMax) {
        return (
          bench.interruption() ?? `the budget of ${budget.experimentsMax} experiments is spent`
        );
      }
      if (now() - start >= budget.timeMs) {
        return (
          bench.interruption() ?? `the budget of ${timeText(Math.round(budget.timeMs))} is spent`
        );
      }
      return bench.interruption();
    },
    experiments: () => experiments,
    counts: () => ({ ...counts }),
    elapsedMs: () => now() - start,
  };
  return bench;
}
