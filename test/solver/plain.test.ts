/** Assumptions as clauses. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { createEnumeratingSolver } from '../../solver/enumerating.ts';
import { createHittingSolver } from '../../solver/hitting-solver.ts';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import { plain } from '../../solver/plain.ts';
import type { Assumption } from '../../solver/solver.ts';
import { allSubsets, holds, problemArbitrary, problemOf } from './problems.ts';

const test = suite('plain');

const questionArbitrary = problemArbitrary({ literalsMax: 6, clausesMax: 5, boundsMax: 2 }).chain(
  (problem) =>
    fc.record({
      problem: fc.constant(problem),
      assumptions: fc
        .subarray([...problem.costs.keys()], { maxLength: Math.min(2, problem.costs.size) })
        .chain((names) =>
          fc.tuple(
            ...names.map((literal) =>
              fc.record({ literal: fc.constant(literal), holds: fc.boolean() }),
            ),
          ),
        ) as fc.Arbitrary<readonly Assumption[]>,
    }),
);

test('the models are those that the assumptions allow', () => {
  fc.assert(
    fc.property(questionArbitrary, ({ problem, assumptions }) => {
      for (const set of allSubsets(problem)) {
        const allowed = assumptions.every(
          ({ literal, holds: wanted }) => set.includes(literal) === wanted,
        );
        assert.is(holds(plain(problem, { assumptions }), set), allowed && holds(problem, set));
      }
    }),
  );
});

test('every solver answers under assumptions as brute force does', async () => {
  await fc.assert(
    fc.asyncProperty(questionArbitrary, async ({ problem, assumptions }) => {
      const expected = cheapestByBruteForce(plain(problem, { assumptions }));
      for (const solver of [createHittingSolver(), createLogicSolver()]) {
        assert.equal(await solver.cheapest(problem, { assumptions }), expected);
      }
    }),
  );
});

test('assumptions go for one question only, and one about no literal is never met', async () => {
  const problem = problemOf({ a: 1, b: 2 }, [['', 'a b']], [['a b', 1]]);
  for (const solver of [createHittingSolver(), createLogicSolver(), createEnumeratingSolver(1)]) {
    const assuming = (literal: string, wanted: boolean) =>
      solver.cheapest(problem, { assumptions: [{ literal, holds: wanted }] });
    assert.equal(await assuming('b', true), { kind: 'satisfiable', model: ['b'], cost: 2 });
    assert.equal(await assuming('ghost', true), { kind: 'unsatisfiable' });
    assert.equal(await assuming('ghost', false), { kind: 'satisfiable', model: ['a'], cost: 1 });
    assert.equal(await solver.cheapest(problem), { kind: 'satisfiable', model: ['a'], cost: 1 });
  }
});

test.run();
