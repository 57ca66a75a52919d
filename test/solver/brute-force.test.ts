/** The yardstick itself, against subsets counted in binary. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Literal, Problem } from '../../solver/solver.ts';
import { allSubsets, holds, problemArbitrary, problemOf } from './problems.ts';

const test = suite('brute force');

function indexList(problem: Problem, model: readonly Literal[]): number[] {
  const names = [...problem.costs.keys()];
  return model.map((name) => names.indexOf(name));
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((index, position) => index !== b[position]);
  return place !== -1 && (a[place] as number) < (b[place] ?? -1);
}

test('its answer is a model, none is cheaper, and none of equal cost comes before it', () => {
  fc.assert(
    fc.property(problemArbitrary({ literalsMax: 7, clausesMax: 8, boundsMax: 2 }), (problem) => {
      const costOf = (model: readonly Literal[]): number =>
        model.reduce((sum, name) => sum + (problem.costs.get(name) as number), 0);
      const models = allSubsets(problem).filter((model) => holds(problem, model));
      const result = cheapestByBruteForce(problem);
      if (result.kind !== 'satisfiable') {
        assert.is(models.length, 0);
        return;
      }
      assert.ok(holds(problem, result.model));
      assert.is(result.cost, costOf(result.model));
      const own = indexList(problem, result.model);
      for (const model of models) {
        assert.ok(costOf(model) >= result.cost);
        assert.not.ok(
          costOf(model) === result.cost && isBefore(indexList(problem, model), own),
          `${model} comes before ${result.model}`,
        );
      }
    }),
  );
});

test('a clause whose condition is only partly met asks for nothing', () => {
  const problem = problemOf({ a: 1, b: 1, c: 5 }, [
    ['', 'a'],
    ['a b', 'c'],
  ]);
  assert.equal(cheapestByBruteForce(problem), { kind: 'satisfiable', model: ['a'], cost: 1 });
});

test.run();
