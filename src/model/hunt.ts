/** What a hunt reports while it runs, and what it ends with. */
import type { Bounds } from './bounds.ts';
import type { Fault } from './fault.ts';
import type { Finding, Rate } from './finding.ts';
import type { RunRequest, RunResult } from './run.ts';
import type { Verdict, VerdictKind } from './verdict.ts';

/**
 * How a hunt chooses what to try: by what the outcome rests on, by chance, or everything within the
 * bounds by size.
 */
export const STRATEGIES = ['lineage', 'random', 'exhaustive'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export type VerdictCounts = Readonly<Record<VerdictKind, number>>;

/** Emitted in order; the CLI draws them, tests assert on them. */
export type HuntEvent =
  | { readonly kind: 'run-started'; readonly request: RunRequest }
  | {
      readonly kind: 'run-finished';
      readonly request: RunRequest;
      readonly result: RunResult;
      /** After judging which faults fired: may be `void` where the result says otherwise. */
      readonly verdict: Verdict;
      readonly counts: VerdictCounts;
      readonly experiments: number;
    }
  /**
   * Fault sets within the bounds that no run has settled yet, counted over the literals known so
   * far.
   */
  | { readonly kind: 'hypotheses-left'; readonly count: number }
  | { readonly kind: 'violation'; readonly faults: readonly Fault[]; readonly reason: string }
  | { readonly kind: 'confirmed'; readonly withFaults: Rate; readonly withoutFaults: Rate }
  | { readonly kind: 'minimise-step'; readonly trying: readonly Fault[]; readonly kept: boolean }
  | { readonly kind: 'finding'; readonly finding: Finding };

/** Why fault sets were not run, in the order in which they are asked for. */
export interface ImpliedBy {
  /** A run that held or was vacuous, under a part of the set: the rest touches nothing of it. */
  readonly run: number;
  /** Its faults never all fire: a node dies before it sends what is to be lost. */
  readonly moot: number;
  /** A run under other faults, of which the spec says that it goes for this set, too. */
  readonly unconditional: number;
  /** It loses an equal datagram, and not the one before it. */
  readonly folded: number;
}

/**
 * Statement of what the search covered. Every fault set within the bounds over the observed
 * messages is counted once: `total = tested.held + tested.vacuous + implied + unreachable +
 * inconclusive + violated`.
 */
export interface Certificate {
  readonly version: 1;
  readonly bounds: Bounds;
  /** Distinct fault literals observed, those given up as unreachable included. */
  readonly literals: number;
  readonly total: number;
  readonly held: number;
  readonly vacuous: number;
  /** Not run, and for one reason or another need not be. */
  readonly implied: number;
  /**
   * Those, each under the first reason that goes for it. Absent: a clause of another run goes for
   * all, or they are too many to be told apart.
   */
  readonly impliedBy?: ImpliedBy;
  /** Never fired, at any level of address. */
  readonly unreachable: number;
  readonly inconclusive: number;
  readonly violated: number;
  /** Fault sets filed as unreachable, as text. */
  readonly unreachableSets: readonly string[];
  readonly runs: number;
  /**
   * Good–Turing estimate of the chance that one more fault-free run is of a class never seen; `1`
   * if all differed.
   */
  readonly newClass: { readonly runs: number; readonly classes: number; readonly estimate: number };
  /**
   * What the spec says is enough for a promise to be kept, in words; `implied` rests on it.
   * `undone`: violations in runs that reached one, so that it is not true. Absent: nothing is said.
   */
  readonly goals?: { readonly stated: readonly string[]; readonly undone: number };
  /** Fault sets that lose an equal datagram but not the one before it count as `folded`. */
  readonly foldedRetries?: true;
}

/** What some run was to have, in words, and how many runs of the hunt had it. */
export interface Sighting {
  readonly what: string;
  readonly runs: number;
}

export interface HuntResult {
  /**
   * `exhausted` carries a certificate; `inconclusive`: budget, solver, interrupted, or only flaky
   * violations.
   */
  readonly outcome: 'exhausted' | 'violated' | 'inconclusive';
  readonly reason: string;
  readonly findings: readonly Finding[];
  /** Violations that did not confirm, with both rates. Never hidden. */
  readonly flaky: readonly {
    readonly faults: readonly Fault[];
    readonly withFaults: Rate;
    readonly withoutFaults: Rate;
  }[];
  readonly certificate?: Certificate;
  /** Absent: nothing was looked for. */
  readonly sometimes?: readonly Sighting[];
  readonly counts: VerdictCounts;
  readonly experiments: number;
  /** Experiments up to and including the first violation, baselines included. */
  readonly experimentsToViolation?: number;
  readonly durationMs: number;
}
