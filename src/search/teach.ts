/**
 * Clauses over literals that can't be listed when a run teaches (touch.ts): each is held against
 * all runs that were before it, as soon as it is one. Knows what runs are touched by, no traces.
 */
import type { HypothesisSpace } from './hypotheses.ts';
import type { LightWay } from './light.ts';
import type { FaultLiteral } from './literals.ts';
import { isUnlisted, type Touched } from './touch.ts';

/** What runs of exactly these faults are touched by, by way. */
interface Lesson {
  readonly faults: readonly string[];
  readonly touched: ReadonlyMap<string, Touched['isTouchedBy']>;
}

const lessonsOf = new WeakMap<HypothesisSpace, Lesson[]>();

function touching(
  literals: readonly FaultLiteral[],
  isTouchedBy: Touched['isTouchedBy'],
): readonly string[] {
  return literals.flatMap(({ fault, text }) =>
    isUnlisted(fault) && isTouchedBy(fault) ? [text] : [],
  );
}

/**
 * A run of exactly these faults came out well, in ways that are touched by that; `light`: of some
 * of them, where they go for fewer faults.
 */
export function teach(
  space: HypothesisSpace,
  faults: readonly string[],
  ways: ReadonlyMap<string, Touched>,
  light?: ReadonlyMap<string, LightWay>,
): void {
  const literals = space.literals();
  const hits = Array.from(ways, ([name, { texts, isTouchedBy }]): [string, Set<string>] => [
    name,
    new Set([...texts, ...touching(literals, isTouchedBy)]),
  ]);
  space.learnWays(faults, new Map(hits), light);
  const touched = Array.from(ways, ([name, { isTouchedBy }]) => [name, isTouchedBy] as const);
  const lessons = lessonsOf.get(space) ?? [];
  lessons.push({ faults, touched: new Map(touched) });
  lessonsOf.set(space, lessons);
}

/** These are literals now: what runs have taught is said of them, too. */
export function teachOf(space: HypothesisSpace, fresh: readonly FaultLiteral[]): void {
  const unlisted = fresh.filter(({ fault }) => isUnlisted(fault));
  for (const { faults, touched } of unlisted.length === 0 ? [] : (lessonsOf.get(space) ?? [])) {
    const hits = Array.from(touched, ([name, isTouchedBy]): [string, Set<string>] => [
      name,
      new Set(touching(unlisted, isTouchedBy)),
    ]);
    if (hits.some(([, texts]) => texts.size > 0)) {
      space.learnWays(faults, new Map(hits));
    }
  }
}
