/** A whole problem as a formula. Knows what a well-formed problem is; solves nothing. */
import { Formula } from './formula.ts';
import { GrowingSet } from './growing-set.ts';
import type { Literal, Problem } from './solver.ts';

/**
 * A formula that says what a problem says.
 *
 * Errors: Error when a cost is no positive integer, a bound is no count, or a clause or bound names
 *         a literal without a cost.
 */
export function formulaOf(problem: Problem): Formula {
  const formula = new Formula('declared');
  const under = new Map<Literal, number[]>();
  for (const [number, { literals, max }] of problem.atMost.entries()) {
    const bound = formula.addBound(max);
    for (const name of literals) {
      requireCost(problem, name, `bound ${number}`);
      under.set(name, [...(under.get(name) ?? []), bound]);
    }
  }
  for (const [name, cost] of problem.costs) {
    formula.put(formula.idOf(name), cost, under.get(name) ?? []);
  }
  for (const [number, { absent, present }] of problem.clauses.entries()) {
    for (const name of [...absent, ...present]) {
      requireCost(problem, name, `clause ${number}`);
    }
    const held = new Set(absent);
    if (!present.some((name) => held.has(name))) {
      const hits = present.map((name) => formula.idOf(name));
      formula.addClause(
        absent.map((name) => formula.idOf(name)),
        new GrowingSet(hits),
      );
    }
  }
  return formula;
}

function requireCost(problem: Problem, name: Literal, where: string): void {
  if (!problem.costs.has(name)) {
    throw new Error(`${where}: literal ${JSON.stringify(name)} has no cost`);
  }
}
