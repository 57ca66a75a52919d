/** Names of the bytes that are the same in every run. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { isMask, learnMasks, maskedAt, maskOf, matchesMask } from '../../src/faults/masks.ts';
import { createPlan } from '../../src/faults/plan.ts';
import { checkSupported } from '../../src/faults/supported.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Trace } from '../../src/model/trace.ts';
import { writeFramer } from '../../src/tracer/framers/write.ts';
import { outgoing, workload } from './builders.ts';

const test = suite('masks');

/** What the framer of unknown protocols calls these bytes. */
const labelOf = (bytes: Uint8Array): string => writeFramer().push(bytes)[0]?.label ?? '';
const unframed = (text: string) => ({
  ...outgoing(''),
  label: labelOf(Buffer.from(text, 'latin1')),
  labelClass: 'bytes',
});
const run = (...texts: readonly string[]): Trace => workload(...texts.map(unframed));
const learnt = (...runs: readonly Trace[]): readonly string[] =>
  [...learnMasks(runs)].map(([id, address]) => `${id}: ${addressText(address)}`);

test('bytes that differ become places for any byte', () => {
  assert.is(maskOf(['\\x01ab', '\\x01xb']), '\\x01\\?b');
  assert.is(maskOf(['\\nabc', '\\nab']), '\\x0aab');
  assert.is(maskOf(['ab', 'xy']), undefined);
});

test('a mask is told from every label, also from one that looks like it', () => {
  assert.ok(isMask('a\\?'));
  assert.not.ok(isMask('a?'));
  assert.not.ok(isMask(labelOf(Buffer.from('a\\?'))));
});

const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });

test('the label of no bytes is a mask, and each matches itself', () => {
  fc.assert(
    fc.property(bytes, (one) => {
      assert.not.ok(isMask(labelOf(one)));
      assert.ok(matchesMask(labelOf(one), labelOf(one)));
    }),
  );
});

test('a mask matches all that it was made of', () => {
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), bytes, (runs, common) => {
      const labels = runs.map((one) => labelOf(Buffer.concat([common.subarray(0, 3), one])));
      const mask = maskOf(labels);
      assert.ok(mask !== undefined);
      assert.ok(labels.every((label) => matchesMask(mask ?? '', label)));
    }),
  );
});

test('what begins otherwise, or is too short, does not match', () => {
  assert.ok(matchesMask('a\\?c', 'axcd'));
  assert.not.ok(matchesMask('a\\?c', 'axd'));
  assert.not.ok(matchesMask('a\\?c', 'ax'));
});

test('messages that differ between runs are named by mask and by how many match it', () => {
  assert.equal(learnt(run('P1', 'same', 'G2', 'P3'), run('P4', 'same', 'G5', 'P6')), [
    '0: a→b "P\\\\?"#1',
    '2: a→b "G\\\\?"#1',
    '3: a→b "P\\\\?"#2',
  ]);
});

test('runs that have not as many messages, or not at the same places, teach no mask', () => {
  assert.equal(learnt(run('P1', 'P2'), run('P3')), []);
  // The other P is the second of its mask in one run, and the first in the other.
  assert.equal(learnt(run('P1', 'P2'), run('Q1', 'P3')), ['0: a→b "\\\\?1"#1']);
});

test('names that find another message in another run are left out', () => {
  // Alone, the third mask would name the first message of the second run.
  const runs = [run('ax', 'bP1', 'zP2'), run('ay', 'bP3', 'zP4')];
  const crossed = [run('Pa1', 'Pb1'), run('Pb2', 'Pa2')];
  assert.equal(learnt(...runs).length, 3);
  assert.equal(learnt(...crossed), ['0: a→b "P\\\\?\\\\?"#1', '1: a→b "P\\\\?\\\\?"#2']);
});

test('the message that a mask names is found again', () => {
  const trace = run('P1', 'G2', 'P3');
  const at = parseFault('a→b "P\\\\?"#2: cut');
  assert.is(at.kind === 'cut' && maskedAt(trace, at.at)?.id, 2);
  const none = parseFault('a→b "P\\\\?"#3: cut');
  assert.is(none.kind === 'cut' && maskedAt(trace, none.at), undefined);
});

test('what is as good as random has no names', () => {
  const noise = (seed: number): Trace =>
    run(...Array.from({ length: 200 }, (_, at) => `${String.fromCharCode(at + 32)}${seed}`));
  assert.is(learnt(noise(1), noise(2)).length, 0);
});

test('what framers know needs no mask', () => {
  assert.equal(learnt(workload('SET k1'), workload('SET k2')), []);
});

test('a fault strikes the message that its mask and ordinal name', () => {
  const fault = parseFault('a→b "P\\\\?"#2: cut');
  const plan = createPlan([fault]);
  const due = ['P1', 'G2', 'P3', 'P4'].map((text) => {
    const [faults = []] = plan.preview([unframed(text)]);
    plan.commit(unframed(text));
    return faults.map(faultText);
  });
  assert.equal(due, [[], [], [faultText(fault)], []]);
  const inOneWrite = createPlan([fault]).preview(['P1', 'P3', 'P4'].map(unframed));
  assert.equal(
    inOneWrite.map(({ length }) => length),
    [0, 1, 0],
  );
});

test('a window counts from its anchor on, with a mask too', () => {
  const fault = parseFault('a→b "P\\\\?"#1: cut after a→b "G"#1 sent');
  const plan = createPlan([fault]);
  const due = ['P1', 'G', 'P3', 'P4'].map((text) => {
    const [faults = []] = plan.preview([unframed(text)]);
    plan.commit(unframed(text));
    return faults.length;
  });
  assert.equal(due, [0, 0, 1, 0]);
});

test('an event is not named by a mask', () => {
  assert.throws(
    () => checkSupported([parseFault('a→b "X"#1: cut after a→b "P\\\\?"#1 sent')]),
    /event by mask/,
  );
});

test.run();
