/** What the injector of this version can bring about. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkSupported,
  type Feature,
  featuresOf,
  INJECTED,
  NAMED_LEVELS,
} from '../../src/faults/supported.ts';
import { parseFault } from '../../src/faults/text.ts';
import { UsageError } from '../../src/model/errors.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import { anyFault } from './any-fault.ts';

const test = suite('supported faults');

for (const [text, features] of [
  ['a→b "X"#1: cut', ['cut']],
  ['a→b "X"#1: delay for 1s', ['delay']],
  ['a→b udp "X"#1: delay for 1s', ['delay', 'delay datagram']],
  ['a→b "X"~00000000#1: cut both until heal', ['cut', 'cut both', 'cut until', 'level context']],
  ['a→b "X"#1: cut after c crashed', ['cut', 'event crashed']],
  [
    'a: crash after b→a any#1 received, tearing the last write, restart once b→c "X"/1#1 sent',
    ['crash', 'crash disk', 'crash restart', 'event sent', 'level channel'],
  ],
  ['a: crash once b crashed', ['crash', 'crash once', 'event crashed']],
  ['a→b connect#1: refuse error=ETIMEDOUT', ['refuse', 'refuse error']],
  ['a: fill disk from workload started', ['fill', 'event workload']],
] as const) {
  test(`${text} needs ${features.join(', ')}`, () => {
    assert.equal(featuresOf(parseFault(text)), features);
  });
}

test('every fault needs only what stands in the table', () => {
  fc.assert(
    fc.property(anyFault, (fault) =>
      featuresOf(fault).every((feature) => INJECTED[feature] !== undefined),
    ),
  );
});

test('what a hunt tries by itself is injected', () => {
  assert.ok(HUNTED_KINDS.every((kind) => INJECTED[kind]));
});

test('a fault that lacks a feature is named, with the feature', () => {
  const injected = { ...INJECTED, 'cut both': false } satisfies Record<Feature, boolean>;
  assert.throws(
    () => checkSupported([parseFault('a→b "X"#1: cut both')], injected),
    (error: unknown) =>
      error instanceof UsageError &&
      error.code === 'fault-unsupported' &&
      /cut both.*\(cut both\)/.test(error.message),
  );
  checkSupported([parseFault('a→b "X"#1: cut')], injected);
});

test('hunts name messages by what they say and by their order', () => {
  assert.equal(NAMED_LEVELS, ['exact', 'label', 'class', 'order']);
});

test('contexts and channels are injected, but the channel of a datagram is known too late', () => {
  checkSupported([parseFault('a→b "X"~00000000#1: cut'), parseFault('a→b "X"/2#1: cut')]);
  checkSupported([parseFault('a→b udp "X"~00000000#1: omit')]);
  assert.throws(
    () => checkSupported([parseFault('a→b udp "X"/2#1: omit')]),
    /channel of a datagram/,
  );
});

test.run();
