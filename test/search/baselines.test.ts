import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BaselineError, EXIT } from '../../src/model/errors.ts';
import type { RunResult } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { runBaselines } from '../../src/search/baselines.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup, silent } from '../helpers/protocols.ts';

const test = suite('baselines');

/** The backup, whose n-th run is judged by the n-th verdict; `held` when there are no more. */
function judgedAs(...verdicts: readonly Verdict[]) {
  return createFakeRunner(asyncBackup(), (result: RunResult) => {
    const verdict = verdicts[result.request.id - 1];
    return verdict === undefined ? result : { ...result, verdict };
  });
}

async function failure(run: Promise<unknown>): Promise<BaselineError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof BaselineError) {
      return error;
    }
    throw error;
  }
  throw new Error('expected a BaselineError');
}

const TROUBLE: Verdict = { kind: 'inconclusive', reason: 'deadline', detail: 'no line of log' };

test('all baselines that hold are returned', async () => {
  const trials = await runBaselines(benchOf(createFakeRunner(asyncBackup())), 3);
  assert.is(trials.length, 3);
});

test('a system that promises nothing is refused', async () => {
  const error = await failure(runBaselines(benchOf(createFakeRunner(silent())), 3));
  assert.is(error.code, 'baseline-vacuous');
  assert.match(error.message, /nothing was promised/);
  assert.is(error.exitCode, EXIT.baseline);
});

test('one that violates without faults is refused with the invariant’s reason', async () => {
  const runner = judgedAs({ kind: 'held' }, { kind: 'violated', reason: 'k1 is lost' });
  const error = await failure(runBaselines(benchOf(runner), 3));
  assert.is(error.code, 'baseline-violated');
  assert.match(error.message, /fault-free run 2 is violated: k1 is lost/);
});

test('an inconclusive one is repeated once', async () => {
  const runner = judgedAs(TROUBLE);
  const trials = await runBaselines(benchOf(runner), 2);
  assert.equal([trials.length, runner.requests.length], [2, 3]);
});

test('when it is inconclusive again the evidence is shown', async () => {
  const error = await failure(runBaselines(benchOf(judgedAs(TROUBLE, TROUBLE)), 2));
  assert.is(error.code, 'baseline-inconclusive');
  assert.is(error.detail, 'no line of log\nlogs: /runs/2');
});

test('a spent budget leaves fewer', async () => {
  const bench = benchOf(createFakeRunner(asyncBackup()), { experimentsMax: 1 });
  assert.is((await runBaselines(bench, 3)).length, 1);
});

test.run();
