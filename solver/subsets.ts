/**
 * Walks the small sets of literals of a problem, in lexicographic order of their index lists, by
 * bitsets. Knows which sets keep the bounds and which satisfy the clauses; knows no costs.
 */
import {
  type Bitset,
  bitsetOf,
  hasMember,
  intersectWith,
  removeFrom,
  subtractFrom,
} from './bitset.ts';
import type { IndexedProblem } from './indexed.ts';

/** What clauses and bounds say about the sets that begin with a certain prefix. */
export interface Walk {
  /** Literals that may be added to the prefix without breaking a bound, behind its last one. */
  readonly extensions: Bitset;
  /** Those of `extensions` that make a model of the prefix, with no further literal. */
  modelExtensions(): Bitset;
  /** The walk of the prefix with one of `extensions` added. */
  extend(index: number): Walk;
}

interface Clause {
  readonly absent: Bitset;
  readonly present: Bitset;
  readonly absentSize: number;
  readonly absentSum: number;
}

interface Tables {
  readonly size: number;
  readonly clauses: readonly Clause[];
  readonly bounds: readonly { readonly members: Bitset; readonly max: number }[];
}

/**
 * Clauses that the prefix does not hit, with what of their `absent` it lacks: how many, and the sum
 * of their indices.
 */
interface OpenClauses {
  readonly numbers: Uint32Array;
  readonly lacking: Uint32Array;
  readonly lackingSum: Uint32Array;
  readonly length: number;
}

/** The walk of the empty set. */
export function startWalk(problem: IndexedProblem): Walk {
  const size = problem.literals.length;
  const tables: Tables = {
    size,
    clauses: problem.clauses.map(({ absent, present }) => ({
      absent: bitsetOf(size, absent),
      present: bitsetOf(size, present),
      absentSize: absent.length,
      absentSum: absent.reduce((sum, index) => sum + index, 0),
    })),
    bounds: problem.bounds.map(({ members, max }) => ({ members: bitsetOf(size, members), max })),
  };
  const open: OpenClauses = {
    numbers: Uint32Array.from(tables.clauses.keys()),
    lacking: Uint32Array.from(tables.clauses, ({ absentSize }) => absentSize),
    lackingSum: Uint32Array.from(tables.clauses, ({ absentSum }) => absentSum),
    length: tables.clauses.length,
  };
  const extensions = bitsetOf(size, problem.literals.keys());
  const room = tables.bounds.map(({ max }) => max);
  for (const { members, max } of tables.bounds) {
    if (max === 0) {
      subtractFrom(extensions, members);
    }
  }
  return walkOf(tables, open, extensions, room);
}

function walkOf(
  tables: Tables,
  open: OpenClauses,
  extensions: Bitset,
  room: readonly number[],
): Walk {
  return {
    extensions,
    modelExtensions: () => modelExtensions(tables, open, extensions),
    extend: (index) => {
      const further = extensions.slice();
      keepBehind(further, index);
      const left = room.map((places, number) => {
        const { members } = tables.bounds[number] as Tables['bounds'][number];
        if (!hasMember(members, index)) {
          return places;
        }
        if (places === 1) {
          subtractFrom(further, members);
        }
        return places - 1;
      });
      return walkOf(tables, openAfter(tables, open, index), further, left);
    },
  };
}

function openAfter(tables: Tables, open: OpenClauses, index: number): OpenClauses {
  const numbers = new Uint32Array(open.length);
  const lacking = new Uint32Array(open.length);
  const lackingSum = new Uint32Array(open.length);
  let length = 0;
  for (let place = 0; place < open.length; place++) {
    const number = open.numbers[place] as number;
    const { absent, present } = tables.clauses[number] as Clause;
    if (hasMember(present, index)) {
      continue;
    }
    const meets = hasMember(absent, index);
    numbers[length] = number;
    lacking[length] = (open.lacking[place] as number) - (meets ? 1 : 0);
    lackingSum[length] = (open.lackingSum[place] as number) - (meets ? index : 0);
    length++;
  }
  return { numbers, lacking, lackingSum, length };
}

/**
 * An open clause whose `absent` holds must be hit by the literal added; one that lacks this literal
 * only forbids it.
 */
function modelExtensions(tables: Tables, open: OpenClauses, extensions: Bitset): Bitset {
  const models = extensions.slice();
  for (let place = 0; place < open.length; place++) {
    const lacking = open.lacking[place] as number;
    if (lacking === 0) {
      const { present } = tables.clauses[open.numbers[place] as number] as Clause;
      if (!intersectWith(models, present)) {
        return models;
      }
    } else if (lacking === 1) {
      removeFrom(models, open.lackingSum[place] as number);
    }
  }
  return models;
}

/** Removes all up to and including `index`. */
function keepBehind(set: Bitset, index: number): void {
  const word = index >>> 5;
  set.fill(0, 0, word);
  set[word] = (set[word] as number) & (-2 << (index & 31));
}
