/**
 * The loop: baselines, then the cheapest hypothesis, its run, what it teaches, and so on until a
 * violation is confirmed, the budget is spent or no hypothesis is left. Sees the Runner interface
 * only.
 */

import type { Solver } from '../../solver/solver.ts';
import { learnNaming } from '../faults/naming.ts';
import { rolesIn } from '../lineage/roles.ts';
import { goodTuring, runClassOf } from '../lineage/run-class.ts';
import { type Bounds, mostOf } from '../model/bounds.ts';
import { BaselineError, UsageError } from '../model/errors.ts';
import type { Fault, HuntedKind } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { type Goal, goalText } from '../model/goal.ts';
import type { Certificate, HuntResult, Strategy } from '../model/hunt.ts';
import type { OrderWeights } from '../model/order.ts';
import type { Sometimes } from '../model/spec.ts';
import type { Trace } from '../model/trace.ts';
import { runBaselines } from './baselines.ts';
import type { Bench, BenchOptions, Trial } from './bench.ts';
import { createBench } from './bench.ts';
import { carrying } from './carry.ts';
import { certify } from './certificate.ts';
import type { ConfirmOptions } from './confirm.ts';
import type { FlakyViolation } from './findings.ts';
import { pursue } from './findings.ts';
import { createHypothesisSpace, totalOf } from './hypotheses.ts';
import type { Lessons } from './learn.ts';
import { learnFrom, literalOf, waysOf } from './learn.ts';
import type { CutEnding, FaultLiteral } from './literals.ts';
import { type Sightings, sightingsOver } from './sightings.ts';
import { orderOf } from './strategies.ts';
import { createHypothesisTester } from './tester.ts';

/** Counting the sets left costs more than it tells beyond that many fault sets. */
const COUNT_LEFT_MAX = 20_000;

export interface HuntOptions extends BenchOptions {
  readonly specName: string;
  readonly solver: Solver;
  readonly bounds: Bounds;
  readonly kinds: readonly HuntedKind[];
  readonly cutEndings: readonly CutEnding[];
  /** Faults that every run carries, baselines too. Absent: none. */
  readonly carried?: readonly Fault[];
  /** What is enough for a promise to be kept. Absent: nothing is said of it. */
  readonly goals?: readonly Goal[];
  /** Crashed nodes are started again at heal. Absent: only if their fault says so. */
  readonly heals?: boolean;
  /** Equal datagrams again on a link are lost from the first one on. Absent: any of them. */
  readonly foldRetries?: boolean;
  /** Fault-free runs at the start, at least 1. */
  readonly baselines: number;
  readonly confirm: ConfirmOptions;
  /** What some run must have, or the hunt is no pass. Absent: nothing. */
  readonly sometimes?: readonly Sometimes[];
  /** `all`: goes on after a finding, without its supersets. */
  readonly stopOn: 'first' | 'all';
  /** Ids of findings that `first` does not stop at. Absent: none. */
  readonly known?: readonly string[];
  readonly strategy: Strategy;
  /** Of the parts of the order, for the strategy `lineage`. Absent: all alike. */
  readonly weights?: OrderWeights;
  /** For the strategy `random`. */
  readonly seed: number;
}

/** What the hunt has found so far. */
interface Hunt {
  readonly options: HuntOptions;
  readonly bench: Bench;
  readonly sightings: Sightings;
  readonly lessons: Lessons;
  readonly findings: Finding[];
  readonly flaky: FlakyViolation[];
  /** Run classes of the fault-free runs. */
  readonly classes: string[];
  experimentsToViolation: number | undefined;
  /** Violations in runs that reached a goal. */
  readonly undone: () => number;
}

/** Why the loop ended. */
type Ending =
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'stopped'; readonly reason: string };

function enabledKinds({ kinds, bounds }: HuntOptions): ReadonlySet<HuntedKind> {
  return new Set(kinds.filter((kind) => mostOf(bounds, kind) > 0));
}

function blockViolating(hunt: Hunt, path: readonly (readonly Fault[])[], trace: Trace): void {
  for (const faults of path) {
    const texts = faults.map((fault) => literalOf(hunt.lessons, fault, trace));
    const known = texts.filter((text) => text !== undefined);
    if (known.length === faults.length) {
      hunt.lessons.space.blockSupersets(known);
    }
  }
}

