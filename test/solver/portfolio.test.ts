/** Two backends behind one interface: the same answers, whoever gives them. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { formulaOf } from '../../solver/formula-of.ts';
import { createHittingSolver } from '../../solver/hitting-solver.ts';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import { createPortfolio } from '../../solver/portfolio.ts';
import type { Problem, SolveResult, Solver } from '../../solver/solver.ts';
import { instanceOf } from '../bench/solver-instances.ts';
import { type Growth, grow, growthArbitrary } from './growth.ts';
import { allSubsets, holds, pigeonhole, problemArbitrary, problemOf } from './problems.ts';

const test = suite('portfolio');

const AMPLE_MS = 60_000;
const EASY = problemOf({ a: 2, b: 1 }, [['', 'a b']]);
const EASY_ANSWER: SolveResult = { kind: 'satisfiable', model: ['b'], cost: 1 };

/** Notes how many literals it was asked about. */
function noting(solver: Solver): { readonly solver: Solver; readonly sizes: number[] } {
  const sizes: number[] = [];
  const cheapest = (problem: Problem): Promise<SolveResult> => {
    sizes.push(problem.costs.size);
    return solver.cheapest(problem);
  };
  return { solver: { cheapest }, sizes };
}

test('it agrees with brute force, with its worker and all', async () => {
  const solver = createPortfolio({ budgetMs: AMPLE_MS });
  await fc.assert(
    fc.asyncProperty(problemArbitrary(), async (problem) => {
      assert.equal(await solver.cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: 40 },
  );
  await solver.close();
});

test('both backends give the same sequence while a formula grows', async () => {
  await fc.assert(
    fc.asyncProperty(growthArbitrary, fc.nat({ max: 9 }), async (growth: Growth, mergedMax) => {
      const first = createLogicSolver();
      const solver = createPortfolio({ budgetMs: AMPLE_MS, mergedMax, first });
      let last: readonly string[] = [];
      for (const formula of grow(growth, () => last)) {
        const answer = await solver.cheapest(formula);
        assert.equal(answer, cheapestByBruteForce(formula));
        last = answer.kind === 'satisfiable' ? answer.model : [];
      }
      await solver.close();
    }),
    { numRuns: 40 },
  );
});

test('both backends give the same sequence on formulas like those of hunts', async () => {
  for (const conditional of [false, true]) {
    const shape = { literals: 60, clauses: 20, noise: 60, conditional };
    const [one, other] = [instanceOf(shape, 5), instanceOf(shape, 5)];
    const [logic, hitting] = [createLogicSolver(), createHittingSolver()];
    for (let step = 0; step < 12; step++) {
      const answer = await hitting.cheapest(one.formula);
      assert.equal(await logic.cheapest(other.formula), answer);
      if (answer.kind === 'satisfiable') {
        one.learn(answer.model);
        other.learn(answer.model);
      }
    }
  }
});

test('each backend lists every model once, cheapest first, until none is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      problemArbitrary({ literalsMax: 5, clausesMax: 4, boundsMax: 2 }),
      fc.constantFrom(createLogicSolver, createHittingSolver),
      async (problem, create) => {
        const solver = create();
        const formula = formulaOf(problem);
        const listed: string[] = [];
        let least = 0;
        let answer = await solver.cheapest(formula);
        while (answer.kind === 'satisfiable') {
          assert.ok(answer.cost >= least);
          least = answer.cost;
          listed.push(JSON.stringify(answer.model));
          formula.block(answer.model.map((name) => formula.idOf(name)));
          answer = await solver.cheapest(formula);
        }
        assert.is(answer.kind, 'unsatisfiable');
        const models = allSubsets(problem).filter((set) => holds(problem, set));
        const expected = models.map((model) => JSON.stringify(model));
        assert.equal(listed.toSorted(), expected.toSorted());
      },
    ),
    { numRuns: 60 },
  );
});

test('the first backend is asked about merged literals only, and not about too many', async () => {
  const { solver: first, sizes } = noting(createLogicSolver());
  const solver = createPortfolio({ budgetMs: AMPLE_MS, mergedMax: 2, first });
  const alike = problemOf({ a: 1, b: 2, c: 3 }, [['', 'a b c']]);
  assert.equal(await solver.cheapest(alike), { kind: 'satisfiable', model: ['a'], cost: 1 });
  const apart = problemOf({ a: 1, b: 2, c: 3 }, [
    ['', 'a b'],
    ['', 'b c'],
    ['', 'c'],
  ]);
  assert.equal(await solver.cheapest(apart), cheapestByBruteForce(apart));
  assert.equal(sizes, [1]);
  await solver.close();
});

test('where the first backend gives up, the second goes on and is asked from then on', async () => {
  const { solver: first, sizes } = noting({
    cheapest: async () => ({ kind: 'unknown', reason: 'memory' }),
  });
  const solver = createPortfolio({ budgetMs: AMPLE_MS, first });
  const formula = grow({
    ties: 'named',
    max: 2,
    kindMax: 2,
    costs: [],
    changes: [
      { kind: 'put', id: 1, cost: 100, own: 0 },
      { kind: 'put', id: 3, cost: 101, own: 1 },
    ],
  });
  for (const grown of formula) {
    assert.equal(await solver.cheapest(grown), cheapestByBruteForce(grown));
  }
  assert.equal(sizes, [1]);
  await solver.close();
});

test('an answer that is no model is an error', async () => {
  const first: Solver = {
    cheapest: async () => ({ kind: 'satisfiable', model: [], cost: 0 }),
  };
  const solver = createPortfolio({ budgetMs: AMPLE_MS, first });
  const failure = await solver.cheapest(EASY).then(
    () => 'none',
    (error: Error) => error.message,
  );
  assert.match(failure, 'no model of the problem');
  await solver.close();
});

test('a signal ends a question that is in work, and the next one is answered', async () => {
  for (const mergedMax of [0, 1000]) {
    const solver = createPortfolio({ budgetMs: AMPLE_MS, mergedMax });
    assert.equal(await solver.cheapest(EASY), EASY_ANSWER);
    const stop = new AbortController();
    const pending = solver.cheapest(pigeonhole(14), { signal: stop.signal });
    setImmediate(() => stop.abort());
    assert.equal(await pending, { kind: 'unknown', reason: 'the solver was stopped' });
    const early = await solver.cheapest(EASY, { signal: AbortSignal.abort() });
    assert.equal(early, { kind: 'unknown', reason: 'the solver was stopped' });
    assert.equal(await solver.cheapest(EASY), EASY_ANSWER);
    await solver.close();
  }
});

test('a spent budget gives unknown', async () => {
  const solver = createPortfolio({ budgetMs: AMPLE_MS });
  const hard = await solver.cheapest(pigeonhole(14), { budgetMs: 200 });
  assert.equal(hard.kind === 'unknown' && hard.reason.endsWith('ms is spent'), true);
  assert.equal(await solver.cheapest(EASY), EASY_ANSWER);
  await solver.close();
});

test('closing answers a question in work with unknown and refuses later ones', async () => {
  const solver = createPortfolio({ budgetMs: AMPLE_MS, mergedMax: 0 });
  const pending = solver.cheapest(pigeonhole(14));
  setImmediate(() => void solver.close());
  assert.is((await pending).kind, 'unknown');
  const late = await solver.cheapest(EASY).then(
    () => 'answered',
    () => 'refused',
  );
  assert.is(late, 'refused');
});

test.run();
