/** Random problems for the tests of the solver room, and an oracle that shares no code with it. */
import fc from 'fast-check';
import type { Literal, Problem } from '../../solver/solver.ts';

export interface ProblemShape {
  readonly literalsMax: number;
  readonly clausesMax: number;
  readonly boundsMax: number;
}

const SMALL: ProblemShape = { literalsMax: 10, clausesMax: 12, boundsMax: 3 };

/** Names that mean something to logic-solver, or to anyone who builds names by gluing. */
export const AWKWARD_NAMES = [
  '-a',
  '--',
  '7',
  '-3',
  '$T',
  '$or1',
  'a b',
  'a"b\'',
  'Ω→⊥',
  '💥',
  'x0',
  '__proto__',
];

/** Costs that tie often, that rarely do, and such that fewer literals are always cheaper. */
const costArbitrary = fc.constantFrom<readonly [number, number]>(
  [1, 2],
  [1, 1_000_000],
  [1000, 1300],
);

/**
 * Well-formed problems: conditional and unconditional clauses, tautologies, empty clauses, repeated
 * literals, bounds.
 */
export function problemArbitrary(shape: ProblemShape = SMALL): fc.Arbitrary<Problem> {
  return fc
    .tuple(
      fc.uniqueArray(fc.oneof(fc.constantFrom(...AWKWARD_NAMES), fc.string({ minLength: 1 })), {
        maxLength: shape.literalsMax,
      }),
      costArbitrary,
    )
    .chain(([names, [min, max]]) => {
      const few = names.length === 0 ? fc.constant<Literal[]>([]) : listOf(names, 3);
      const many = names.length === 0 ? fc.constant<Literal[]>([]) : listOf(names, names.length);
      return fc.record({
        costs: fc
          .array(fc.integer({ min, max }), { minLength: names.length, maxLength: names.length })
          .map((costs) => new Map(names.map((name, index) => [name, costs[index] as number]))),
        clauses: fc.array(fc.record({ absent: few, present: many }), {
          maxLength: shape.clausesMax,
        }),
        atMost: fc.array(fc.record({ literals: many, max: fc.nat({ max: 4 }) }), {
          maxLength: shape.boundsMax,
        }),
      });
    });
}

function listOf(names: readonly Literal[], maxLength: number): fc.Arbitrary<Literal[]> {
  return fc.array(fc.constantFrom(...names), { maxLength });
}

/** Whether the literals are a model, read straight off the definitions of Clause and AtMost. */
export function holds(problem: Problem, model: readonly Literal[]): boolean {
  const clause = problem.clauses.every(
    ({ absent, present }) =>
      absent.some((name) => !model.includes(name)) || present.some((name) => model.includes(name)),
  );
  return clause && keepsBounds(problem, model);
}

export function keepsBounds(problem: Problem, model: readonly Literal[]): boolean {
  return problem.atMost.every(
    ({ literals, max }) => model.filter((name) => literals.includes(name)).length <= max,
  );
}

/** Every subset of the literals, in the order of `costs`, by counting in binary. */
export function allSubsets(problem: Problem): Literal[][] {
  const names = [...problem.costs.keys()];
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((__, index) => ((bits >>> index) & 1) === 1),
  );
}

/**
 * A problem from a short notation: costs, clauses `[absent, present]`, bounds `[literals, max]`.
 * Names by spaces.
 */
export function problemOf(
  costs: Record<string, number>,
  clauses: readonly (readonly [string, string])[],
  atMost: readonly (readonly [string, number])[] = [],
): Problem {
  const split = (names: string): string[] => names.split(' ').filter((name) => name !== '');
  return {
    costs: new Map(Object.entries(costs)),
    clauses: clauses.map(([absent, present]) => ({
      absent: split(absent),
      present: split(present),
    })),
    atMost: atMost.map(([literals, max]) => ({ literals: split(literals), max })),
  };
}

/**
 * Pigeons into one hole fewer: unsatisfiable, and beyond any resolution prover from a dozen pigeons
 * on.
 */
export function pigeonhole(pigeons: number): Problem {
  const holes = Array.from({ length: pigeons - 1 }, (_, hole) => hole);
  const birds = Array.from({ length: pigeons }, (_, pigeon) => pigeon);
  const name = (pigeon: number, hole: number): string => `${pigeon} in ${hole}`;
  return {
    costs: new Map(birds.flatMap((p) => holes.map((hole) => [name(p, hole), 1] as const))),
    clauses: birds.map((p) => ({ absent: [], present: holes.map((hole) => name(p, hole)) })),
    atMost: holes.map((hole) => ({ literals: birds.map((p) => name(p, hole)), max: 1 })),
  };
}