/** Confirms, files and blocks a violation that `trial` showed under `faults`. */
async function follow(
  hunt: Hunt,
  hypothesis: readonly FaultLiteral[],
  faults: readonly Fault[],
  trial: Trial,
): Promise<void> {
  const { bench, lessons, options } = hunt;
  const { ofFired } = trial.judged;
  const reason = ofFired.kind === 'violated' ? ofFired.reason : ofFired.kind;
  bench.emit({ kind: 'violation', faults, reason });
  const experimentsToViolation = bench.experiments();
  hunt.experimentsToViolation ??= experimentsToViolation;
  const pursuit = await pursue(
    {
      bench,
      lessons,
      specName: options.specName,
      confirm: options.confirm,
      experimentsToViolation,
      known: hunt.findings,
      onControl: (control) => hunt.classes.push(runClassOf(control.result.trace)),
    },
    faults,
  );
  const { trace } = trial.result;
  const texts = faults.map((fault) => literalOf(lessons, fault, trace));
  const known = texts.filter((text) => text !== undefined);
  // Without a name for each of them, what fired is another set than those that have one.
  const fired = known.length === faults.length ? [known] : [];
  const sets = [hypothesis.map(({ text }) => text), ...fired];
  if (pursuit.kind === 'flaky') {
    hunt.flaky.push(pursuit.flaky);
  } else {
    blockViolating(hunt, pursuit.path, trace);
  }
  if (pursuit.kind === 'finding') {
    hunt.findings.push(pursuit.finding);
  }
  for (const set of sets) {
    lessons.space.settle(set, pursuit.kind === 'flaky' ? 'inconclusive' : 'violated');
  }
}

async function search(hunt: Hunt): Promise<Ending> {
  const { bench, lessons, options } = hunt;
  const tester = createHypothesisTester(bench, lessons);
  const order = orderOf(options.strategy, lessons.space, options.solver, options.seed);
  for (;;) {
    const reason = bench.stopReason();
    if (reason !== undefined) {
      return { kind: 'stopped', reason };
    }
    const { space } = lessons;
    if (totalOf(space) <= COUNT_LEFT_MAX) {
      bench.emit({ kind: 'hypotheses-left', count: space.left(COUNT_LEFT_MAX) });
    }
    const next = await order.next();
    if (next.kind === 'exhausted') {
      return { kind: 'exhausted' };
    }
    if (next.kind === 'unknown') {
      return { kind: 'stopped', reason: `the solver gave up: ${next.reason}` };
    }
    const outcome = await tester.test(next.literals);
    if (outcome.kind === 'violated') {
      await follow(hunt, next.literals, outcome.faults, outcome.trial);
      const { known = [], stopOn } = options;
      if (stopOn === 'first' && hunt.findings.some(({ id }) => !known.includes(id))) {
        return { kind: 'stopped', reason: 'a violation was confirmed' };
      }
    }
  }
}

function outcomeOf(
  { findings, flaky, sightings }: Hunt,
  ending: Ending,
  certificate: Certificate | undefined,
): Pick<HuntResult, 'outcome' | 'reason'> {
  if (findings.length > 0) {
    const reason =
      ending.kind === 'stopped'
        ? ending.reason
        : `${findings.length} violations were confirmed, and no hypothesis is left`;
    return { outcome: 'violated', reason };
  }
  if (ending.kind === 'stopped') {
    return { outcome: 'inconclusive', reason: ending.reason };
  }
  if (flaky.length > 0) {
    return { outcome: 'inconclusive', reason: 'only violations that did not confirm were seen' };
  }
  const { inconclusive = 0, held = 0, vacuous = 0 } = certificate ?? {};
  if (inconclusive > 0) {
    const reason = `${inconclusive} fault sets could not be judged`;
    return { outcome: 'inconclusive', reason };
  }
  if (held + vacuous === 0) {
    return { outcome: 'inconclusive', reason: 'no fault set could be tested: none ever fired' };
  }
  const missing = sightings.missing();
  return missing === undefined
    ? { outcome: 'exhausted', reason: 'no hypothesis is left within the bounds' }
    : { outcome: 'inconclusive', reason: missing };
}

