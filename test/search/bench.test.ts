import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('bench');

const NEVER = parseFault('primary→replica "SET k9"#1: cut');

test('experiments are numbered from 1 in order', async () => {
  const runner = createFakeRunner(asyncBackup());
  const bench = benchOf(runner);
  await bench.run('baseline', []);
  await bench.run('hypothesis', [NEVER]);
  assert.equal(
    runner.requests.map(({ id, purpose }) => [id, purpose]),
    [
      [1, 'baseline'],
      [2, 'hypothesis'],
    ],
  );
});

test('the verdict that is reported and counted is the judged one', async () => {
  const events: HuntEvent[] = [];
  const bench = benchOf(createFakeRunner(asyncBackup()), { events });
  await bench.run('hypothesis', [NEVER]);
  const finished = events.find((event) => event.kind === 'run-finished');
  assert.is(finished?.verdict.kind, 'void');
  assert.is(finished?.result.verdict.kind, 'held');
  assert.is(bench.counts().void, 1);
});

test('what missed is what was asked for, of a runner that sends copies, too', async () => {
  const runner = createFakeRunner(asyncBackup(), (result) => ({
    ...result,
    request: structuredClone(result.request),
  }));
  const faults = [NEVER];
  const { result, judged } = await benchOf(runner).run('hypothesis', faults);
  assert.is(judged.missed[0], NEVER);
  assert.is(result.request.faults, faults);
});

test('the counts add up to the experiments', async () => {
  const bench = benchOf(createFakeRunner(asyncBackup()));
  await bench.run('baseline', []);
  await bench.run('hypothesis', [NEVER]);
  await bench.run('control', []);
  const sum = Object.values(bench.counts()).reduce((a, b) => a + b, 0);
  assert.equal([sum, bench.experiments()], [3, 3]);
});

test('a spent number of experiments is a reason to stop', async () => {
  const bench = benchOf(createFakeRunner(asyncBackup()), { experimentsMax: 1 });
  assert.is(bench.stopReason(), undefined);
  await bench.run('baseline', []);
  assert.match(bench.stopReason() ?? '', /budget of 1 experiments/);
});

test('spent time is a reason to stop', () => {
  const bench = benchOf(createFakeRunner(asyncBackup()), { timeMs: 2 });
  bench.stopReason();
  assert.match(bench.stopReason() ?? '', /budget of 2ms/);
});

test('a spent budget does not stop a confirmation, an interrupt does', async () => {
  const control = new AbortController();
  const runner = createFakeRunner(asyncBackup());
  const bench = benchOf(runner, { experimentsMax: 0, signal: control.signal });
  assert.is(bench.interruption(), undefined);
  control.abort();
  assert.is(bench.interruption(), 'interrupted');
  assert.is(bench.stopReason(), 'interrupted');
});

test.run();
