/** One experiment as the search sees it: what is asked of a runner, and what it answers. */
import type { Fault, FaultReport } from './fault.ts';
import type { Trace } from './trace.ts';
import type { Verdict } from './verdict.ts';

export type RunPurpose =
  | 'baseline'
  | 'hypothesis'
  | 'confirm'
  | 'control'
  | 'minimise'
  | 'replay'
  | 'record';

export interface RunRequest {
  /** 1-based, unique in the hunt. */
  readonly id: number;
  readonly purpose: RunPurpose;
  /** Empty for a fault-free run. */
  readonly faults: readonly Fault[];
}

export interface RunResult {
  readonly request: RunRequest;
  /**
   * What the invariant said; `inconclusive` when the run could not be followed or judged. Never
   * `void`: see judge.
   */
  readonly verdict: Verdict;
  /** One per planned fault, in the request's order. */
  readonly faults: readonly FaultReport[];
  readonly trace: Trace;
  /** Directory with `<node>.log` of every node, the workload and the invariant. */
  readonly directory: string;
  /** Milliseconds of wall time, start of the first node to the end of the last. */
  readonly durationMs: number;
  /** Stops that the tracer saw. */
  readonly stops: number;
}

/**
 * Runs experiments of one spec, one at a time. `run` rejects with an LdfiError only when the
 * next run would fail as well (missing binary, no ptrace, a node that never becomes ready without
 * faults).
 */
export interface Runner {
  run(request: RunRequest): Promise<RunResult>;
  close(): Promise<void>;
}
