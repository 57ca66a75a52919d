/** Counting and listing small models. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countModels, modelsOf } from '../../solver/count.ts';
import type { Literal, Problem } from '../../solver/solver.ts';
import { allSubsets, holds, keepsBounds, problemArbitrary, problemOf } from './problems.ts';

const test = suite('count');

const sizes = fc.integer({ min: 0, max: 5 });
const keys = (models: Iterable<readonly Literal[]>): string[] =>
  Array.from(models, (model) => JSON.stringify(model));

function smallSets(
  problem: Problem,
  sizeMax: number,
  keep: (problem: Problem, model: readonly Literal[]) => boolean,
): Literal[][] {
  return allSubsets(problem).filter(
    (model) => model.length > 0 && model.length <= sizeMax && keep(problem, model),
  );
}

test('the count is that of all subsets tried one by one', () => {
  fc.assert(
    fc.property(problemArbitrary(), sizes, (problem, sizeMax) => {
      const count = smallSets(problem, sizeMax, holds).length;
      assert.equal(countModels(problem, sizeMax, 10_000), { count, complete: true });
    }),
  );
});

test('the list is that of all subsets tried one by one, each once', () => {
  fc.assert(
    fc.property(problemArbitrary(), sizes, (problem, sizeMax) => {
      const expected = keys(smallSets(problem, sizeMax, holds));
      assert.equal(keys(modelsOf(problem, sizeMax)).sort(), expected.sort());
    }),
  );
});

test('without clauses the list is every set within the bounds', () => {
  fc.assert(
    fc.property(problemArbitrary(), sizes, (problem, sizeMax) => {
      const expected = keys(smallSets(problem, sizeMax, keepsBounds));
      const listed = keys(modelsOf({ ...problem, clauses: [] }, sizeMax));
      assert.equal(listed.sort(), expected.sort());
    }),
  );
});

test('models are listed in lexicographic order, literals in the order of costs', () => {
  const problem = problemOf({ z: 1, y: 1, x: 1 }, [], [['y x', 1]]);
  assert.equal([...modelsOf(problem, 2)], [['z'], ['z', 'y'], ['z', 'x'], ['y'], ['x']]);
});

test('a count beyond the limit stops there and says so', () => {
  const problem = problemOf({ a: 1, b: 1, c: 1, d: 1 }, []);
  assert.equal(countModels(problem, 2, 10), { count: 10, complete: true });
  assert.equal(countModels(problem, 2, 9), { count: 9, complete: false });
});

test('it counts across the words of a bitset', () => {
  const names = Array.from({ length: 70 }, (_, index) => `m${index}`);
  const problem: Problem = {
    costs: new Map(names.map((name) => [name, 1])),
    clauses: [{ absent: ['m31', 'm64'], present: [] }],
    atMost: [{ literals: names.slice(0, 40), max: 1 }],
  };
  const pairs = (70 * 69) / 2 - (40 * 39) / 2 - 1;
  assert.equal(countModels(problem, 2, 10_000), { count: 70 + pairs, complete: true });
});

test.run();
