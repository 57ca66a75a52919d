/** Garbage: no framer throws, goes back, or names what is not there or cannot be printed. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRAMER_NAMES } from '../../../src/model/spec.ts';
import { createFramer, type FramerSource } from '../../../src/tracer/framers/framer.ts';
import { captured } from './captured.ts';

const test = suite('fuzzed frames');

const RUNS = 5000;
const SOURCES: readonly FramerSource[] = [
  ...FRAMER_NAMES,
  { prefix: { offset: 0, width: 4, endian: 'big', counts: 'rest' } },
  { prefix: { offset: 2, width: 2, endian: 'little', counts: 'message' } },
];
const TEXTS = [
  '*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n$5\r\nhello\r\n*1\r\n$4\r\nPING\r\n',
  '+OK\r\n:7\r\n$5\r\nhello\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR no such key\r\n',
  '+FULLRESYNC 8c7f 1\r\n$9\r\nREDIS0011%1\r\n+key\r\n_\r\n',
  'GET /orders/7?x=1 HTTP/1.1\r\nhost: a\r\n\r\nPUT /b HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
  'one 1\ntwo 2\r\n\nthree',
  '{"type":"vote","term":3}\n{"op":"append","n":[1,2]}\nnot json\n[1]\n',
  '\x00\x00\x00\x05hello\x00\x00\x00\x02hi',
  '\x16\x03\x01\x00\x05\x01\x00\x00\x01a\x17\x03\x03\x00\x03abc',
].map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));
const real = ['http2', 'postgres', 'zookeeper']
  .flatMap(captured)
  .flatMap(({ client, server }) => [...client, ...server]);

/** A write as it should be with some bytes changed, left out or put in, or cut short; or any. */
const write = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(
      fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom(...real)),
      fc.array(fc.tuple(fc.nat(2000), fc.nat(255), fc.nat(2)), { maxLength: 3 }),
      fc.nat(3000),
    )
    .map(([bytes, changes, length]) => {
      const changed = [...bytes.subarray(0, length)];
      for (const [where, value, what] of changes) {
        const at = where % (changed.length + 1);
        changed.splice(at, what === 0 ? 0 : 1, ...(what === 1 ? [] : [value]));
      }
      return Uint8Array.from(changed);
    }),
);

const writes = fc.array(write, { maxLength: 5 });

for (const source of SOURCES) {
  const name = typeof source === 'string' ? source : JSON.stringify(source);
  test(`${name} takes any writes, names what starts in them, and looks ahead truly`, () => {
    fc.assert(
      fc.property(writes, (all) => {
        const framer = createFramer(source);
        for (const bytes of all) {
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
      }),
      { numRuns: RUNS },
    );
  });
}

/** Words that a framer says of its own, of what it found. */
const OWN = /^(?:bytes|RDB)$/;

for (const source of ['resp', 'http1', 'line', 'json-lines', 'write'] as const) {
  test(`${source} names nothing that does not stand in the message`, () => {
    fc.assert(
      fc.property(writes, (all) => {
        const framer = createFramer(source);
        for (const bytes of all) {
          const messages = framer.push(bytes);
          for (const [index, { start, label, labelClass }] of messages.entries()) {
            const text = Buffer.from(bytes.subarray(start, messages[index + 1]?.start));
            const said = `${text.toString('latin1')} ${text.toString('utf8')}`.toLowerCase();
            const words = `${label} ${labelClass}`
              .replaceAll(/\\(?:x[0-9a-f]{2}|u\{[0-9a-f]+\}|.)/g, ' ')
              .match(/[A-Za-z]{2,}/g);
            for (const word of words ?? []) {
              assert.ok(OWN.test(word) || said.includes(word.toLowerCase()), `${word} in ${label}`);
            }
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
}

test.run();
