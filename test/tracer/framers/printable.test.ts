/** What bytes look like in labels. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LABEL_MAX, printable } from '../../../src/tracer/framers/printable.ts';

const test = suite('printable');

const ROWS: readonly (readonly [string, readonly number[] | string, string])[] = [
  ['plain text stays', 'SET k1', 'SET k1'],
  ['letters of any script stay', 'ключ 鍵 🔑', 'ключ 鍵 🔑'],
  ['quotes and backslashes are escaped', 'a"b\\c', 'a\\"b\\\\c'],
  ['line ends and tabs are escaped', 'a\r\n\tb', 'a\\r\\n\\tb'],
  ['control characters are hex', '\0\x1b\x7f', '\\x00\\x1b\\x7f'],
  ['direction overrides are escaped', '\u202ex', '\\u{202e}x'],
  ['a byte order mark is escaped, not dropped', '\ufeffx', '\\u{feff}x'],
  ['bytes that are no UTF-8 are hex', [0x61, 0xff, 0xc3, 0x28], 'a\\xff\\xc3('],
  ['half a character is hex', [0x61, 0xe2, 0x82], 'a\\xe2\\x82'],
];
for (const [name, input, expected] of ROWS) {
  test(name, () => {
    assert.is(
      printable(typeof input === 'string' ? Buffer.from(input) : Uint8Array.from(input)),
      expected,
    );
  });
}

test('a text of exactly the limit is not shortened', () => {
  assert.is(printable(Buffer.from('12345'), 5), '12345');
});

test('a longer text ends in an ellipsis within the limit', () => {
  assert.is(printable(Buffer.from('123456'), 5), '1234…');
});

test('an escape is never cut', () => {
  assert.is(printable(Buffer.from('123\0\0'), 5), '123…');
});

test('any bytes become one printable line within the limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = printable(bytes);
      assert.ok(text.length <= LABEL_MAX);
      assert.not.match(text, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test('short texts that differ have labels that differ', () => {
  const short = fc.uint8Array({ maxLength: 12 });
  fc.assert(
    fc.property(short, short, (one, other) => {
      assert.is(printable(one) === printable(other), Buffer.compare(one, other) === 0);
    }),
  );
});

test.run();
