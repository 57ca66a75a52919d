/**
 * Cheapest model by listing all models of few literals: slower than a SAT solver, and shares
 * nothing with one. What checks a certificate.
 */
import { modelsOf } from './count.ts';
import { plain } from './plain.ts';
import type { Literal, Solver } from './solver.ts';

/**
 * Answers as `createLogicSolver` does, ties included, for problems whose bounds allow no more than
 * `sizeMax` literals, at least one of which must hold. Never `unknown`.
 *
 * Errors: rejects with an Error on a malformed problem.
 * Cost:   one pass over all sets within the bounds.
 */
export function createEnumeratingSolver(sizeMax: number): Solver {
  return {
    cheapest: async (asked, question = {}) => {
      const problem = plain(asked, question);
      let best: { readonly model: readonly Literal[]; readonly cost: number } | undefined;
      for (const model of modelsOf(problem, sizeMax)) {
        const cost = model.reduce((sum, literal) => sum + (problem.costs.get(literal) ?? 0), 0);
        if (best === undefined || cost < best.cost) {
          best = { model, cost };
        }
      }
      return best === undefined ? { kind: 'unsatisfiable' } : { kind: 'satisfiable', ...best };
    },
  };
}
