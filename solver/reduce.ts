/**
 * Takes out literals that no cheapest model needs, by dominance. Knows clauses and costs as
 * bitsets; does not search.
 */
import { addTo, type Bitset, bitsetOf, isSubset } from './bitset.ts';
import type { IndexedProblem } from './indexed.ts';

/** Where a literal occurs. */
interface Incidence {
  readonly present: Bitset;
  readonly absent: Bitset;
  readonly bounds: Bitset;
}

/**
 * The same problem over fewer literals, with the same cheapest model (ties included). The indices
 * of the literals stay; `live` lists those left, and no clause or bound names another.
 *
 * Why: if a costs no more than b (equal: comes first), satisfies all clauses that b satisfies, and
 *      adds to no clause's condition and to no bound where b does not, then b can be taken out. In
 *      a model with both, b may go; in one with b alone, a may replace it. Clauses whose `absent`
 *      holds b are then always satisfied. Interchangeable literals, which are the rule among
 *      messages of one run, are the special case of equal incidence.
 */
export function reduceByDominance(problem: IndexedProblem): {
  readonly problem: IndexedProblem;
  readonly live: readonly number[];
} {
  // Cheapest first, so that one pass from the left meets each candidate for dominance before what
  // it dominates.
  let live = problem.literals
    .map((_, index) => index)
    .sort((a, b) => (problem.costs[a] as number) - (problem.costs[b] as number) || a - b);
  let reduced = problem;
  for (;;) {
    const kept = undominated(reduced, live);
    if (kept.length === live.length) {
      return { problem: reduced, live: kept.sort((a, b) => a - b) };
    }
    live = kept;
    reduced = restrict(reduced, new Set(kept));
  }
}

function undominated(problem: IndexedProblem, live: readonly number[]): number[] {
  const incidences = incidencesOf(problem);
  const kept: number[] = [];
  for (const index of live) {
    const own = incidences[index] as Incidence;
    const dominated = kept.some((other) => {
      const theirs = incidences[other] as Incidence;
      return (
        isSubset(own.present, theirs.present) &&
        isSubset(theirs.absent, own.absent) &&
        isSubset(theirs.bounds, own.bounds)
      );
    });
    if (!dominated) {
      kept.push(index);
    }
  }
  return kept;
}

function incidencesOf(problem: IndexedProblem): Incidence[] {
  const { clauses, bounds } = problem;
  const incidences = problem.literals.map(() => ({
    present: bitsetOf(clauses.length),
    absent: bitsetOf(clauses.length),
    bounds: bitsetOf(bounds.length),
  }));
  for (const [number, { absent, present }] of clauses.entries()) {
    for (const index of present) {
      addTo((incidences[index] as Incidence).present, number);
    }
    for (const index of absent) {
      addTo((incidences[index] as Incidence).absent, number);
    }
  }
  for (const [number, { members }] of bounds.entries()) {
    for (const index of members) {
      addTo((incidences[index] as Incidence).bounds, number);
    }
  }
  return incidences;
}

/** The problem with every literal outside `live` false. */
function restrict(problem: IndexedProblem, live: ReadonlySet<number>): IndexedProblem {
  const isLive = (index: number): boolean => live.has(index);
  return {
    ...problem,
    clauses: problem.clauses
      .filter(({ absent }) => absent.every(isLive))
      .map(({ absent, present }) => ({ absent, present: present.filter(isLive) })),
    bounds: problem.bounds
      .map(({ members, max }) => ({ members: members.filter(isLive), max }))
      .filter(({ members, max }) => members.length > max),
  };
}
