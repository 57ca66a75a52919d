/** Cheapest models by logic-solver: exact, deterministic, and the same as brute force. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import type { Problem, SolveResult } from '../../solver/solver.ts';
import { AWKWARD_NAMES, holds, problemArbitrary, problemOf } from './problems.ts';

const test = suite('logic backend');

const cheapest = (problem: Problem): Promise<SolveResult> => createLogicSolver().cheapest(problem);

async function failureOf(problem: Problem): Promise<string> {
  return cheapest(problem).then(
    (result) => `no failure: ${result.kind}`,
    (error: Error) => error.message,
  );
}

test('it agrees with brute force in kind, model and cost', async () => {
  await fc.assert(
    fc.asyncProperty(problemArbitrary(), async (problem) => {
      const result = await cheapest(problem);
      assert.equal(result, cheapestByBruteForce(problem));
      assert.ok(
        result.kind === 'unsatisfiable' ||
          (result.kind === 'satisfiable' && holds(problem, result.model)),
      );
    }),
    { numRuns: 150 },
  );
});

test('it agrees with brute force where models need many literals', async () => {
  const pairs = fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), {
    minLength: 10,
    maxLength: 30,
  });
  const costs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(pairs, costs, async (edges, weights) => {
      // Vertex covers: beyond the levels of the cost counter.
      const problem: Problem = {
        costs: new Map(weights.map((cost, vertex) => [`v${vertex}`, cost])),
        clauses: edges.map(([a, b]) => ({ absent: [], present: [`v${a}`, `v${b}`] })),
        atMost: [],
      };
      assert.equal(await cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: 40 },
  );
});

test('one solver agrees with brute force question after question', async () => {
  const solver = createLogicSolver();
  await fc.assert(
    fc.asyncProperty(problemArbitrary(), async (problem) => {
      assert.equal(await solver.cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: 150 },
  );
});

test('two cheap literals win over one dear literal', async () => {
  const problem = problemOf({ dear: 1_000_000, a: 499_999, b: 500_000 }, [
    ['', 'dear a'],
    ['', 'dear b'],
  ]);
  assert.equal(await cheapest(problem), { kind: 'satisfiable', model: ['a', 'b'], cost: 999_999 });
});

test('of models that cost the same, the first in the order of costs is the answer', async () => {
  const clauses = [
    ['', 'p q r'],
    ['', 's q t'],
    ['', 'r s'],
  ] as const;
  const forward = await cheapest(problemOf({ p: 1, q: 1, r: 1, s: 1, t: 1 }, clauses));
  const backward = await cheapest(problemOf({ t: 1, s: 1, r: 1, q: 1, p: 1 }, clauses));
  assert.equal(forward, { kind: 'satisfiable', model: ['p', 's'], cost: 2 });
  assert.equal(backward, { kind: 'satisfiable', model: ['t', 'r'], cost: 2 });
});

test('a longer model comes first if its first literal does', async () => {
  const problem = problemOf({ a: 1, both: 2, b: 1 }, [
    ['', 'a both'],
    ['', 'b both'],
  ]);
  assert.equal(await cheapest(problem), { kind: 'satisfiable', model: ['a', 'b'], cost: 2 });
});

test('interchangeable literals are stood for by the cheapest', async () => {
  const problem = problemOf({ a: 3, b: 2, c: 2 }, [['', 'a b c']]);
  assert.equal(await cheapest(problem), { kind: 'satisfiable', model: ['b'], cost: 2 });
});

test('a conditional clause is met by leaving its condition or by hitting its support', async () => {
  const support = ['', 'a b c'] as const;
  const left = problemOf({ a: 1, b: 2, c: 9 }, [support, ['a', 'c']]);
  assert.equal(await cheapest(left), { kind: 'satisfiable', model: ['b'], cost: 2 });
  const hit = problemOf({ a: 1, b: 20, c: 9 }, [support, ['a', 'c'], ['c', 'a']]);
  assert.equal(await cheapest(hit), { kind: 'satisfiable', model: ['a', 'c'], cost: 10 });
});

test('a bound shuts out the cheaper model', async () => {
  const clauses = [
    ['', 'a x'],
    ['', 'b x'],
  ] as const;
  const free = await cheapest(problemOf({ a: 1, b: 1, x: 5 }, clauses));
  const bounded = await cheapest(problemOf({ a: 1, b: 1, x: 5 }, clauses, [['a b', 1]]));
  assert.equal(free, { kind: 'satisfiable', model: ['a', 'b'], cost: 2 });
  assert.equal(bounded, { kind: 'satisfiable', model: ['x'], cost: 5 });
});

test('a bound of zero keeps its literals out', async () => {
  const problem = problemOf({ a: 1, b: 1 }, [['', 'a b']], [['a', 0]]);
  assert.equal(await cheapest(problem), { kind: 'satisfiable', model: ['b'], cost: 1 });
});

test('an empty clause makes the problem unsatisfiable', async () => {
  assert.equal(await cheapest(problemOf({ a: 1 }, [['', '']])), { kind: 'unsatisfiable' });
});

test('nothing to satisfy is satisfied by the empty model', async () => {
  assert.equal(await cheapest(problemOf({}, [])), { kind: 'satisfiable', model: [], cost: 0 });
});

test('a literal may have any name', async () => {
  const problem: Problem = {
    costs: new Map(AWKWARD_NAMES.map((name) => [name, 1])),
    clauses: AWKWARD_NAMES.map((name) => ({ absent: [], present: [name] })),
    atMost: [],
  };
  assert.equal(await cheapest(problem), {
    kind: 'satisfiable',
    model: AWKWARD_NAMES,
    cost: AWKWARD_NAMES.length,
  });
});

test('a literal without a cost is refused', async () => {
  assert.match(await failureOf(problemOf({ a: 1 }, [['ghost', 'a']])), '"ghost" has no cost');
  assert.match(await failureOf(problemOf({ a: 1 }, [['', 'ghost']])), '"ghost" has no cost');
  assert.match(await failureOf(problemOf({ a: 1 }, [], [['ghost', 1]])), '"ghost" has no cost');
});

test('a cost that is no positive integer is refused', async () => {
  for (const cost of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.match(await failureOf(problemOf({ a: cost }, [])), 'expected a positive integer');
  }
});

test('a bound that is no count is refused', async () => {
  assert.match(await failureOf(problemOf({ a: 1 }, [], [['a', -1]])), 'expected a count');
});

test('300 problems one after another leave the resident set within 150 MB', async () => {
  const solver = createLogicSolver();
  const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
  const problemAt = (step: number): Problem => ({
    costs: new Map(names.map((name, index) => [name, 1000 + ((index * 7) % 13)])),
    clauses: Array.from({ length: 30 }, (_, clause) => ({
      absent: clause % 3 === 0 ? [] : [names[(clause + step) % 40] as string],
      present: names.filter((__, index) => (index * 31 + clause * 17 + step) % 5 < 2),
    })),
    atMost: [{ literals: names, max: 3 }],
  });
  const solveMany = async (from: number, to: number): Promise<void> => {
    for (let step = from; step < to; step++) {
      assert.not.equal((await solver.cheapest(problemAt(step))).kind, 'unknown');
    }
  };
  await solveMany(0, 30);
  const before = process.memoryUsage().rss;
  await solveMany(30, 330);
  // Each instance has a heap of 64 MiB; keeping even a few of those in use would show.
  const grownMb = (process.memoryUsage().rss - before) / 2 ** 20;
  assert.ok(grownMb < 150, `grew by ${grownMb.toFixed(0)} MB`);
});

test.run();
