/**
 * Takes from a model what it does not need. Knows clauses as bitsets over literals; never looks for
 * another model.
 */
import { addTo, type Bitset, bitsetOf, isSubset, meets, removeFrom } from './bitset.ts';
import type { IndexedProblem } from './indexed.ts';

/** A minimal model within the given one; both as ascending indices. */
export type Shrinker = (model: readonly number[]) => number[];

/** Drops the dearest members first. Bounds cannot be broken by dropping. */
export function createShrinker(problem: IndexedProblem): Shrinker {
  const size = problem.literals.length;
  const clauses = problem.clauses.map(({ absent, present }) => ({
    absent: bitsetOf(size, absent),
    present: bitsetOf(size, present),
  }));
  const satisfied = (held: Bitset): boolean =>
    clauses.every(({ absent, present }) => meets(present, held) || !isSubset(absent, held));

  return (model) => {
    const held = bitsetOf(size, model);
    const dearestFirst = [...model].sort(
      (a, b) => (problem.costs[b] as number) - (problem.costs[a] as number) || b - a,
    );
    // A member may be needed only until another one, which a condition names, is gone: go round
    // until all stay.
    for (let needed = dearestFirst; ; ) {
      const left = needed.filter((index) => {
        removeFrom(held, index);
        if (satisfied(held)) {
          return false;
        }
        addTo(held, index);
        return true;
      });
      if (left.length === needed.length) {
        return left.sort((a, b) => a - b);
      }
      needed = left;
    }
  };
}
