/** A set is run as often as it takes to know whether it breaks the promise often enough. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { failsOften, type Tested } from '../../src/search/often.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type FakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('often');

const FAULT = parseFault('primary→replica "SET k1"#1: cut');
const RULE = { runs: 5, threshold: 3 };
const HELD: Verdict = { kind: 'held' };
const VIOLATED: Verdict = { kind: 'violated', reason: 'lost' };
const UNKNOWN: Verdict = { kind: 'inconclusive', reason: 'busy', detail: '' };

/** A runner whose runs end so, one after the other, and then for ever as the last. */
const ending = (...verdicts: readonly (Verdict | 'missed')[]): FakeRunner =>
  createFakeRunner(asyncBackup(['k1']), (result) => {
    const verdict = verdicts[Math.min(result.request.id, verdicts.length) - 1] ?? HELD;
    return verdict === 'missed'
      ? { ...result, faults: [{ fault: FAULT, outcome: 'missed', detail: 'it did not come' }] }
      : { ...result, verdict };
  });

async function tested(runner: FakeRunner, runsMax = 100): Promise<Tested | undefined> {
  const bench = benchOf(runner);
  const isSpent = (): boolean => bench.experiments() >= runsMax;
  return failsOften({ bench, rule: RULE, isSpent }, [FAULT]);
}

test('it ends as soon as it has failed often enough', async () => {
  const runner = ending(VIOLATED, HELD, VIOLATED, VIOLATED);
  const { rate, failing } = (await tested(runner)) ?? {};
  assert.equal(rate, { violated: 3, runs: 4 });
  assert.is(failing?.result.request.id, 4);
});

test('it ends as soon as it cannot fail often enough any more', async () => {
  const runner = ending(HELD, VIOLATED, HELD, HELD, VIOLATED);
  const { rate, failing } = (await tested(runner)) ?? {};
  assert.equal(rate, { violated: 1, runs: 4 });
  assert.is(failing, undefined);
});

test('what nobody could judge is no answer, and runs do not go on for ever', async () => {
  const { rate } = (await tested(ending(UNKNOWN, VIOLATED, VIOLATED, VIOLATED))) ?? {};
  assert.equal(rate, { violated: 3, runs: 3 });
  assert.equal((await tested(ending(UNKNOWN)))?.rate, { violated: 0, runs: 0 });
});

test('a set that does not happen is given up, with a run in which it did not', async () => {
  const { rate, missed } = (await tested(ending('missed'))) ?? {};
  assert.equal(rate, { violated: 0, runs: 0 });
  assert.is(missed?.judged.verdict.kind, 'void');
});

test('a run that was none of the set counts as one in which it did not happen', async () => {
  const bench = benchOf(ending(VIOLATED));
  const context = { bench, rule: RULE, isSpent: () => false };
  const { rate, failing } = (await failsOften(context, [FAULT], () => true)) ?? {};
  assert.equal(rate, { violated: 0, runs: 0 });
  assert.is(failing, undefined);
});

test('without runs left nothing is known', async () => {
  assert.is(await tested(ending(VIOLATED), 2), undefined);
});

test.run();
