/**
 * One `logic-solver` instance for many questions: what is said in one of them holds while its guard
 * is assumed, and is dropped with it. Knows no problems.
 *
 * Why: an instance has a heap of 64 MiB and its code is compiled anew, some 10 ms before the first
 *      clause. The heap never shrinks nor grows, and dropped variables are still looked at, so that
 *      an instance is replaced long before that shows.
 */
import Logic from 'logic-solver';

/** A variable of the instance; negative: its negation. */
export type Term = number;

/** What one question says. */
export interface Scope {
  /** A variable of its own. */
  variable(): Term;
  /** One of the terms holds. */
  clause(terms: readonly Term[]): void;
  /** A model in which one of `terms` holds, of any if absent; null when there is none. */
  solve(terms?: readonly Term[]): Logic.Solution | null;
}

/** Variables of an instance; one more question may go beyond. */
const VARIABLES_MAX = 5000;
/** Literals in the clauses of an instance, of the some five million that its heap can take. */
const LITERALS_MAX = 500_000;

export class Instance {
  private solver: Logic.Solver | undefined;
  private variables = 0;
  private literals = 0;

  /** Instances made so far. */
  made = 0;

  /**
   * Answers a question in a scope that ends with it.
   *
   * Errors: a string when the heap of the instance overflows; the next question gets another one.
   */
  within<T>(act: (scope: Scope) => T): T {
    const solver = this.renewed();
    const guard = this.variable(solver);
    // Whoever throws leaves an instance that nobody knows the state of.
    this.solver = undefined;
    const result = act(this.scope(solver, guard));
    solver.require(-guard);
    this.solver = solver;
    return result;
  }

  private renewed(): Logic.Solver {
    const { solver } = this;
    if (solver !== undefined && this.variables < VARIABLES_MAX && this.literals < LITERALS_MAX) {
      return solver;
    }
    this.variables = 0;
    this.literals = 0;
    this.made += 1;
    return new Logic.Solver();
  }

  private variable(solver: Logic.Solver): Term {
    return solver.getVarNum(`v${this.variables++}`);
  }

  private scope(solver: Logic.Solver, guard: Term): Scope {
    const clause = (terms: readonly Term[]): void => {
      this.literals += terms.length + 1;
      solver.require(Logic.or(-guard, terms));
    };
    return {
      variable: () => this.variable(solver),
      clause,
      solve: (terms) => {
        if (terms === undefined) {
          return solver.solveAssuming(guard);
        }
        const wanted = this.variable(solver);
        clause([-wanted, ...terms]);
        solver.require(Logic.or(-wanted, guard));
        return solver.solveAssuming(wanted);
      },
    };
  }
}
