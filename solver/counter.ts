/**
 * Counts true literals inside the SAT solver by a sequential counter, and states bounds and cost
 * limits with it. Knows the encoding only; which limit is wanted is the caller's.
 */
import type { Scope } from './instance.ts';

export interface Counter {
  /**
   * The variable that must be true if at least `level` (1-based) of the terms up to `position` are.
   */
  reached(level: number, position: number): number;
}

/**
 * Adds a counter over `terms` to the scope, up to `levels`.
 *
 * Cost:   2 · terms · levels clauses of at most three literals.
 * Source: Sinz, Towards an Optimal CNF Encoding of Boolean Cardinality Constraints, CP 2005; one
 *         direction only, as the variables are used to forbid counts, never to demand them.
 */
export function addCounter(scope: Scope, terms: readonly number[], levels: number): Counter {
  const variables = terms.map(() => Array.from({ length: levels }, () => scope.variable()));
  const reached = (level: number, position: number): number =>
    variables[position]?.[level - 1] as number;
  for (const [position, term] of terms.entries()) {
    scope.clause([-term, reached(1, position)]);
    for (let level = 1; level <= levels && position > 0; level++) {
      scope.clause([-reached(level, position - 1), reached(level, position)]);
      if (level > 1) {
        scope.clause([-term, -reached(level - 1, position - 1), reached(level, position)]);
      }
    }
  }
  return { reached };
}

/** The first of `held`, as many as it takes to cost `limit`. */
export function enoughOf(
  weights: readonly number[],
  held: readonly number[],
  limit: number,
): number[] {
  let sum = 0;
  return held.filter((position) => {
    const wanted = sum < limit;
    sum += weights[position] as number;
    return wanted;
  });
}

/**
 * Moves `held` as far back as it still costs `limit`. Each set with at least as many members, of
 * which the j-th is never at a later position than the j-th of the answer, costs `limit` or more as
 * well.
 *
 * Shape:  `weights` descend; `held` are ascending positions that cost `limit` or more; so is the
 *         answer.
 */
export function widen(
  weights: readonly number[],
  held: readonly number[],
  limit: number,
): number[] {
  const positions = [...held];
  let sum = held.reduce((total, position) => total + (weights[position] as number), 0);
  for (let place = positions.length - 1; place >= 0; place--) {
    const end = positions[place + 1] ?? weights.length;
    let position = positions[place] as number;
    const others = sum - (weights[position] as number);
    while (position + 1 < end && others + (weights[position + 1] as number) >= limit) {
      position++;
    }
    positions[place] = position;
    sum = others + (weights[position] as number);
  }
  return positions;
}
