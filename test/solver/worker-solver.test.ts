/** The solver on its own thread: same answers, a budget that holds, and no thread left behind. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { SolveResult } from '../../solver/solver.ts';
import { createWorkerSolver } from '../../solver/worker-solver.ts';
import { pigeonhole, problemArbitrary, problemOf } from './problems.ts';

const test = suite('worker solver');

const AMPLE_MS = 60_000;
const EASY = problemOf({ a: 2, b: 1 }, [['', 'a b']]);
const EASY_ANSWER: SolveResult = { kind: 'satisfiable', model: ['b'], cost: 1 };

function entryOf(source: string): URL {
  const prelude = "import { parentPort } from 'node:worker_threads';";
  return new URL(`data:text/javascript,${encodeURIComponent(prelude + source)}`);
}

test('it agrees with brute force', async () => {
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  await fc.assert(
    fc.asyncProperty(problemArbitrary(), async (problem) => {
      assert.equal(await solver.cheapest(problem), cheapestByBruteForce(problem));
    }),
    { numRuns: 40 },
  );
  await solver.close();
});

test('a spent budget gives unknown, and the next problem is solved', async () => {
  const solver = createWorkerSolver({ budgetMs: 500 });
  const hard = await solver.cheapest(pigeonhole(14));
  assert.equal(hard, { kind: 'unknown', reason: "the solver's budget of 500 ms is spent" });
  // The easy one has the same budget: allow a loaded machine some tries.
  let easy: SolveResult = hard;
  for (let tries = 0; easy.kind === 'unknown' && tries < 20; tries++) {
    easy = await solver.cheapest(EASY);
  }
  assert.equal(easy, EASY_ANSWER);
  await solver.close();
});

test('problems given together are answered in turn', async () => {
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  const problems = [1, 2, 3].map((cost) => problemOf({ a: cost }, [['', 'a']]));
  const results = await Promise.all(problems.map((problem) => solver.cheapest(problem)));
  assert.equal(
    results.map((result) => (result.kind === 'satisfiable' ? result.cost : result.kind)),
    [1, 2, 3],
  );
  await solver.close();
});

test('a malformed problem is refused with its reason, and the next problem is solved', async () => {
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  const failure = await solver.cheapest(problemOf({ a: 1 }, [['', 'ghost']])).then(
    () => 'none',
    (error: Error) => error.message,
  );
  assert.match(failure, '"ghost" has no cost');
  assert.equal(await solver.cheapest(EASY), EASY_ANSWER);
  await solver.close();
});

test('a worker that ends by itself is an error, not an answer', async () => {
  const entry = entryOf(
    "parentPort.on('message', () => process.exit(3));parentPort.postMessage({ kind: 'ready' });",
  );
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS, entry });
  for (const attempt of ['first', 'second']) {
    const failure = await solver.cheapest(EASY).then(
      () => 'none',
      (error: Error) => error.message,
    );
    assert.match(failure, 'ended by itself, code 3', attempt);
  }
  await solver.close();
});

test('a worker out of memory gives unknown', async () => {
  const entry = entryOf(`
    parentPort.on('message', () => {
      throw Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    });
    parentPort.postMessage({ kind: 'ready' });
  `);
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS, entry });
  assert.equal(await solver.cheapest(EASY), {
    kind: 'unknown',
    reason: 'the solver ran out of memory',
  });
  await solver.close();
});

test('a problem too large for logic-solver gives unknown, and the next is solved', async () => {
  const names = Array.from({ length: 1500 }, (_, index) => `m${index}`);
  const mixed = (a: number, b: number): number => Math.imul(a * 8191 + b, 0x9e3779b1) >>> 16;
  const problem = {
    costs: new Map(names.map((name, index) => [name, 1 + mixed(index, 0)])),
    clauses: Array.from({ length: 8000 }, (_, clause) => ({
      absent: [],
      present: names.filter((__, index) => mixed(index, clause) % 5 < 3),
    })),
    atMost: [],
  };
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  const result = await solver.cheapest(problem);
  assert.match(result.kind === 'unknown' ? result.reason : result.kind, 'outgrew the memory');
  assert.equal(await solver.cheapest(EASY), EASY_ANSWER);
  await solver.close();
});

test('closing answers a problem in work with unknown and refuses later ones', async () => {
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  await solver.cheapest(EASY);
  const pending = solver.cheapest(pigeonhole(14));
  await solver.close();
  assert.equal(await pending, { kind: 'unknown', reason: 'the solver was closed' });
  const late = await solver.cheapest(EASY).then(
    () => 'answered',
    () => 'refused',
  );
  assert.is(late, 'refused');
});

test('closing a solver that was never used, or twice, does nothing', async () => {
  const solver = createWorkerSolver({ budgetMs: AMPLE_MS });
  await solver.close();
  await solver.close();
});

test('an idle worker does not keep the process alive', () => {
  const door = new URL('../../solver/worker-solver.js', import.meta.url);
  const program = `
    import(${JSON.stringify(door.href)}).then(async ({ createWorkerSolver }) => {
      const solver = createWorkerSolver({ budgetMs: ${AMPLE_MS} });
      const problem = { costs: new Map([['a', 1]]), clauses: [], atMost: [] };
      process.stdout.write((await solver.cheapest(problem)).kind);
    });
  `;
  const child = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    timeout: AMPLE_MS,
  });
  assert.is(child.signal, null, 'still alive');
  assert.is(child.stdout, 'satisfiable');
});

test.run();
