/** Digests against published FNV-1a values. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../src/tracer/framers/digest.ts';

const test = suite('digest');

for (const [text, digest] of [
  ['', '811c9dc5'],
  ['a', 'e40c292c'],
  ['b', 'e70c2de5'],
  ['foobar', 'bf9cf968'],
] as const) {
  test(`the digest of "${text}" is the published one`, () => {
    assert.is(digestOf(Buffer.from(text)), digest);
  });
}

test('a digest with leading zeros keeps its 8 digits', () => {
  // The first of the counting numbers whose hash begins with a zero.
  let value = 0;
  while (!digestOf(Buffer.from(String(value))).startsWith('0')) {
    value += 1;
  }
  assert.is(digestOf(Buffer.from(String(value))).length, 8);
});

test.run();
