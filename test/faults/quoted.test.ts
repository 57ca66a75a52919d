/** Quoted strings. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isUnprintable, quote, UNESCAPES } from '../../src/faults/quoted.ts';

const test = suite('quoted');

for (const [text, quoted] of [
  ['SET k1', '"SET k1"'],
  ['', '""'],
  ['a"b', '"a\\"b"'],
  ['a\\n', '"a\\\\n"'],
  ['\n\r\t', '"\\n\\r\\t"'],
  ['\0\x7f\x85', '"\\x00\\x7f\\x85"'],
  ['\u202e\u2028', '"\\u202e\\u2028"'],
  ['\ud800', '"\\ud800"'],
  ['\u{e0001}', '"\\udb40\\udc01"'],
  ['ключ 🔑 …', '"ключ 🔑 …"'],
] as const) {
  test(`${JSON.stringify(text)} is quoted as ${quoted}`, () => {
    assert.is(quote(text), quoted);
  });
}

test('every short escape stands for what is quoted by it', () => {
  for (const [letter, character] of UNESCAPES) {
    assert.is(quote(character), `"\\${letter}"`);
  }
});

test('a line end is unprintable, a letter is not', () => {
  assert.ok(isUnprintable('\n'));
  assert.not(isUnprintable('é'));
});

test.run();
