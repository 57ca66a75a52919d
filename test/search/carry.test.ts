/** Faults that every run of a hunt carries. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import { carrying } from '../../src/search/carry.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('carried faults');

const CRASH = parseFault('replica: crash at end');
const NEVER = parseFault('primary→replica "SET k9"#1: cut');
const run = async (carried: readonly Fault[], asked: readonly Fault[]) => {
  const inner = createFakeRunner(asyncBackup());
  const request = { id: 1, purpose: 'hypothesis', faults: asked } as const;
  const result = await carrying(inner, carried).run(request);
  return { result, ran: inner.requests[0]?.faults.map(faultText) };
};

test('a run carries them after what is asked for, and answers the request as made', async () => {
  const { result, ran } = await run([CRASH], [NEVER]);
  assert.equal(ran, [faultText(NEVER), faultText(CRASH)]);
  assert.equal(result.request.faults, [NEVER]);
  assert.equal(
    result.faults.map(({ outcome }) => outcome),
    ['missed', 'fired'],
  );
  assert.is(result.verdict.kind, 'held');
});

test('a run in which one of them missed says nothing', async () => {
  const { result } = await run([NEVER], []);
  assert.is(result.verdict.kind, 'inconclusive');
  assert.match('reason' in result.verdict ? result.verdict.reason : '', /SET k9.*did not fire/);
});

test('one that is asked for as well is planned once', async () => {
  const { ran } = await run([CRASH], [CRASH]);
  assert.equal(ran, [faultText(CRASH)]);
});

test('with nothing to carry the runner stays as it is', () => {
  const inner = createFakeRunner(asyncBackup());
  assert.is(carrying(inner, []), inner);
});

test.run();
