/**
 * What runs have taught, as clauses over fault literals (DESIGN §9). A lesson is conditional: it
 * speaks only of sets that hold all faults of its run. What was tested is kept apart from what is
 * blocked: an exact block excludes one set and none of its supersets. Knows texts only, no traces.
 */
import type { Formula } from '../../solver/formula.ts';
import { GrowingSet } from '../../solver/growing-set.ts';
import type { Literal } from '../../solver/solver.ts';

/** By name: what each way in which a run came out well was touched by. */
export type Ways = ReadonlyMap<string, ReadonlySet<Literal>>;

export interface ClauseStore {
  /**
   * A run under exactly `faults` came out well and was touched by `hits`: a set that holds them all
   * and no other hit would come out the same. Runs of the same faults are merged: what any of them
   * needed may be tried. Hits that nobody offers yet count from when they are literals.
   */
  learn(faults: readonly Literal[], hits: ReadonlySet<Literal>): void;
  /**
   * As `learn`, for a run that came out well in several ways, by name: a set that holds all of
   * `faults` comes out the same unless it hits each of them. Of runs of the same faults each way
   * takes in what the same way needed in the others, and all that those needed that went no such
   * way.
   */
  learnWays(faults: readonly Literal[], ways: Ways): void;
  /**
   * No set holds `later` without `sooner`.
   */
  follow(later: Literal, sooner: Literal): void;
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
  const lessons = new Map<string, Map<string, number>>();
  const followed = new Set<Literal>();
  const cores = new Set<string>();
  const idsOf = (literals: Iterable<Literal>): number[] =>
    Array.from(literals, (literal) => formula.idOf(literal));
  const store: ClauseStore = {
    learn: (faults, hits) => store.learnWays(faults, new Map([['', hits]])),
    learnWays(faults, ways) {
      const key = setKey(faults);
      const own = idsOf(faults);
      const othersOf = (hits: Iterable<Literal>): number[] =>
        idsOf(hits).filter((id) => !own.includes(id));
      const known = lessons.get(key);
      if (known === undefined) {
        const clauses = Array.from(ways, ([name, hits]): [string, number] => [
          name,
          formula.addClause(own, new GrowingSet(othersOf(hits))),
        ]);
        lessons.set(key, new Map(clauses));
        return;
      }
      const all = new Set([...ways.values()].flatMap((hits) => [...hits]));
      for (const [name, clause] of known) {
        formula.widen(clause, othersOf(ways.get(name) ?? all));
      }
    },
    follow(later, sooner) {
      if (!followed.has(later)) {
        followed.add(later);
        formula.addClause(idsOf([later]), new GrowingSet(idsOf([sooner])));
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
  return store;
}
