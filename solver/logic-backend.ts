/**
 * Cheapest models by `logic-solver` (MiniSat compiled to JavaScript). Runs to the end on the
 * calling thread; the time budget is the business of worker-solver.ts.
 */
import Logic from 'logic-solver';
import { costOf, type IndexedProblem, indexProblem, isModel } from './indexed.ts';
import { Instance, type Scope } from './instance.ts';
import { plain } from './plain.ts';
import { reduceByDominance } from './reduce.ts';
import { openSession, type Session } from './session.ts';
import { createShrinker, type Shrinker } from './shrink.ts';
import type { Problem, SolveResult, Solver } from './solver.ts';

/**
 * A solver on this thread, which neither budget nor signal stop. `unknown` when the 64 MiB heap of
 * `logic-solver` overflows.
 */
export function createLogicSolver(): Solver {
  const instance = new Instance();
  return {
    cheapest: async (problem, question = {}) => cheapestByLogic(plain(problem, question), instance),
  };
}

/** As `createLogicSolver().cheapest`, at once, by that instance. */
export function cheapestByLogic(problem: Problem, instance: Instance): SolveResult {
  const indexed = indexProblem(problem);
  let model: readonly number[] | undefined;
  try {
    model = Logic.disablingAssertions(() => search(indexed, instance));
  } catch (error) {
    if (typeof error === 'string') {
      return { kind: 'unknown', reason: 'the problem outgrew the memory of logic-solver (64 MiB)' };
    }
    throw error;
  }
  if (model === undefined) {
    return { kind: 'unsatisfiable' };
  }
  if (!isModel(indexed, new Set(model))) {
    throw new Error(`logic-solver: its answer is no model of the problem: ${model.join(' ')}`);
  }
  return {
    kind: 'satisfiable',
    model: model.map((index) => indexed.literals[index] as string),
    cost: costOf(indexed, model),
  };
}

/** Ascending indices of the cheapest model, first by index among equals. */
function search(indexed: IndexedProblem, instance: Instance): readonly number[] | undefined {
  const { problem, live } = reduceByDominance(indexed);
  if (isModel(problem, new Set())) {
    return [];
  }
  return instance.within((scope) => searchWithin(scope, problem, live));
}

function searchWithin(
  scope: Scope,
  problem: IndexedProblem,
  live: readonly number[],
): readonly number[] | undefined {
  const session = openSession(scope, problem, live);
  const shrink = createShrinker(problem);
  const first = firstModel(session);
  if (first === undefined) {
    return undefined;
  }
  return firstOfEqualCost(session, problem, live, descend(session, problem, shrink, shrink(first)));
}

/**
 * A model of few literals: the proofs that none is cheaper are short when the first one is near.
 */
function firstModel(session: Session): number[] | undefined {
  for (let size = 1; size <= session.sizeMax; size++) {
    const model = session.solveWithin(size);
    if (model !== undefined) {
      return model;
    }
  }
  return session.solve();
}

/** Goes down from a model to one of least cost. */
function descend(
  session: Session,
  problem: IndexedProblem,
  shrink: Shrinker,
  start: readonly number[],
): readonly number[] {
  let best = start;
  let cost = costOf(problem, best);
  let cheaper = session.addGuard();
  session.forbidCost(best, cost, cheaper);
  for (let found = session.solve(cheaper); found !== undefined; found = session.solve(cheaper)) {
    const model = shrink(found);
    const modelCost = costOf(problem, model);
    if (modelCost < cost) {
      session.require(cheaper);
      cheaper = session.addGuard();
      best = model;
      cost = modelCost;
    }
    session.forbidCost(model, cost, cheaper);
  }
  return best;
}

/**
 * Goes from a cheapest model to the lexicographically first one, fixing its members from the
 * smallest index on.
 */
function firstOfEqualCost(
  session: Session,
  problem: IndexedProblem,
  live: readonly number[],
  cheapest: readonly number[],
): readonly number[] {
  const cost = costOf(problem, cheapest);
  let best = cheapest;
  for (let fixed = 0; fixed < best.length; ) {
    const from = fixed === 0 ? -1 : (best[fixed - 1] as number);
    const to = best[fixed] as number;
    const earlier = live.filter((index) => index > from && index < to);
    const found = earlier.length === 0 ? undefined : session.solveWithOneOf(earlier);
    if (found === undefined) {
      session.fix(to, earlier);
      fixed++;
    } else if (costOf(problem, found) > cost) {
      session.forbidCost(found, cost + 1);
    } else {
      best = found;
    }
  }
  return best;
}
