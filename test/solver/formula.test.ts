/** Formulas that grow: what they say at each moment. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Formula } from '../../solver/formula.ts';
import { formulaOf } from '../../solver/formula-of.ts';
import { GrowingSet } from '../../solver/growing-set.ts';
import { grow, growthArbitrary } from './growth.ts';
import { allSubsets, holds, problemArbitrary } from './problems.ts';

const test = suite('formula');

test('a formula has the models of the problem it was made of, and says the same', () => {
  fc.assert(
    fc.property(problemArbitrary({ literalsMax: 7, clausesMax: 8, boundsMax: 3 }), (problem) => {
      const formula = formulaOf(problem);
      assert.equal([...formula.costs], [...problem.costs]);
      for (const set of allSubsets(problem)) {
        const ids = set.map((name) => formula.idOf(name));
        assert.is(formula.isModel(ids), holds(problem, set));
        assert.is(holds(formula, set), holds(problem, set));
      }
    }),
    { numRuns: 50 },
  );
});

test('what it says as data allows the sets that it allows itself', () => {
  fc.assert(
    fc.property(growthArbitrary, (growth) => {
      const [last] = [...grow(growth)].slice(-1);
      for (const set of last === undefined ? [] : allSubsets(last)) {
        const ids = set.map((name) => last?.idOf(name) as number);
        assert.is(last?.isModel(ids), holds(last as Formula, set), set.join(' '));
      }
    }),
    { numRuns: 50 },
  );
});

test('ties are broken by name in a formula that names them, else by the order of coming', () => {
  const put = (formula: Formula): string[] => {
    for (const [name, cost] of Object.entries({ c: 1, b: 2, a: 2, d: 1 })) {
      formula.put(formula.idOf(name), cost, []);
    }
    return [...formula.costs.keys()];
  };
  assert.equal(put(new Formula('declared')), ['c', 'b', 'a', 'd']);
  assert.equal(put(new Formula('named')), ['c', 'd', 'a', 'b']);
});

test('a cost that changes moves its literal', () => {
  const formula = new Formula('named');
  for (const name of ['a', 'b']) {
    formula.put(formula.idOf(name), 5, []);
  }
  assert.equal([...formula.costs.keys()], ['a', 'b']);
  formula.put(formula.idOf('b'), 4, []);
  assert.equal(
    [...formula.costs],
    [
      ['b', 4],
      ['a', 5],
    ],
  );
  assert.is(formula.repriced, 1);
});

test('a blocked set is no model, and its supersets may be', () => {
  const formula = new Formula('declared');
  const [a, b] = ['a', 'b'].map((name) => formula.idOf(name)) as [number, number];
  formula.put(a, 1, []);
  formula.put(b, 1, []);
  formula.block([a]);
  assert.not(formula.isModel([a]));
  assert.ok(formula.isModel([a, b]));
});

test('assumptions are those of another formula', () => {
  const formula = new Formula('declared');
  for (const name of ['a', 'b']) {
    formula.put(formula.idOf(name), 1, []);
  }
  formula.addClause([], new GrowingSet([0, 1]));
  const other = formula.assuming(['b'], ['a']);
  assert.not(other.isModel([0]));
  assert.ok(other.isModel([1]));
  assert.ok(formula.isModel([0]));
});

test('costs whose sum is beyond exact integers are refused', () => {
  const formula = new Formula('declared');
  formula.put(formula.idOf('a'), Number.MAX_SAFE_INTEGER, []);
  assert.throws(() => formula.put(formula.idOf('b'), 1, []), /beyond exact integers/);
});

test.run();
