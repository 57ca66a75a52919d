/** Words for what was found. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeValue, quote } from '../../src/spec/describe-value.ts';

const test = suite('describe-value');

for (const [value, words] of [
  [42, 'a number (42)'],
  [Number.NaN, 'a number (NaN)'],
  ['a "b"', 'a string ("a \\"b\\"")'],
  ['', 'a string ("")'],
  [true, 'a boolean (true)'],
  [null, 'nothing'],
  [undefined, 'nothing'],
  [[], 'an empty list'],
  [[1, 2], 'a list of 2'],
  [{}, 'an empty mapping'],
  [{ toString: 1 }, 'a mapping'],
] as const) {
  test(`it is called ${words} (${typeof value})`, () => {
    assert.is(describeValue(value), words);
  });
}

test('a long text is cut, and stays on one line', () => {
  assert.is(quote(`${'a'.repeat(60)}\nb`), `"${'a'.repeat(60)}…"`);
});

test.run();
