/** Trace files: what was recorded is read, and nothing else ever is. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeChunk, fileHead } from '../../src/corpus/chunks.ts';
import {
  decodeRecording,
  encodeRecording,
  type StoredRecording,
  TRACE_VERSION,
} from '../../src/corpus/trace-codec.ts';
import { parseFault } from '../../src/faults/text.ts';
import { TraceError } from '../../src/model/errors.ts';
import type { Recording } from '../../src/model/recording.ts';
import type { Trace } from '../../src/model/trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace codec');

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const verdict = fc.constantFrom(
  { kind: 'held' } as const,
  { kind: 'violated', reason: 'lost “x”' } as const,
  { kind: 'inconclusive', reason: 'who knows', detail: 'a\nb' } as const,
);
const fault = parseFault('a: crash after a→b "SET k1"#1');
const recording: fc.Arbitrary<Recording> = fc.record(
  {
    trace: randomTrace,
    verdict,
    faults: fc.constantFrom([], [{ fault, outcome: 'fired', detail: 'killed' } as const]),
  },
  { requiredKeys: ['trace', 'faults'] },
);

function sample(messages: number): Recording {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (let count = 0; count < messages; count += 1) {
    builder.message('a', 'b', `SET k${count % 7}`);
  }
  builder.endWorkload();
  return { trace: builder.build(), faults: [] };
}

/** 150,000 events: nineteen blocks. */
const LARGE = sample(50_000);

/** What reading the bytes gives; undefined for a TraceError. Anything else fails the test. */
function read(bytes: Uint8Array): StoredRecording | undefined {
  try {
    return decodeRecording(bytes, 'f');
  } catch (error) {
    assert.instance(error, TraceError);
    const { offset, message, hint } = error as TraceError;
    assert.ok(offset >= 0 && offset <= bytes.length, message);
    assert.ok(hint !== undefined && message.startsWith(`f: byte ${offset}: `), message);
    return undefined;
  }
}

/** The first events of a trace are those of the whole one, and so are their edges and messages. */
function assertBeginning(part: Trace, whole: Trace): void {
  const end = part.events.length;
  assert.equal(plain(part.events), plain([...whole.events].slice(0, end)));
  assert.equal(plain(part.edges), plain([...whole.edges].filter(({ to }) => to < end)));
  assert.equal(
    plain(part.messages),
    plain(
      whole.messages
        .filter(({ sent }) => sent < end)
        .map((one) => ({ ...one, received: one.received.filter((event) => event < end) })),
    ),
  );
}

test('what was recorded is read', () => {
  fc.assert(
    fc.property(recording, (one) => {
      assert.equal(plain(decodeRecording(encodeRecording(one), 'f')), plain(one));
    }),
  );
});

test('a trace of several blocks is read, and up to a block that is cut off', () => {
  const one = LARGE;
  const bytes = encodeRecording(one);
  assert.equal(plain(decodeRecording(bytes, 'f')), plain(one));
  const part = decodeRecording(bytes.subarray(0, bytes.length - 40), 'f');
  assert.is(part.trace.events.length, 147_456);
  assert.is(part.lost?.events, one.trace.events.length - 147_456);
  assert.is(part.lost?.messages, one.trace.messages.length - part.trace.messages.length);
  assertBeginning(part.trace, one.trace);
});

test('cut off at any byte, it is a beginning of the run or an error', () => {
  fc.assert(
    fc.property(recording, (one) => {
      const bytes = encodeRecording(one);
      for (let length = 0; length < bytes.length; length += 1) {
        const part = read(bytes.subarray(0, length));
        if (part !== undefined) {
          assert.ok(part.lost !== undefined && part.lost.offset <= length);
          assert.is(part.lost.events, one.trace.events.length - part.trace.events.length);
          assertBeginning(part.trace, one.trace);
        }
      }
    }),
    { numRuns: 10 },
  );
});

test('a changed bit is never read as something else', () => {
  fc.assert(
    fc.property(recording, fc.array(fc.nat(), { minLength: 50, maxLength: 50 }), (one, places) => {
      const bytes = encodeRecording(one);
      for (const place of places) {
        const damaged = Buffer.from(bytes);
        const at = (place >> 3) % bytes.length;
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (place & 7));
        assert.is(read(damaged), undefined);
      }
    }),
    { numRuns: 40 },
  );
});

test('any bytes with right checksums are read or refused', () => {
  const { trace } = sample(3);
  const whole = encodeRecording({ trace, faults: [] });
  const headLength = 16 + Buffer.from(whole).readUInt32LE(16);
  const start = whole.subarray(0, 12 + headLength);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
      read(Buffer.concat([start, encodeChunk('BLCK', payload)]));
      read(Buffer.concat([fileHead(TRACE_VERSION), encodeChunk('HEAD', payload)]));
    }),
    { numRuns: 500 },
  );
});

test('another version is refused, naming both', () => {
  const bytes = Buffer.from(encodeRecording(sample(1)));
  bytes.writeUInt32LE(TRACE_VERSION + 1, 8);
  try {
    decodeRecording(bytes, 'f');
    assert.unreachable();
  } catch (error) {
    assert.is((error as TraceError).code, 'trace-version');
    assert.match((error as Error).message, `version ${TRACE_VERSION + 1}`);
    assert.match((error as Error).message, `version ${TRACE_VERSION}`);
  }
});

test('an event of a fault that was cut off is left out', () => {
  const one = LARGE;
  const faults = [{ fault, outcome: 'fired', detail: 'x', event: 149_999 } as const];
  const bytes = encodeRecording({ ...one, faults });
  assert.is(decodeRecording(bytes, 'f').faults[0]?.event, 149_999);
  const part = decodeRecording(bytes.subarray(0, bytes.length - 40), 'f');
  assert.equal([part.faults.length, part.faults[0]?.event], [1, undefined]);
});

test.run();
