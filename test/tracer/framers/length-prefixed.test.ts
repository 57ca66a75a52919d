/** Lengths in front of messages. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LengthPrefix } from '../../../src/model/spec.ts';
import { lengthPrefixedFramer, numberAt } from '../../../src/tracer/framers/length-prefixed.ts';
import { pushAll } from './streams.ts';

const test = suite('length-prefixed framer');

const prefix = (over: Partial<LengthPrefix>): LengthPrefix => ({
  offset: 0,
  width: 4,
  endian: 'big',
  counts: 'rest',
  ...over,
});
const labels = (over: Partial<LengthPrefix>, ...writes: readonly string[]): readonly string[] =>
  pushAll(
    lengthPrefixedFramer(prefix(over)),
    writes.map((text) => Buffer.from(text, 'latin1')),
  ).map(({ start, label }) => `${start} ${label}`);

test('a length that counts the rest', () => {
  assert.equal(labels({}, '\0\0\0\x03one\0\0\0\0\0\0\0\x03two'), ['0 one', '7 ', '11 two']);
});

test('a length that counts the whole message, behind other bytes, least byte first', () => {
  const over = { offset: 1, width: 2, endian: 'little', counts: 'message' } as const;
  assert.equal(labels(over, 'A\x06\0oneB\x04\0x'), ['0 Aone', '6 Bx']);
});

test('a message in two writes is named by what is in the first', () => {
  assert.equal(labels({}, '\0\0', '\0\x03one\0\0\0\x01x'), ['0 ', '7 x']);
  assert.equal(labels({}, '\0\0\0\x05he', 'llo\0\0\0\x01x'), ['0 he', '9 x']);
});

test('an impossible length makes every write one message', () => {
  assert.equal(labels({ counts: 'message' }, '\0\0\0\x01x', 'y'), [
    '0 \\x00\\x00\\x00\\x01x',
    '5 y',
  ]);
});

test('numbers of three bytes, in both orders', () => {
  const bytes = Uint8Array.from([1, 2, 3]);
  assert.is(numberAt(bytes, { offset: 0, width: 3, endian: 'big' }), 0x010203);
  assert.is(numberAt(bytes, { offset: 0, width: 3, endian: 'little' }), 0x030201);
});

test.run();
