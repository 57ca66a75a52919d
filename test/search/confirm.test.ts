import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { RunResult } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { confirm } from '../../src/search/confirm.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup, broadcast } from '../helpers/protocols.ts';

const test = suite('confirm');

const OMISSION = parseFault('client→a udp "NEWS"#1: omit');
const RULE = { runs: 3, threshold: 2 };

function purposes(runner: { requests: readonly { purpose: string }[] }): readonly string[] {
  return runner.requests.map(({ purpose }) => purpose);
}

/** The broadcast, some of whose runs are spoilt. */
function spoilt(change: (result: RunResult) => Partial<RunResult>) {
  return createFakeRunner(broadcast(), (result) => ({ ...result, ...change(result) }));
}

test('runs with and without the faults take turns', async () => {
  const runner = createFakeRunner(broadcast());
  await confirm(benchOf(runner), [OMISSION], RULE);
  const turn = ['confirm', 'control'];
  assert.equal(purposes(runner), [...turn, ...turn, ...turn]);
});

test('all with and none without the faults is confirmed', async () => {
  const result = await confirm(benchOf(createFakeRunner(broadcast())), [OMISSION], RULE);
  assert.is(result.confirmed, true);
  assert.equal(result.withFaults, { violated: 3, runs: 3 });
  assert.equal(result.withoutFaults, { violated: 0, runs: 3 });
  assert.is(result.failing?.judged.verdict.kind, 'violated');
});

test('below the threshold it is not', async () => {
  const held: Verdict = { kind: 'held' };
  const runner = spoilt(({ request }) => (request.id > 1 ? { verdict: held } : {}));
  const result = await confirm(benchOf(runner), [OMISSION], RULE);
  assert.is(result.confirmed, false);
  assert.equal(result.withFaults, { violated: 1, runs: 3 });
});

test('a control that violates spoils it whatever the faults do', async () => {
  const violated: Verdict = { kind: 'violated', reason: 'rot' };
  const runner = spoilt(({ request }) =>
    request.purpose === 'control' && request.id === 4 ? { verdict: violated } : {},
  );
  const result = await confirm(benchOf(runner), [OMISSION], RULE);
  assert.is(result.confirmed, false);
  assert.equal(result.withoutFaults, { violated: 1, runs: 3 });
});

test('controls that cannot be judged confirm nothing', async () => {
  const verdict: Verdict = { kind: 'inconclusive', reason: 'deadline' };
  const runner = spoilt(({ request }) => (request.purpose === 'control' ? { verdict } : {}));
  const result = await confirm(benchOf(runner), [OMISSION], RULE);
  assert.is(result.confirmed, false);
  assert.equal(result.withFaults, { violated: 3, runs: 3 });
  assert.equal(result.withoutFaults, { violated: 0, runs: 0 });
});

test('runs that cannot be judged are repeated, and do not count', async () => {
  const verdict: Verdict = { kind: 'inconclusive', reason: 'deadline' };
  const runner = spoilt(({ request }) => (request.id === 1 ? { verdict } : {}));
  const result = await confirm(benchOf(runner), [OMISSION], RULE);
  assert.equal(result.withFaults, { violated: 3, runs: 3 });
  assert.is(purposes(runner).filter((purpose) => purpose === 'confirm').length, 4);
});

test('faults that never fire are tried twice as often and confirm nothing', async () => {
  const runner = createFakeRunner(asyncBackup());
  const never = parseFault('primary→replica "SET k9"#1: cut');
  const result = await confirm(benchOf(runner), [never], RULE);
  assert.is(result.confirmed, false);
  assert.equal(result.withFaults, { violated: 0, runs: 0 });
  assert.is(purposes(runner).filter((purpose) => purpose === 'confirm').length, 6);
});

test('an interrupt ends it unconfirmed, with the rates so far', async () => {
  const control = new AbortController();
  const runner = spoilt(({ request }) => {
    if (request.id === 4) {
      control.abort();
    }
    return {};
  });
  const bench = benchOf(runner, { signal: control.signal });
  const result = await confirm(bench, [OMISSION], RULE);
  assert.is(result.confirmed, false);
  assert.equal(result.withFaults, { violated: 2, runs: 2 });
});

test('with an order both sides are held to it', async () => {
  const runner = createFakeRunner(broadcast());
  const order = [{ node: 'a', steps: [] }];
  await confirm(benchOf(runner), [OMISSION], RULE, order);
  assert.is(runner.requests.length, 6);
  assert.ok(runner.requests.every(({ steering }) => steering === order));
});

test.run();