/** What else a certificate rests on: what the user said of goals and of retries. */
function premisesOf({ options, undone }: Hunt): Pick<Certificate, 'goals' | 'foldedRetries'> {
  const { goals = [], foldRetries, strategy } = options;
  if (strategy !== 'lineage') {
    return {};
  }
  return {
    ...(goals.length > 0 && { goals: { stated: goals.map(goalText), undone: undone() } }),
    ...(foldRetries === true && { foldedRetries: true as const }),
  };
}

function conclude(hunt: Hunt, ending: Ending): HuntResult {
  const { bench, lessons, findings, flaky, options } = hunt;
  const certificate =
    ending.kind === 'exhausted'
      ? {
          ...certify(lessons.space, bench.experiments(), goodTuring(hunt.classes)),
          ...premisesOf(hunt),
        }
      : undefined;
  return {
    ...outcomeOf(hunt, ending, certificate),
    findings,
    flaky,
    ...(certificate && { certificate }),
    ...(options.sometimes && { sometimes: hunt.sightings.all() }),
    counts: bench.counts(),
    experiments: bench.experiments(),
    ...(hunt.experimentsToViolation !== undefined && {
      experimentsToViolation: hunt.experimentsToViolation,
    }),
    durationMs: bench.elapsedMs(),
  };
}

/** A goal that no fault-free run reaches is a slip of the spec. */
function checkGoals(lessons: Lessons, baselines: readonly Trial[]): void {
  const { goals = [], blind } = lessons;
  const isReached = baselines.some((trial) => waysOf(lessons, trial).length > 0);
  if (goals.length > 0 && blind !== true && baselines.length > 0 && !isReached) {
    throw new BaselineError(
      'baseline-goal',
      `no fault-free run reaches a goal of the spec: ${goals.map(goalText).join(', or ')}`,
      { hint: 'see the logs of these runs, and the labels of messages with `ldfi record`' },
    );
  }
}

/**
 * Hunts for fault sets that break the invariant. The runner stays open: it belongs to the caller.
 *
 * Errors: BaselineError when the system fails without faults, or reaches no goal; UsageError for
 *         fewer than one baseline; else what the runner rejects with.
 * Source: Alvaro et al., Lineage-driven fault injection, SIGMOD 2015, §3, with conditional clauses
 *         (DESIGN §9).
 */
export async function hunt(options: HuntOptions): Promise<HuntResult> {
  if (options.baselines < 1) {
    throw new UsageError('hunt-baselines', `a hunt needs a baseline, got ${options.baselines}`);
  }
  const { runner, carried = [] } = options;
  const sightings = sightingsOver(carrying(runner, carried), options.sometimes ?? []);
  const bench = createBench({ ...options, runner: sightings.runner });
  const baselines = await runBaselines(bench, options.baselines);
  const [first] = baselines;
  const lessons: Lessons = {
    space: createHypothesisSpace(options.bounds, {
      ...(options.weights && { weights: options.weights }),
      ...(first && { roles: rolesIn(first.result.trace) }),
    }),
    naming: learnNaming(baselines.map(({ result }) => result.trace)),
    kinds: enabledKinds(options),
    cutEndings: options.cutEndings,
    carried,
    goals: options.goals,
    heals: options.heals,
    foldsRetries: options.foldRetries,
    blind: options.strategy !== 'lineage',
  };
  checkGoals(lessons, baselines);
  for (const baseline of baselines) {
    learnFrom(lessons, baseline);
  }
  let undone = 0;
  const counting: Bench['run'] = async (purpose, faults, steering) => {
    const trial = await bench.run(purpose, faults, steering);
    const isUndone = trial.judged.ofFired.kind === 'violated' && waysOf(lessons, trial).length > 0;
    undone += isUndone ? 1 : 0;
    return trial;
  };
  const state: Hunt = {
    options,
    bench: { ...bench, run: counting },
    sightings,
    lessons,
    findings: [],
    flaky: [],
    classes: baselines.map(({ result }) => runClassOf(result.trace)),
    experimentsToViolation: undefined,
    undone: () => undone,
  };
  const reason = baselines.length < options.baselines ? bench.stopReason() : undefined;
  const ending =
    reason === undefined ? await search(state) : ({ kind: 'stopped', reason } as const);
  return conclude(state, ending);
}
