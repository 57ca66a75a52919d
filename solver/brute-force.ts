/**
 * Cheapest model by trying every subset within the bounds: the yardstick for the other solvers,
 * exponential, for some twenty literals. Deliberately without any cleverness to share mistakes with
 * them.
 */
import { costOf, indexProblem, isModel, withinBounds } from './indexed.ts';
import type { Problem, SolveResult } from './solver.ts';

/**
 * A cheapest model; among equals the one whose list of indices (places in `costs`, ascending) is
 * lexicographically smallest. Never `unknown`.
 *
 * Errors: as indexProblem.
 * Cost:   O(2ⁿ · size of the problem).
 */
export function cheapestByBruteForce(problem: Problem): SolveResult {
  const indexed = indexProblem(problem);
  const held = new Set<number>();
  let best: { readonly model: readonly number[]; readonly cost: number } | undefined;

  // Subsets come in lexicographic order of their index lists: the first of equal cost stays.
  const visit = (from: number): void => {
    const cost = costOf(indexed, held);
    if (isModel(indexed, held) && (best === undefined || cost < best.cost)) {
      best = { model: [...held], cost };
    }
    for (let index = from; index < indexed.literals.length; index++) {
      held.add(index);
      if (withinBounds(indexed, held)) {
        visit(index + 1);
      }
      held.delete(index);
    }
  };
  visit(0);
  if (best === undefined) {
    return { kind: 'unsatisfiable' };
  }
  const model = best.model.map((index) => indexed.literals[index] as string);
  return { kind: 'satisfiable', model, cost: best.cost };
}
