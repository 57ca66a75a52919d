/**
 * Counts and lists all small models of a problem, whatever they cost: what is left to try, and what
 * was covered.
 */
import { hasMember, sizeOf } from './bitset.ts';
import { indexProblem } from './indexed.ts';
import type { Literal, Problem } from './solver.ts';
import { startWalk, type Walk } from './subsets.ts';

interface Tally {
  count: number;
  readonly limit: number;
}

/**
 * Counts the models of 1 … sizeMax literals, up to `limit`.
 *
 * Shape:  `complete` tells that there are no more than `count`; else there are, and `count` is
 *         `limit`.
 * Errors: as indexProblem.
 * Cost:   one pass over the open clauses for each set of fewer than sizeMax literals within the
 *         bounds.
 */
export function countModels(
  problem: Problem,
  sizeMax: number,
  limit: number,
): { count: number; complete: boolean } {
  const indexed = indexProblem(problem);
  const tally: Tally = { count: 0, limit };
  if (sizeMax > 0) {
    tallyExtensions(startWalk(indexed), indexed.literals.length, sizeMax, tally);
  }
  return { count: Math.min(tally.count, limit), complete: tally.count <= limit };
}

/**
 * Counts the models that extend the walk's prefix by 1 … sizeMax literals; stops beyond the limit.
 */
function tallyExtensions(walk: Walk, literals: number, sizeMax: number, tally: Tally): void {
  tally.count += sizeOf(walk.modelExtensions());
  if (sizeMax === 1) {
    return;
  }
  for (let index = 0; index < literals && tally.count <= tally.limit; index++) {
    if (hasMember(walk.extensions, index)) {
      tallyExtensions(walk.extend(index), literals, sizeMax - 1, tally);
    }
  }
}

/**
 * The models of 1 … sizeMax literals, one by one, literals in the order of `costs`; the models
 * themselves in lexicographic order of their index lists. With `clauses: []` these are all sets
 * within the bounds.
 *
 * Errors: as indexProblem.
 */
export function* modelsOf(problem: Problem, sizeMax: number): Generator<readonly Literal[]> {
  const indexed = indexProblem(problem);
  yield* extensionsOf(startWalk(indexed), indexed.literals, [], sizeMax);
}

function* extensionsOf(
  walk: Walk,
  literals: readonly Literal[],
  prefix: readonly Literal[],
  sizeMax: number,
): Generator<readonly Literal[]> {
  if (sizeMax <= 0) {
    return;
  }
  const models = walk.modelExtensions();
  for (const [index, literal] of literals.entries()) {
    if (hasMember(walk.extensions, index)) {
      const extended = [...prefix, literal];
      if (hasMember(models, index)) {
        yield extended;
      }
      if (sizeMax > 1) {
        yield* extensionsOf(walk.extend(index), literals, extended, sizeMax - 1);
      }
    }
  }
}
