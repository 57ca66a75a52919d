/** Runs through the bytes of a journal and back; other bytes are refused. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Malformed } from '../../src/corpus/byte-columns.ts';
import {
  decodeHunt,
  decodeProcess,
  decodeRun,
  encodeHunt,
  encodeProcess,
  encodeRun,
  type StoredRun,
} from '../../src/corpus/journal-codec.ts';
import { parseFault } from '../../src/faults/text.ts';
import { SpecError, TraceError } from '../../src/model/errors.ts';
import { randomTrace } from '../helpers/random-trace.ts';

const test = suite('journal codec');

const fault = parseFault('a→b "SET k1"#1: cut');
const verdict = fc.constantFrom(
  { kind: 'held' } as const,
  { kind: 'violated', reason: 'lost' } as const,
  { kind: 'inconclusive', reason: 'who knows', detail: 'x' } as const,
);
const run: fc.Arbitrary<StoredRun> = fc.record({
  elapsedMs: fc.nat(),
  result: fc.record({
    request: fc.record({
      id: fc.nat(),
      purpose: fc.constantFrom('baseline', 'hypothesis', 'confirm'),
      faults: fc.constantFrom([], [fault]),
    }),
    verdict,
    faults: fc.constantFrom([], [{ fault, outcome: 'missed', detail: 'never sent' } as const]),
    trace: randomTrace,
    directory: fc.string(),
    durationMs: fc.nat(),
    stops: fc.nat(),
  }),
});

const reached: StoredRun['result']['reached'] = [[{ event: -1, until: 0 }, null]];

test('what was seen comes back, and nothing where nothing need be', () => {
  fc.assert(
    fc.property(run, fc.array(fc.nat()), (one, seen) => {
      const again = decodeRun(encodeRun({ ...one, result: { ...one.result, seen } }), 'j');
      assert.equal(again.result.seen, seen);
      assert.not.ok('seen' in decodeRun(encodeRun(one), 'j').result);
    }),
    { numRuns: 20 },
  );
});

test('what was reached of goals comes back, and nothing where none were stated', () => {
  fc.assert(
    fc.property(run, (one) => {
      const again = decodeRun(encodeRun({ ...one, result: { ...one.result, reached } }), 'j');
      assert.equal(again.result.reached, reached);
      assert.not.ok('reached' in decodeRun(encodeRun(one), 'j').result);
    }),
    { numRuns: 5 },
  );
});

const plain = (one: StoredRun): unknown => JSON.parse(JSON.stringify(one));

test('a run comes back as it was', () => {
  fc.assert(
    fc.property(run, (one) => {
      assert.equal(plain(decodeRun(encodeRun(one), 'j')), plain(one));
    }),
    { numRuns: 60 },
  );
});

test('hunt and process come back as they were', () => {
  const head = { identity: 'x', startedAt: '2026-01-01T00:00:00.000Z' };
  assert.equal(decodeHunt(encodeHunt(head)), head);
  assert.equal(decodeProcess(encodeProcess({ pid: 7, startTicks: 9 })), { pid: 7, startTicks: 9 });
  assert.throws(
    () => decodeHunt(encodeProcess({ pid: 7, startTicks: 9 })),
    (error: unknown) => error instanceof Malformed,
  );
});

test('any other bytes are an error of a known kind', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.throws(
        () => decodeRun(bytes, 'j'),
        (error: unknown) =>
          error instanceof Malformed || error instanceof SpecError || error instanceof TraceError,
      );
    }),
  );
});

test.run();
