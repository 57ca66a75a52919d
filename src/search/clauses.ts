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

/**
 * What a clause rests on if not on a run under faults that the set holds: that two of its faults
 * never fire together, or the user's word. In the order in which a set is filed under them.
 */
export const REASONS = ['moot', 'unconditional', 'folded'] as const;
export type Reason = (typeof REASONS)[number];

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
   * One of these ways goes for all sets that hold `given`, of its faults a part: they, too, come
   * out well unless they hit it.
   */
  lighten(faults: readonly Literal[], way: string, given: readonly Literal[]): void;
  /** That lightened way may be hit by these as well. */
  widenLight(faults: readonly Literal[], way: string, hits: readonly Literal[]): void;
  /**
   * No set holds `later` without `sooner`.
   */
  follow(later: Literal, sooner: Literal): void;
  /** Excludes that set and no other. */
  blockSet(faults: readonly Literal[]): void;
  /** Excludes that set and all its supersets. */
  blockSupersets(faults: readonly Literal[]): void;
  /** No set holds all of these, for they do not all fire. */
  exclude(faults: readonly Literal[]): void;
  /** What there are clauses for. */
  reasons(): ReadonlySet<Reason>;
  /** The formula as it would be without the clauses that rest on one of these. */
  without(reasons: readonly Reason[]): Formula;
}

/** Key of a set of literals, whatever their order. */
export function setKey(literals: readonly Literal[]): string {
  return literals.toSorted().join('\n');
}

/** A clause that was learnt of a way, and of the same way where fewer faults are. */
interface Lesson {
  readonly clause: number;
  /** By the faults that are left. */
  readonly light: Map<string, number>;
}

/** A store that says what it learns to that formula. */
export function createClauseStore(formula: Formula): ClauseStore {
  /** By the set of faults that runs taught something about, then by way. */
  const lessons = new Map<string, Map<string, Lesson>>();
  const resting = new Map<number, Reason>();
  const followed = new Set<Literal>();
  const cores = new Set<string>();
  const excluded = new Set<string>();
  const idsOf = (literals: Iterable<Literal>): number[] =>
    Array.from(literals, (literal) => formula.idOf(literal));
  const widen = ({ clause, light }: Lesson, hits: readonly number[]): void => {
    for (const one of [clause, ...light.values()]) {
      formula.widen(one, hits);
    }
  };
  const store: ClauseStore = {
    learn: (faults, hits) => store.learnWays(faults, new Map([['', hits]])),
    learnWays(faults, ways) {
      const key = setKey(faults);
      const own = idsOf(faults);
      const othersOf = (hits: Iterable<Literal>): number[] =>
        idsOf(hits).filter((id) => !own.includes(id));
      const known = lessons.get(key);
      if (known === undefined) {
        const clauses = Array.from(ways, ([name, hits]): [string, Lesson] => [
          name,
          { clause: formula.addClause(own, new GrowingSet(othersOf(hits))), light: new Map() },
        ]);
        lessons.set(key, new Map(clauses));
        return;
      }
      const all = new Set([...ways.values()].flatMap((hits) => [...hits]));
      for (const [name, lesson] of known) {
        widen(lesson, othersOf(ways.get(name) ?? all));
      }
    },
    lighten(faults, way, given) {
      const lesson = lessons.get(setKey(faults))?.get(way);
      const key = setKey(given);
      if (lesson !== undefined && !lesson.light.has(key) && key !== setKey(faults)) {
        const own = idsOf(given);
        const [first = lesson.clause] = lesson.light.values();
        const hits = formula.hitsOf(first);
        if (!own.some((id) => hits.includes(id))) {
          const clause = formula.addClause(own, new GrowingSet(hits));
          lesson.light.set(key, clause);
          resting.set(clause, 'unconditional');
        }
      }
    },
    widenLight(faults, way, hits) {
      const { light } = lessons.get(setKey(faults))?.get(way) ?? {};
      const own = idsOf(faults);
      const ids = idsOf(hits).filter((id) => !own.includes(id));
      for (const clause of light?.values() ?? []) {
        formula.widen(clause, ids);
      }
    },
    follow(later, sooner) {
      if (!followed.has(later)) {
        followed.add(later);
        const clause = formula.addClause(idsOf([later]), new GrowingSet(idsOf([sooner])));
        resting.set(clause, 'folded');
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
    exclude(faults) {
      const key = setKey(faults);
      if (!excluded.has(key)) {
        excluded.add(key);
        resting.set(formula.addClause(idsOf(faults), new GrowingSet()), 'moot');
      }
    },
    reasons: () => new Set(resting.values()),
    without(reasons) {
      const isLeft = (clause: number): boolean => {
        const reason = resting.get(clause);
        return reason === undefined || !reasons.includes(reason);
      };
      return formula.withClauses(isLeft);
    },
  };
  return store;
}
