/**
 * Types of the package `logic-solver` 2.0.1, which ships none: the part of its interface that this
 * room uses.
 * Source: the package's README and logic-solver.js.
 */
declare module 'logic-solver' {
  namespace Logic {
    /** A variable's name or number; negated by a leading `-`. */
    type Term = string | number;

    /** An opaque formula made by the functions below. */
    interface Formula {
      readonly type: string;
    }

    type Operand = Formula | Term;

    interface Solution {
      /**
       * Value of a term or formula; throws for a variable that the solver did not know when it
       * solved.
       */
      evaluate(formula: Operand): boolean;
      /** Names of the true variables, sorted; internal ones (`$…`) left out. */
      getTrueVars(): string[];
    }

    /** Owns a heap of 64 MiB that cannot grow; overflow throws a string. */
    class Solver {
      /** The variable's number; makes the variable if it is new. */
      getVarNum(name: string): number;
      require(...formulas: (Operand | readonly Operand[])[]): void;
      /** Null: unsatisfiable. */
      solve(): Solution | null;
      /** As `solve`, with `formula` required for this call only. */
      solveAssuming(formula: Operand): Solution | null;
    }

    function or(...operands: (Operand | readonly Operand[])[]): Operand;
    /** Runs `work` without run-time checks of the arguments of this library. */
    function disablingAssertions<T>(work: () => T): T;
  }

  export default Logic;
}
