/**
 * What runs have taught, as clauses over fault literals (DESIGN §9). A lesson is conditional: it
 * speaks only of sets that hold all faults of its run. What was tested is kept apart from what is
 * blocked: an exact block excludes one set and none of its supersets. Knows texts only, no traces.
 */
import type { Clause, Literal } from '../../solver/solver.ts';

export interface ClauseStore {
  /**
   * A run under exactly `faults` came out well and was touched by `hits`: a set that holds them all
   * and no other hit would come out the same. Runs of the same faults are merged: what any of them
   * needed may be tried.
   */
  learn(faults: readonly Literal[], hits: ReadonlySet<Literal>): void;
  /** Excludes that set and no other. */
  blockSet(faults: readonly Literal[]): void;
  /** Excludes that set and all its supersets. */
  blockSupersets(faults: readonly Literal[]): void;
  /**
   * The clauses over this universe; sets have at most `faultsMax` members. Built anew, as the
   * universe grows.
   */
  over(universe: readonly Literal[], faultsMax: number): readonly Clause[];
}

interface Lesson {
  readonly faults: readonly Literal[];
  readonly hits: Set<Literal>;
}

/** Key of a set of literals, whatever their order. */
export function setKey(literals: readonly Literal[]): string {
  return literals.toSorted().join('\n');
}

/** An empty store. */
export function createClauseStore(): ClauseStore {
  const lessons = new Map<string, Lesson>();
  const exact = new Map<string, readonly Literal[]>();
  const cores = new Map<string, readonly Literal[]>();
  return {
    learn(faults, hits) {
      const key = setKey(faults);
      const lesson = lessons.get(key) ?? { faults: [...faults], hits: new Set() };
      for (const hit of hits) {
        lesson.hits.add(hit);
      }
      lessons.set(key, lesson);
    },
    blockSet(faults) {
      exact.set(setKey(faults), faults);
    },
    blockSupersets(faults) {
      cores.set(setKey(faults), faults);
    },
    over(universe, faultsMax) {
      const known = new Set(universe);
      const isKnown = (faults: readonly Literal[]): boolean => faults.every((f) => known.has(f));
      const others = (faults: readonly Literal[]): readonly Literal[] =>
        universe.filter((literal) => !faults.includes(literal));
      const clauses: Clause[] = [];
      for (const { faults, hits } of lessons.values()) {
        if (isKnown(faults)) {
          const present = others(faults).filter((literal) => hits.has(literal));
          clauses.push({ absent: faults, present });
        }
      }
      for (const [key, faults] of exact) {
        // A lesson about the same set excludes it already, and says more.
        if (lessons.has(key) || !isKnown(faults)) {
          continue;
        }
        const present = faults.length < faultsMax ? others(faults) : [];
        clauses.push({ absent: faults, present });
      }
      for (const faults of [...cores.values()].filter(isKnown)) {
        clauses.push({ absent: faults, present: [] });
      }
      return clauses;
    },
  };
}
