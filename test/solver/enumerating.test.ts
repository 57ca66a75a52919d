/** The solver that lists: the same answers as brute force, ties included. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { createEnumeratingSolver } from '../../solver/enumerating.ts';
import type { Problem } from '../../solver/solver.ts';

const test = suite('enumerating');

const LITERALS = ['a', 'b', 'c', 'd', 'e', 'f'];
const some = fc.subarray(LITERALS);
const problem: fc.Arbitrary<Problem> = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
    fc.array(fc.record({ absent: fc.subarray(LITERALS, { maxLength: 2 }), present: some }), {
      maxLength: 6,
    }),
    fc.integer({ min: 1, max: 4 }),
  )
  .map(([costs, clauses, max]) => ({
    costs: new Map(LITERALS.map((literal, index) => [literal, costs[index] ?? 1])),
    clauses: [{ absent: [], present: LITERALS }, ...clauses],
    atMost: [{ literals: LITERALS, max }],
  }));

test('it answers as brute force does', async () => {
  await fc.assert(
    fc.asyncProperty(problem, async (one) => {
      const { max } = one.atMost[0] ?? { max: 0 };
      assert.equal(await createEnumeratingSolver(max).cheapest(one), cheapestByBruteForce(one));
    }),
    { numRuns: 300 },
  );
});

test.run();
