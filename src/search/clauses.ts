/**
 * What runs have taught, as clauses over fault literals (DESIGN §9). A lesson is conditional: it
 * speaks only of sets that hold all faults of its run. What was tested is kept apart from what is
 * blocked: an exact block excludes one set and none of its supersets. Knows texts only, no traces.
 */
import type { Formula } from '../../solver/formula.ts';
import { GrowingSet } from '../../solver/growing-set.ts';
import type { Literal } from '../../solver/solver.ts';

export interface ClauseStore {
  /**
   * A run under exactly `faults` came out well and was touched by `hits`: a set that holds them all
   * and no other hit would come out the same. Runs of the same faults are merged: what any of them
   * needed may be tried. Hits that nobody offers yet count from when they are literals.
   */
  learn(faults: readonly Literal[], hits: ReadonlySet<Literal>): void;
  /** Excludes that set and no other. */
  blockSet(faults: readonly Literal[]): void;
  /** Excludes that set and all its supersets. */
  blockSupersets(faults: readonly Literal[]): void;
}

/** Key of a set of literals, whatever their order. */
export function setKey(literals: readonly Literal[]): string {
  return literals.toSorted().join('\n');
}

/** A store that says what it learns to that formula. */
export function createClauseStore(formula: Formula): ClauseStore {
  /** The clause of each set of faults that runs taught something about. */
  const lessons = new Map<string, number>();
  const cores = new Set<string>();
  const idsOf = (literals: Iterable<Literal>): number[] =>
    Array.from(literals, (literal) => formula.idOf(literal));
  return {
    learn(faults, hits) {
      const key = setKey(faults);
      const own = idsOf(faults);
      const others = idsOf(hits).filter((id) => !own.includes(id));
      const lesson = lessons.get(key);
      if (lesson === undefined) {
        lessons.set(key, formula.addClause(own, new GrowingSet(others)));
      } else {
        formula.widen(lesson, others);
      }
    },
    blockSet(faults) {
      formula.block(idsOf(faults));
    },
    blockSupersets(faults) {
      const key = setKey(faults);
      if (!cores.has(key)) {
        cores.add(key);
        formula.forbid(idsOf(faults));
      }
    },
  };
}
