/** Merged literals: few, and enough. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Formula } from '../../solver/formula.ts';
import { formulaOf } from '../../solver/formula-of.ts';
import { Workspaces } from '../../solver/workspace.ts';
import { grow, growthArbitrary } from './growth.ts';
import { problemArbitrary, problemOf } from './problems.ts';

const test = suite('merging');

function liveOf(formula: Formula): string[] {
  const { merging } = new Workspaces().of(formula);
  return merging.live.map((id) => formula.nameOf(id)).sort();
}

test('the cheapest model over the merged literals is that over all, ties included', () => {
  fc.assert(
    fc.property(problemArbitrary(), (problem) => {
      const merged = new Workspaces().of(problem).merged();
      assert.equal(cheapestByBruteForce(merged), cheapestByBruteForce(problem));
    }),
    { numRuns: 300 },
  );
});

test('and stays so while the formula grows', () => {
  fc.assert(
    fc.property(growthArbitrary, (growth) => {
      const workspaces = new Workspaces();
      for (const formula of grow(growth)) {
        const merged = workspaces.of(formula).merged();
        assert.equal(cheapestByBruteForce(merged), cheapestByBruteForce(formula));
      }
    }),
    { numRuns: 100 },
  );
});

test('of literals told apart by no clause the cheapest stays, the first among equals', () => {
  const problem = problemOf({ a: 2, b: 1, c: 1, d: 5 }, [['', 'a b c']], [['a b c d', 2]]);
  assert.equal(liveOf(formulaOf(problem)), ['b', 'd']);
});

test('a literal stays whose bound of its own leaves it free where a cheaper one is not', () => {
  // One of a and x at most: a cheapest model of both clauses needs b.
  const problem = problemOf(
    { a: 1, b: 2, c: 3, x: 1 },
    [
      ['', 'a b c'],
      ['', 'x'],
    ],
    [
      ['a x', 1],
      ['b c', 1],
      ['a b c x', 2],
    ],
  );
  assert.equal(liveOf(formulaOf(problem)), ['a', 'b', 'x']);
  assert.equal(cheapestByBruteForce(new Workspaces().of(problem).merged()), {
    kind: 'satisfiable',
    model: ['b', 'x'],
    cost: 3,
  });
});

test('a condition is merged with nothing', () => {
  const problem = problemOf({ a: 1, b: 1, c: 1 }, [
    ['', 'a b c'],
    ['b', 'c'],
  ]);
  assert.equal(liveOf(formulaOf(problem)), ['a', 'b', 'c']);
});

test('what was not needed lives when a tried literal leaves its class', () => {
  const formula = formulaOf(problemOf({ a: 1, b: 1, c: 1 }, [['', 'a b c']]));
  const workspaces = new Workspaces();
  assert.is(workspaces.of(formula).size, 1);
  formula.block([formula.idOf('a')]);
  assert.is(workspaces.of(formula).size, 2);
});

test.run();
