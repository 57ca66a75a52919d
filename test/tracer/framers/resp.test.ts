/**
 * RESP streams however they are written: starts never depend on it, names only where a message is
 * cut early.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FramedMessage } from '../../../src/tracer/framers/framer.ts';
import { respFramer } from '../../../src/tracer/framers/resp.ts';
import { partitionOf, pushAll } from './streams.ts';

const test = suite('resp framer');

interface Sample {
  readonly bytes: Buffer;
  /** How many of the bytes decide the class, and the label. */
  readonly classBytes: number;
  readonly labelBytes: number;
  readonly labelClass: string;
}

const command = (...args: readonly string[]): Buffer =>
  Buffer.concat([
    Buffer.from(`*${args.length}\r\n`),
    ...args.map((arg) => Buffer.from(`$${Buffer.byteLength(arg)}\r\n${arg}\r\n`)),
  ]);

const whole = (text: string | Buffer, labelClass: string): Sample => {
  const bytes = Buffer.from(text);
  return { bytes, classBytes: bytes.length, labelBytes: bytes.length, labelClass };
};

const word = fc.string({
  unit: fc.constantFrom('a', 'b', '1', '\r', '\n', '*', '$', ' '),
  maxLength: 9,
});

const writeCommand = fc.tuple(fc.constantFrom('SET', 'LPUSH', 'incrby'), word, word).map(
  ([name, key, value]): Sample => ({
    bytes: command(name, key, value),
    // Without their last CRLF the arguments are there already.
    classBytes: Buffer.byteLength(`*3\r\n$${name.length}\r\n${name}`),
    labelBytes: Buffer.byteLength(`*3\r\n$${name.length}\r\n${name}\r\n$${key.length}\r\n${key}`),
    labelClass: name.toUpperCase(),
  }),
);

const element: fc.Arbitrary<string> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      ':1\r\n',
      '$-1\r\n',
      '+x\r\n',
      '_\r\n',
      '#t\r\n',
      ',1.5\r\n',
      '*-1\r\n',
      '*0\r\n',
    ),
    word.map((value) => `$${value.length}\r\n${value}\r\n`),
    fc
      .tuple(
        fc.constantFrom('*', '~', '>'),
        fc.array(tie('any') as fc.Arbitrary<string>, { maxLength: 3 }),
      )
      .map(([type, items]) => `${type}${items.length}\r\n${items.join('')}`),
    fc
      .array(tie('any') as fc.Arbitrary<string>, { maxLength: 2 })
      .map((items) => `%${items.length}\r\n${items.map((item) => `+k\r\n${item}`).join('')}`),
  ),
})).any as fc.Arbitrary<string>;

const sample: fc.Arbitrary<Sample> = fc.oneof(
  writeCommand,
  fc.constantFrom(
    whole('+OK\r\n', '+OK'),
    whole(':17\r\n', ':'),
    whole('-ERR no such key\r\n', '-ERR'),
    whole('\n', '\\n'),
    whole('PING\r\n', 'PING'),
    whole('get k\n', 'GET'),
    whole(command('REPLCONF', 'ACK', '99'), 'REPLCONF ACK'),
    whole(`$EOF:${'e'.repeat(40)}\r\nREDIS0011 payload${'e'.repeat(40)}`, 'RDB'),
    whole('+FULLRESYNC abc 0\r\n$14\r\nREDIS0011 data', '+FULLRESYNC'),
  ),
  word.map((value) => whole(`$${value.length}\r\n${value}\r\n`, '$')),
  // The array ends in an integer: with bulk strings only it would be a command.
  fc
    .array(element, { maxLength: 3 })
    .map((items) => whole(`*${items.length + 1}\r\n${items.join('')}:1\r\n`, '*')),
);

/** Name in the split stream of the message that starts where this one of the whole stream does. */
const cutAfter = (message: FramedMessage, writes: readonly Uint8Array[]): number => {
  let end = 0;
  for (const write of writes) {
    end += write.length;
    if (end > message.start) {
      break;
    }
  }
  return end - message.start;
};

