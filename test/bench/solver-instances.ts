/**
 * Formulas like those of hunts: segments that a message each can cut, in alternatives that are
 * enough of them; supports that take one alternative of each segment; faults under the bounds of a
 * hunt.
 */
import { Formula } from '../../solver/formula.ts';
import { GrowingSet } from '../../solver/growing-set.ts';
import { chanceOf } from '../../src/model/chance.ts';

export interface Shape {
  readonly literals: number;
  readonly clauses: number;
  /** Messages that a support has by accident or lacks, of 1000: these defeat merging. */
  readonly noise: number;
  /** Whether each support speaks only of sets that hold the faults of its run, as in a hunt. */
  readonly conditional: boolean;
}

export interface Instance {
  readonly formula: Formula;
  /** Learns from a run under these literals, as a hunt does. */
  learn(literals: readonly string[]): void;
}

const SEGMENTS = 25;
const ALTERNATIVES = 2;
const FAULTS_MAX = 2;
const NODES = 5;
/** One literal of so many is a crash, of each two others that are neighbours one at most holds. */
const CRASH_EVERY = 10;
const COST = 10_000;
/** Costs differ by less than that. */
const RANKS = 400;

/** A formula of that shape; equal seeds give equal formulas. */
export function instanceOf(
  { literals, clauses, noise, conditional }: Shape,
  seed: number,
): Instance {
  const chance = chanceOf(seed);
  const formula = new Formula('named');
  const overall = formula.addBound(FAULTS_MAX);
  const kinds = [formula.addBound(FAULTS_MAX), formula.addBound(FAULTS_MAX)];
  const crashes = Array.from({ length: NODES }, () => formula.addBound(1));
  const ids = Array.from({ length: literals }, (_, index) => formula.idOf(`m${index}`));
  let pair = 0;
  for (const [index, id] of ids.entries()) {
    const isCrash = index % CRASH_EVERY === 0;
    pair = index % 2 === 1 ? formula.addBound(1) : pair;
    const own = isCrash ? (crashes[index % NODES] as number) : pair;
    const bounds = [overall, kinds[isCrash ? 1 : 0] as number, ...(own > 0 ? [own] : [])];
    formula.put(id, COST + Math.floor(chance() * RANKS), bounds);
  }
  formula.block([]);

  /** Literal i belongs to one alternative of one segment. */
  const support = (broken: readonly number[]): GrowingSet => {
    const lost = new Set(broken.map((id) => id % (SEGMENTS * ALTERNATIVES)));
    const taken = Array.from({ length: SEGMENTS }, (_, segment) => {
      const choices = Array.from({ length: ALTERNATIVES }, (__, one) => segment + one * SEGMENTS);
      const left = choices.filter((choice) => !lost.has(choice));
      return left[Math.floor(chance() * left.length)] ?? -1;
    });
    const hits = new GrowingSet();
    for (const id of ids) {
      const choice = id % (SEGMENTS * ALTERNATIVES);
      const isHit = taken[choice % SEGMENTS] === choice;
      if (isHit !== chance() * 1000 < noise && !broken.includes(id)) {
        hits.add(id);
      }
    }
    return hits;
  };
  const learn = (names: readonly string[]): void => {
    const held = names.map((name) => formula.idOf(name));
    formula.addClause(held, support(held));
  };

  formula.addClause([], support([]));
  while (formula.clauseList.length < clauses) {
    const tested = ids[formula.clauseList.length] as number;
    if (conditional) {
      learn([formula.nameOf(tested)]);
    } else {
      formula.addClause([], support([]));
    }
  }
  return { formula, learn };
}
