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

/** A literal that is to hold, or not to hold, in the answer to one question. */
export interface Assumption {
  readonly literal: Literal;
  readonly holds: boolean;
}

/** What goes for one question only. */
export interface Question {
  /** Absent: none. A literal without a cost never holds. */
  readonly assumptions?: readonly Assumption[];
  /** Milliseconds of wall time; absent: what the solver was made with. */
  readonly budgetMs?: number;
  /** When it fires, the answer is `unknown`. */
  readonly signal?: AbortSignal;
}

export interface Solver {
  /**
   * A model of least cost; among equals the one whose list of indices (places in `costs`,
   * ascending) is lexicographically smallest. Same problem, same answer, whoever solves it. A
   * problem that is a Formula may grow between questions: what was found out is kept.
   *
   * Errors: rejects with an Error on a malformed problem, and when an answer fails its re-check.
   */
  cheapest(problem: Problem, question?: Question): Promise<SolveResult>;
}