test('messages start at the same offsets however the stream is written', () => {
  fc.assert(
    fc.property(
      fc.array(sample, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (samples, cuts) => {
        const bytes = Buffer.concat(samples.map((one) => one.bytes));
        const atOnce = pushAll(respFramer(), [bytes]);
        const split = pushAll(respFramer(), partitionOf(bytes, cuts));
        assert.equal(
          split.map(({ start }) => start),
          atOnce.map(({ start }) => start),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('every message starts where it was written', () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 12 }), (samples) => {
      const messages = pushAll(respFramer(), [Buffer.concat(samples.map((one) => one.bytes))]);
      let offset = 0;
      for (const { bytes, labelClass } of samples) {
        assert.is(messages.find(({ start }) => start === offset)?.labelClass, labelClass);
        offset += bytes.length;
      }
    }),
    { numRuns: 300 },
  );
});

test('a message is named as if whole once its deciding bytes are in its first write', () => {
  fc.assert(
    fc.property(
      fc.array(sample, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (samples, cuts) => {
        const bytes = Buffer.concat(samples.map((one) => one.bytes));
        const writes = partitionOf(bytes, cuts);
        const atOnce = new Map(pushAll(respFramer(), [bytes]).map((one) => [one.start, one]));
        const split = new Map(pushAll(respFramer(), writes).map((one) => [one.start, one]));
        let offset = 0;
        for (const one of samples) {
          const expected = atOnce.get(offset) as FramedMessage;
          const there = cutAfter(expected, writes);
          if (there >= one.classBytes) {
            assert.is(split.get(offset)?.labelClass, expected.labelClass);
          }
          if (there >= one.labelBytes) {
            assert.is(split.get(offset)?.label, expected.label);
          }
          offset += one.bytes.length;
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a primary streams to a replica that starts from nothing', () => {
  const framer = respFramer();
  const messages = [
    ...framer.push(Buffer.from('+PONG\r\n')),
    ...framer.push(Buffer.from('+OK\r\n+OK\r\n')),
    ...framer.push(Buffer.from('+FULLRESYNC 8de1787ba490483314a4d30f1c628bc5025eb761 14\r\n')),
    ...framer.push(Buffer.from('\n')),
    ...framer.push(Buffer.from('$19\r\n')),
    ...framer.push(Buffer.from('REDIS0011\xfa 12345678', 'latin1')),
    ...framer.push(Buffer.concat([command('SELECT', '0'), command('SET', 'k1', 'v1')])),
  ];
  assert.equal(
    messages.map(({ label }) => label),
    ['+PONG', '+OK', '+OK', '+FULLRESYNC', '\\n', 'RDB', 'SELECT 0', 'SET k1'],
  );
});

test('equal messages have equal digests wherever they stand in a write', () => {
  const set = command('SET', 'k1', 'v1');
  const [alone] = respFramer().push(set);
  const [, second] = respFramer().push(Buffer.concat([command('PING'), set]));
  assert.is(alone?.digest, second?.digest);
});

test('a payload that differs has another digest under the same label', () => {
  const [one] = respFramer().push(command('SET', 'k1', 'v1'));
  const [other] = respFramer().push(command('SET', 'k1', 'v2'));
  assert.is(one?.label, other?.label);
  assert.is.not(one?.digest, other?.digest);
});

test('garbage is one message a write, named by its bytes', () => {
  const framer = respFramer();
  assert.equal(
    [...framer.push(Uint8Array.of(0x16, 3, 1)), ...framer.push(Buffer.from('+OK\r\n+OK\r\n'))].map(
      ({ start, label, labelClass }) => [start, label, labelClass],
    ),
    [
      [0, '\\x16\\x03\\x01', 'bytes'],
      [0, '+OK\\r\\n+OK\\r\\n', 'bytes'],
    ],
  );
});

test.run();
