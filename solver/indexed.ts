/**
 * A problem in numbers: literal i is the i-th of `costs`. Knows what a well-formed problem is;
 * knows no way to solve one.
 */
import type { Literal, Problem } from './solver.ts';

export interface IndexedClause {
  /** Sorted, no repeats. */
  readonly absent: readonly number[];
  /** Sorted, no repeats, disjoint from `absent`. */
  readonly present: readonly number[];
}

export interface IndexedBound {
  /** Sorted, no repeats. */
  readonly members: readonly number[];
  readonly max: number;
}

export interface IndexedProblem {
  readonly literals: readonly Literal[];
  readonly costs: readonly number[];
  /** Without those that always hold: a literal on both sides. */
  readonly clauses: readonly IndexedClause[];
  /** Without those that always hold: fewer members than `max`. */
  readonly bounds: readonly IndexedBound[];
}

/**
 * Numbers the literals of a problem.
 *
 * Errors: Error when a cost is no positive integer, a bound is no count, or a clause or bound names
 *         a literal without a cost.
 */
export function indexProblem(problem: Problem): IndexedProblem {
  const literals = [...problem.costs.keys()];
  const costs = [...problem.costs.values()];
  const indexOf = new Map(literals.map((literal, index) => [literal, index]));
  const indices = (names: readonly Literal[], where: string): number[] =>
    [...new Set(names.map((name) => requireIndex(indexOf, name, where)))].sort((a, b) => a - b);

  let total = 0;
  for (const [literal, cost] of problem.costs) {
    if (!Number.isSafeInteger(cost) || cost <= 0) {
      throw new Error(
        `cost of ${JSON.stringify(literal)}: expected a positive integer, got ${cost}`,
      );
    }
    total += cost;
  }
  if (!Number.isSafeInteger(total)) {
    throw new Error(`costs: their sum ${total} is beyond exact integers`);
  }
  const clauses = problem.clauses.map(({ absent, present }, number) => ({
    absent: indices(absent, `clause ${number}`),
    present: indices(present, `clause ${number}`),
  }));
  const bounds = problem.atMost.map(({ literals: names, max }, number) => {
    if (!Number.isSafeInteger(max) || max < 0) {
      throw new Error(`bound ${number}: expected a count, got ${max}`);
    }
    return { members: indices(names, `bound ${number}`), max };
  });
  return {
    literals,
    costs,
    clauses: clauses.filter(({ absent, present }) => !present.some((p) => absent.includes(p))),
    bounds: bounds.filter(({ members, max }) => members.length > max),
  };
}

function requireIndex(indexOf: ReadonlyMap<Literal, number>, name: Literal, where: string): number {
  const index = indexOf.get(name);
  if (index === undefined) {
    throw new Error(`${where}: literal ${JSON.stringify(name)} has no cost`);
  }
  return index;
}

/** Whether a set of indices satisfies every clause and every bound. */
export function isModel(problem: IndexedProblem, held: ReadonlySet<number>): boolean {
  return (
    problem.clauses.every(
      ({ absent, present }) =>
        absent.some((index) => !held.has(index)) || present.some((index) => held.has(index)),
    ) && withinBounds(problem, held)
  );
}

/** Whether a set of indices keeps every bound, whatever the clauses say. */
export function withinBounds(problem: IndexedProblem, held: ReadonlySet<number>): boolean {
  return problem.bounds.every(
    ({ members, max }) => members.filter((index) => held.has(index)).length <= max,
  );
}

/** Sum of the costs of the indices. */
export function costOf(problem: IndexedProblem, indices: Iterable<number>): number {
  let sum = 0;
  for (const index of indices) {
    sum += problem.costs[index] as number;
  }
  return sum;
}
