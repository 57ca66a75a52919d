/** Questions as data: what can be sent to another thread, assumptions said as clauses. */
import type { Problem, Question } from './solver.ts';

/** The problem whose models are those of `problem` that the assumptions allow. */
export function plain(problem: Problem, { assumptions = [] }: Question): Problem {
  const { costs, clauses, atMost } = problem;
  const assumed = assumptions
    .filter(({ literal, holds }) => holds || costs.has(literal))
    .map(({ literal, holds }) =>
      holds
        ? { absent: [], present: costs.has(literal) ? [literal] : [] }
        : { absent: [literal], present: [] },
    );
  return { costs, clauses: [...clauses, ...assumed], atMost };
}
