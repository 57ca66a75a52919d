/** The second backend: the same answers as brute force, also while the formula grows. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { formulaOf } from '../../solver/formula-of.ts';
import { createHittingSolver } from '../../solver/hitting-solver.ts';
import type { Problem, SolveResult } from '../../solver/solver.ts';
import { instanceOf } from '../bench/solver-instances.ts';
import { type Growth, grow, growthArbitrary } from './growth.ts';
import { pigeonhole, problemArbitrary, problemOf } from './problems.ts';

const test = suite('hitting solver');

const RUNS = Number(process.env['LDFI_PROPERTY_RUNS'] ?? 150);
const cheapest = (problem: Problem): Promise<SolveResult> =>
  createHittingSolver().cheapest(problem);
const modelOf = (result: SolveResult): readonly string[] =>
  result.kind === 'satisfiable' ? result.model : [];

test('it agrees with brute force in kind, model and cost', async () => {
  await fc.assert(
    fc.asyncProperty(problemArbitrary(), async (problem) => {
      assert.equal(await cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: RUNS },
  );
});

test('it agrees with brute force where models need several literals of one clause', async () => {
  const vertex = fc.nat({ max: 8 });
  const edges = fc.array(fc.uniqueArray(vertex, { minLength: 2, maxLength: 3 }), {
    minLength: 3,
    maxLength: 14,
  });
  const conditions = fc.array(fc.tuple(vertex, fc.uniqueArray(vertex, { maxLength: 3 })), {
    maxLength: 4,
  });
  const costs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 9, maxLength: 9 });
  const bound = fc.integer({ min: 2, max: 6 });
  await fc.assert(
    fc.asyncProperty(edges, conditions, costs, bound, async (sets, lessons, weights, max) => {
      const name = (one: number): string => `v${one}`;
      const names = weights.map((_, one) => name(one));
      const problem: Problem = {
        costs: new Map(weights.map((cost, one) => [name(one), cost])),
        clauses: [
          ...sets.map((set) => ({ absent: [], present: set.map(name) })),
          ...lessons.map(([one, hits]) => ({ absent: [name(one)], present: hits.map(name) })),
        ],
        atMost: [
          { literals: names, max },
          { literals: names.slice(0, 2), max: 1 },
          { literals: names.slice(2, 4), max: 1 },
        ],
      };
      assert.equal(await cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: RUNS },
  );
});

test('it agrees with brute force at every step of a formula that grows', async () => {
  await fc.assert(
    fc.asyncProperty(growthArbitrary, async (growth: Growth) => {
      const solver = createHittingSolver();
      let last: SolveResult = { kind: 'unsatisfiable' };
      for (const formula of grow(growth, () => modelOf(last))) {
        last = await solver.cheapest(formula);
        assert.equal(last, cheapestByBruteForce(formula));
      }
    }),
    { numRuns: RUNS },
  );
});

test('a model is the answer until it is excluded, and then never again', async () => {
  const solver = createHittingSolver();
  const formula = formulaOf(problemOf({ a: 1, b: 1, c: 1 }, [['', 'a b c']], [['a b c', 2]]));
  const seen: string[] = [];
  for (let result = await solver.cheapest(formula); result.kind === 'satisfiable'; ) {
    assert.equal(await solver.cheapest(formula), result);
    seen.push(result.model.join(' '));
    formula.block(result.model.map((name) => formula.idOf(name)));
    result = await solver.cheapest(formula);
  }
  assert.equal(seen, ['a', 'b', 'c', 'a b', 'a c', 'b c']);
});

test('a cost that changes changes the order from then on', async () => {
  const solver = createHittingSolver();
  const formula = formulaOf(problemOf({ a: 1, b: 2 }, [['', 'a b']]));
  assert.equal(modelOf(await solver.cheapest(formula)), ['a']);
  formula.put(formula.idOf('a'), 3, []);
  assert.equal(modelOf(await solver.cheapest(formula)), ['b']);
});

test('a search that outgrows its memory gives unknown, not unsatisfiable', async () => {
  const solver = createHittingSolver({ searchLimit: 40 });
  const result = await solver.cheapest(pigeonhole(6));
  assert.equal(result, { kind: 'unknown', reason: 'the search outgrew its memory' });
});

test('a search whose memory old branches fill begins anew', async () => {
  // Each pair is a model of its own; what is excluded leaves a branch behind.
  const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
  const problem: Problem = {
    costs: new Map(names.map((name) => [name, 1])),
    clauses: [{ absent: [], present: names }],
    atMost: [{ literals: names, max: 2 }],
  };
  const formula = formulaOf(problem);
  const solver = createHittingSolver({ searchLimit: 1000 });
  let count = 0;
  for (let result = await solver.cheapest(formula); result.kind !== 'unsatisfiable'; ) {
    assert.is(result.kind, 'satisfiable');
    count += 1;
    formula.block(modelOf(result).map((name) => formula.idOf(name)));
    result = await solver.cheapest(formula);
  }
  assert.is(count, 12 + 66);
});

test('a spent budget gives unknown, and the next question goes on', async () => {
  const solver = createHittingSolver({ budgetMs: 50 });
  assert.equal(await solver.cheapest(pigeonhole(14)), {
    kind: 'unknown',
    reason: "the solver's budget of 50 ms is spent",
  });
  const stopped = solver.cheapest(pigeonhole(14), { signal: AbortSignal.abort() });
  assert.equal(await stopped, { kind: 'unknown', reason: 'the solver was stopped' });
});

test('the loop goes on with 50 000 literals and 1000 clauses', async () => {
  for (const conditional of [false, true]) {
    const shape = { literals: 50_000, clauses: 1000, noise: 0, conditional };
    const { formula, learn } = instanceOf(shape, 7);
    const solver = createHittingSolver();
    const seen = new Set<string>();
    let least = 0;
    for (let step = 0; step < 10; step++) {
      const result = await solver.cheapest(formula);
      assert.is(result.kind, 'satisfiable');
      if (result.kind === 'satisfiable') {
        assert.ok(result.cost >= least, 'costs never fall');
        assert.ok(!seen.has(result.model.join(' ')), 'no set comes twice');
        assert.ok(formula.isModel(result.model.map((name) => formula.idOf(name))));
        seen.add(result.model.join(' '));
        least = result.cost;
        learn(result.model);
      }
    }
  }
});

test.run();
