/**
 * In which order fault sets are tried. `lineage` asks the solver for the cheapest that what was
 * learnt leaves open; the other two learn nothing from a run but that it was made. They are what
 * lineage is measured against, on the same injector and within the same bounds.
 */
import { modelsOf } from '../../solver/count.ts';
import type { Solver } from '../../solver/solver.ts';
import { chanceOf } from '../model/chance.ts';
import type { Strategy } from '../model/hunt.ts';
import { fits } from './fault-sets.ts';
import type { HypothesisSpace, NextHypothesis } from './hypotheses.ts';
import type { FaultLiteral } from './literals.ts';

export interface Order {
  next(): Promise<NextHypothesis>;
}

/** Draws that hit nothing new; then what is left is listed and one of it is drawn. */
const DRAWS_MAX = 2000;

const EXHAUSTED: NextHypothesis = { kind: 'exhausted' };
const byText = (a: FaultLiteral, b: FaultLiteral): number =>
  a.text < b.text ? -1 : Number(a.text > b.text);

/** A set within the bounds that no run has settled, and that holds no violating set. */
function isOpen(space: HypothesisSpace, set: readonly FaultLiteral[]): boolean {
  const texts = set.map(({ text }) => text);
  const closed = [...space.violations(), ...space.retired().map((text) => [text])];
  return (
    fits(set, space.bounds) &&
    space.settlementOf(texts) === undefined &&
    !closed.some((core) => core.every((text) => texts.includes(text)))
  );
}

/** All sets of `size` of the items, in the order of the items. */
function* choicesOf<T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= items.length - size; index += 1) {
    for (const rest of choicesOf(items, size - 1, index + 1)) {
      yield [items[index] as T, ...rest];
    }
  }
}

/** Small sets first, then by the texts of their faults: no cost guides it. */
function exhaustive(space: HypothesisSpace): Order {
  function* sets(): Generator<readonly FaultLiteral[]> {
    const literals = [...space.literals()].sort(byText);
    for (let size = 1; size <= space.bounds.faultsMax; size += 1) {
      yield* choicesOf(literals, size);
    }
  }
  let known = -1;
  let left = sets();
  return {
    next: async () => {
      if (space.literals().length !== known) {
        known = space.literals().length;
        left = sets();
      }
      for (let step = left.next(); step.done !== true; step = left.next()) {
        if (isOpen(space, step.value)) {
          return { kind: 'hypothesis', literals: step.value };
        }
      }
      return EXHAUSTED;
    },
  };
}

/** Ways to choose 1 … `max` of `count`; the n-th entry is for n + 1. */
function binomials(count: number, max: number): readonly number[] {
  const ways: number[] = [];
  for (let n = 1, last = 1; n <= max; n += 1) {
    last = (last * (count - n + 1)) / n;
    ways.push(Math.max(0, last));
  }
  return ways;
}

/** Each set within the bounds that is still open is as likely as any other. */
function random(space: HypothesisSpace, seed: number): Order {
  const chance = chanceOf(seed);
  const below = (count: number): number => Math.floor(chance() * count);

  /** A size, each as likely as it has sets. */
  const drawSize = (ways: readonly number[]): number => {
    let mark = chance() * ways.reduce((sum, way) => sum + way, 0);
    for (const [index, way] of ways.entries()) {
      mark -= way;
      if (mark < 0) {
        return index + 1;
      }
    }
    return 1;
  };

  const draw = (literals: readonly FaultLiteral[], size: number): readonly FaultLiteral[] => {
    const places = new Set<number>();
    while (places.size < size) {
      places.add(below(literals.length));
    }
    return [...places].map((place) => literals[place] as FaultLiteral);
  };

  /** One of the sets that are left, by a single pass over them. */
  const drawLeft = (): readonly FaultLiteral[] | undefined => {
    let drawn: readonly string[] | undefined;
    let seen = 0;
    for (const set of modelsOf(space.problem(), space.bounds.faultsMax)) {
      seen += 1;
      drawn = below(seen) === 0 ? set : drawn;
    }
    return drawn?.map((text) => space.literal(text) as FaultLiteral);
  };

  return {
    next: async () => {
      const literals = space.literals();
      if (literals.length === 0) {
        return EXHAUSTED;
      }
      const ways = binomials(literals.length, space.bounds.faultsMax);
      for (let tries = 0; tries < DRAWS_MAX; tries += 1) {
        const set = draw(literals, drawSize(ways));
        if (isOpen(space, set)) {
          return { kind: 'hypothesis', literals: set };
        }
      }
      const last = drawLeft();
      return last === undefined ? EXHAUSTED : { kind: 'hypothesis', literals: last };
    },
  };
}

/** `seed` is for `random`: equal seeds and equal runs give equal sets. */
export function orderOf(
  strategy: Strategy,
  space: HypothesisSpace,
  solver: Solver,
  seed: number,
): Order {
  switch (strategy) {
    case 'lineage':
      return { next: () => space.next(solver) };
    case 'random':
      return random(space, seed);
    case 'exhaustive':
      return exhaustive(space);
  }
}
