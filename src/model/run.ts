/** One experiment as the search sees it: what is asked of a runner, and what it answers. */
import type { Fault, FaultReport } from './fault.ts';
import type { GoalsReached } from './goal.ts';
import type { Steering } from './steering.ts';
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

/** What is left to chance in a run. Equal seeds make equal choices. */
export interface Chance {
  /** Draws the order in which clients that start together are let go. */
  readonly seed: number;
  /** One send in four takes less than half of its bytes, as if TCP buffers were full. */
  readonly shortenWrites: boolean;
}

/** How much the workload of a run does: a variable of its environment, and its value. */
export interface WorkloadSize {
  readonly variable: string;
  readonly value: number;
}

export interface RunRequest {
  /** 1-based, unique in the hunt. */
  readonly id: number;
  readonly purpose: RunPurpose;
  /** Empty for a fault-free run. */
  readonly faults: readonly Fault[];
  /** Hold messages back that come earlier than in this order. Absent: nothing is held for that. */
  readonly steering?: Steering;
  /** Follow the run against those that this runner has followed before. */
  readonly follow?: boolean;
  /** Absent: clients are let go in the order of their names. */
  readonly chance?: Chance;
  /** Absent: as the spec says. */
  readonly size?: WorkloadSize;
}

/** A class of runs: those with the same partial order of communication. */
export interface RunClass {
  /** 16 hex digits, the same in every process. */
  readonly name: string;
  /** The same for all classes that an exchange of equal nodes turns into each other. */
  readonly symmetric: string;
}

export interface Followed {
  readonly runClass: RunClass;
  /** No run before it was of this class. */
  readonly isNew: boolean;
}

/**
 * Beside the logs of a run whose histories are wrong: `{ version: 1, pictures }`, as the room of
 * the checks makes them.
 */
export const PICTURES_FILE = 'histories.json';

export interface RunResult {
  readonly request: RunRequest;
  /**
   * What the invariant said; `inconclusive` when the run could not be followed or judged. Never
   * `void`: see judge.
   */
  readonly verdict: Verdict;
  /** One per planned fault, in the request's order. */
  readonly faults: readonly FaultReport[];
  /** Empty when the run was followed to its end. */
  readonly trace: Trace;
  /** Absent when the spec states no goals. */
  readonly reached?: GoalsReached;
  /** The class of a run that was to be followed; absent when it could not be. */
  readonly followed?: Followed;
  /** Which of the spec's `sometimes` the run has had, by index. Absent: none. */
  readonly seen?: readonly number[];
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
