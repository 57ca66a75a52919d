/** Untrusted bytes cannot act on a terminal. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { escapeBlock, escapeLine } from '../../src/report/escape.ts';

const test = suite('escape');

const ESCAPE = String.fromCharCode(27);

test('a colour sequence is shown, not obeyed', () => {
  assert.is(escapeLine(`${ESCAPE}[31mred`), '\\x1b[31mred');
});

test('controls of the second set and marks that turn the direction are shown', () => {
  assert.is(escapeLine('a\u009bb\u202ec\u2028d'), 'a\\x9bb\\u202ec\\u2028d');
});

test('a line stays one line', () => {
  assert.is(escapeLine('a\nb\r\tc'), 'a\\nb\\r\\tc');
});

test('a block keeps its lines and tabs, and nothing else that acts', () => {
  assert.is(escapeBlock(`a\r\nb\tc\rd${ESCAPE}`), 'a\nb\tc\\rd\\x1b');
});

test('letters of any script stay as they are', () => {
  assert.is(escapeLine('é→日本 "SET k1"'), 'é→日本 "SET k1"');
});

test('no text leaves a control character behind', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.not.match(escapeLine(text), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      assert.not.match(escapeBlock(text).replaceAll(/[\n\t]/g, ''), /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  );
});

test.run();
