/**
 * One problem inside a `logic-solver` instance: its clauses, its bounds and, step by step, limits
 * on the cost. Knows how each is said to the solver; which limit to set is the search's business
 * (logic-backend.ts).
 */
import type Logic from 'logic-solver';
import { addCounter, enoughOf, widen } from './counter.ts';
import type { IndexedBound, IndexedProblem } from './indexed.ts';
import type { Scope } from './instance.ts';

/** Levels of the counter over all literals: larger sets are forbidden by their members. */
const LEVELS_MAX = 6;

/** A solver variable that switches on the clauses guarded by it. */
export type Guard = number;

export interface Session {
  addGuard(): Guard;
  /** Switches the guard's clauses on for good. */
  require(guard: Guard): void;
  /** Any model, as ascending indices; undefined when there is none. */
  solve(guard?: Guard): number[] | undefined;
  /** The largest `size` that `solveWithin` can be asked for. */
  readonly sizeMax: number;
  /** A model of at most `size` literals. */
  solveWithin(size: number): number[] | undefined;
  /** A model with at least one of `indices`, which are not empty. */
  solveWithOneOf(indices: readonly number[]): number[] | undefined;
  /**
   * Forbids `held`, which costs `limit` or more, and as many other sets of that cost as one clause
   * can. Sets of exactly `limit` only while `guard` is on, if one is given.
   */
  forbidCost(held: readonly number[], limit: number, guard?: Guard): void;
  /** From now on `held` holds and none of `others` does. */
  fix(held: number, others: readonly number[]): void;
}

/** Says a reduced problem over the literals `live` to a fresh scope. */
export function openSession(
  scope: Scope,
  problem: IndexedProblem,
  live: readonly number[],
): Session {
  const termOf = new Map(live.map((index) => [index, scope.variable()]));
  const term = (index: number): number => termOf.get(index) as number;
  for (const { absent, present } of problem.clauses) {
    scope.clause([...absent.map((index) => -term(index)), ...present.map(term)]);
  }

  const dearestFirst = [...live].sort(
    (a, b) => (problem.costs[b] as number) - (problem.costs[a] as number) || a - b,
  );
  const weights = dearestFirst.map((index) => problem.costs[index] as number);
  const positionOf = new Map(dearestFirst.map((index, position) => [index, position]));
  const total = sizeBound(problem, live);
  const levels = Math.min(LEVELS_MAX, live.length, total + 1);
  const { reached } = addCounter(scope, dearestFirst.map(term), levels);
  // A bound on all literals needs no counter of its own, if this one reaches that far.
  const counted = total < levels;
  if (counted) {
    scope.clause([-reached(total + 1, live.length - 1)]);
  }
  const others = problem.bounds.filter(({ members }) => members.length < live.length);
  addBounds(scope, counted ? others : problem.bounds, term);

  const read = (solution: Logic.Solution | null): number[] | undefined =>
    solution === null ? undefined : live.filter((index) => solution.evaluate(term(index)));

  return {
    addGuard: () => scope.variable(),
    require: (guard) => scope.clause([guard]),
    solve: (guard) => read(guard === undefined ? scope.solve() : scope.solve([guard])),
    sizeMax: Math.min(levels, total) - 1,
    solveWithin: (size) => read(scope.solve([-reached(size + 1, live.length - 1)])),
    solveWithOneOf: (indices) => read(scope.solve(indices.map(term))),
    forbidCost: (held, limit, guard) => {
      const positions = held.map((index) => positionOf.get(index) as number).sort((a, b) => a - b);
      const enough = enoughOf(weights, positions, limit);
      const countable = enough.length <= levels;
      const forbidden = countable ? widen(weights, enough, limit) : enough;
      const cost = forbidden.reduce((sum, position) => sum + (weights[position] as number), 0);
      const terms = forbidden.map((position, place) =>
        countable ? -reached(place + 1, position) : -term(dearestFirst[position] as number),
      );
      scope.clause(guard !== undefined && cost === limit ? [...terms, -guard] : terms);
    },
    fix: (held, missing) => {
      scope.clause([term(held)]);
      for (const index of missing) {
        scope.clause([-term(index)]);
      }
    },
  };
}

/**
 * The largest number of literals that the bounds allow altogether, as far as bounds on all of them
 * tell.
 */
function sizeBound(problem: IndexedProblem, live: readonly number[]): number {
  const overall = problem.bounds.filter(({ members }) => members.length === live.length);
  return Math.min(live.length, ...overall.map(({ max }) => max));
}

function addBounds(
  scope: Scope,
  bounds: readonly IndexedBound[],
  term: (index: number) => number,
): void {
  for (const { members, max } of bounds) {
    if (max === 0) {
      for (const index of members) {
        scope.clause([-term(index)]);
      }
    } else {
      const { reached } = addCounter(scope, members.map(term), max + 1);
      scope.clause([-reached(max + 1, members.length - 1)]);
    }
  }
}
