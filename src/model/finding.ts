/** A finding: a violation that was confirmed, with the smallest fault set that still causes it. */
import type { Fault, FaultReport } from './fault.ts';
import type { WorkloadSize } from './run.ts';
import type { Steering } from './steering.ts';

/** `violated` of `runs` runs broke the invariant. */
export interface Rate {
  readonly violated: number;
  readonly runs: number;
}

/**
 * What was done to one fault of a set to have less: `drop`, without it; `weaken`, a fault that
 * takes away less; `simplify`, without an anchor of its window; `coarsen`, by a more general
 * address.
 */
export const CHANGES = ['drop', 'weaken', 'simplify', 'coarsen'] as const;
export type Change = (typeof CHANGES)[number];

/** One try to do with less. */
export interface Lessening {
  readonly change: Change;
  readonly fault: Fault;
  /** What was put in its place; absent: nothing. */
  readonly to?: Fault;
  /** The promise broke all the same, often enough: the step was taken. */
  readonly kept: boolean;
  /** Of the runs in which all of the faults happened. */
  readonly rate: Rate;
}

/** One try with a workload that does less. */
export interface SizeTry {
  readonly size: number;
  /** The promise broke all the same, often enough: the workload was cut. */
  readonly kept: boolean;
  readonly rate: Rate;
  /** What was injected, where the messages of the faults have other names then. */
  readonly faults?: readonly Fault[];
}

/** How a fault set was made as small as it is. */
export interface Minimality {
  /**
   * 1-minimal: each set that is one step less was tried in real runs, and keeps the promise. False:
   * the runs were spent before that was known.
   */
  readonly complete: boolean;
  readonly tries: readonly Lessening[];
  /** Absent: the size of the workload was left alone. */
  readonly sizes?: readonly SizeTry[];
}

/** The same set with one fault elsewhere, and how that came out. */
export interface Variation {
  readonly fault: Fault;
  /** What stood in its place. */
  readonly to: Fault;
  /** Of the runs in which all of the faults happened. */
  readonly rate: Rate;
}

/** A run that kept the promise, and what was read in one of the two runs and not in the other. */
export interface Nearest {
  /** The faults of the finding that it did without. */
  readonly without: readonly Fault[];
  /** Names of what was read in it and not in the failing run; `extra`: the other way round. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/**
 * It failed too seldom by itself, and often enough when each node had to read and send its messages
 * in the order of a failing run.
 */
export interface Steered {
  /** How often it failed by itself, with its faults. */
  readonly plain: Rate;
  readonly order: Steering;
}

/** The message that a fault struck, by all its names. */
export interface FaultNames {
  /** In the fault language. */
  readonly fault: string;
  /** By level, as addresses in that language; `mask` where the fault itself has one. */
  readonly names: Readonly<Record<string, string>>;
}

export interface Finding {
  readonly version: 1;
  /** Short hash over spec name and faults in canonical order. */
  readonly id: string;
  readonly spec: string;
  /** Minimal set in canonical order. */
  readonly faults: readonly Fault[];
  /** Both rates below are of runs with that workload. Absent: with that of the spec. */
  readonly size?: WorkloadSize;
  /** Absent: no order is needed. Else both rates below are of runs that were held to it. */
  readonly steered?: Steered;
  /** The invariant's last line of stdout. */
  readonly reason: string;
  readonly withFaults: Rate;
  readonly withoutFaults: Rate;
  /**
   * Experiments run before the violation was first seen (baselines included), and in the whole hunt
   * so far.
   */
  readonly experimentsToViolation: number;
  readonly experiments: number;
  /** The fault set as it was first found, before minimising. */
  readonly foundAs: readonly Fault[];
  /** Absent: faults were dropped as far as possible, and no more than that was tried. */
  readonly minimality?: Minimality;
  /** Absent: no other points were tried. */
  readonly variations?: readonly Variation[];
  /** Of the good runs that are known the one that differs least. Absent: none was looked for. */
  readonly nearest?: Nearest;
  /** As the representative failing run has them; replays do not use them. Absent: not noted. */
  readonly addresses?: readonly FaultNames[];
  /** Fault reports of the representative failing run. */
  readonly reports: readonly FaultReport[];
  /** From the fault to the broken promise, one sentence a step. */
  readonly chain: readonly string[];
  /**
   * Run directory with the logs of the representative failing run, relative to the finding's file.
   */
  readonly logs: string;
}

/**
 * `new`: never found before. `ongoing`: found again, or its faults still break the promise.
 * `resolved`: its faults happened in every replay, and the promise was kept each time. `not
 * reproduced`: anything else, so nobody can tell.
 */
export const STANDINGS = ['new', 'ongoing', 'resolved', 'not reproduced'] as const;
export type Standing = (typeof STANDINGS)[number];
