/**
 * The solver room's door: literals, clauses, costs, minimal models. It knows nothing of faults or
 * traces.
 */

/** A positive literal: any non-empty string; equal strings are one literal. */
export type Literal = string;

/** Not all of `absent` hold, or one of `present` holds: (¬a₁ ∨ … ∨ p₁ ∨ …). */
export interface Clause {
  readonly absent: readonly Literal[];
  readonly present: readonly Literal[];
}

/** At most `max` of `literals` hold. */
export interface AtMost {
  readonly literals: readonly Literal[];
  readonly max: number;
}

export interface Problem {
  /** Every literal with its cost, a positive integer; iteration order breaks ties. */
  readonly costs: ReadonlyMap<Literal, number>;
  readonly clauses: readonly Clause[];
  readonly atMost: readonly AtMost[];
}

export type SolveResult =
  /** A cheapest model: its true literals in the order of `costs`. */
  | { readonly kind: 'satisfiable'; readonly model: readonly Literal[]; readonly cost: number }
  | { readonly kind: 'unsatisfiable' }
  /** Gave up: budget or memory. Never to be read as unsatisfiable. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface Solver {
  /** A model of least cost. Same problem, same answer. */
  cheapest(problem: Problem): Promise<SolveResult>;
}
