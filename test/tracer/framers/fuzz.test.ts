/** Garbage: no framer throws, goes back, or names what cannot be printed. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRAMER_NAMES } from '../../../src/model/spec.ts';
import { createFramer, type FramerSource } from '../../../src/tracer/framers/framer.ts';
import { captured } from './captured.ts';

const test = suite('fuzzed frames');

const SOURCES: readonly FramerSource[] = [
  ...FRAMER_NAMES,
  { prefix: { offset: 0, width: 4, endian: 'big', counts: 'rest' } },
  { prefix: { offset: 2, width: 2, endian: 'little', counts: 'message' } },
];
const real = ['http2', 'postgres', 'zookeeper']
  .flatMap(captured)
  .flatMap(({ client, server }) => [...client, ...server]);
/** A real write with some bytes changed, or cut short; or any bytes. */
const write = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(
      fc.constantFrom(...real),
      fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 3 }),
      fc.nat(3000),
    )
    .map(([bytes, changes, length]) => {
      const changed = Uint8Array.from(bytes.subarray(0, length));
      for (const [at, value] of changes) {
        if (at < changed.length) {
          changed[at] = value;
        }
      }
      return changed;
    }),
);

test('every framer takes any writes, names what starts in them, and looks ahead truly', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SOURCES),
      fc.array(write, { maxLength: 5 }),
      (source, writes) => {
        const framer = createFramer(source);
        for (const bytes of writes) {
          const ahead = framer.clone().push(bytes);
          const messages = framer.push(bytes);
          assert.equal(ahead, messages);
          let last = -1;
          for (const { start, label, labelClass, digest } of messages) {
            assert.ok(start > last && start < bytes.length, `${start} of ${bytes.length}`);
            last = start;
            assert.ok(label.length <= 80 && labelClass.length <= 80);
            assert.not.match(label + labelClass, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
            assert.match(digest, /^[0-9a-f]{8}$/);
          }
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test.run();
