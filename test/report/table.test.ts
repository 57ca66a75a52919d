/** Columns. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alignRows, indent, padEnd, padStart, widthOf } from '../../src/report/table.ts';

const test = suite('table');

test('columns are as wide as their widest cell, without trailing blanks', () => {
  assert.equal(
    alignRows([
      ['a', 'bb'],
      ['ccc', ''],
    ]),
    ['a    bb', 'ccc'],
  );
});

test('a column can be set to the right', () => {
  assert.equal(alignRows([['1'], ['10']], new Set([0])), [' 1', '10']);
});

test('characters beyond the basic plane are one wide', () => {
  assert.is(widthOf('a→𝔸'), 3);
  assert.is(padEnd('→', 3), '→  ');
  assert.is(padStart('→', 3), '  →');
});

test('empty lines are not indented', () => {
  assert.is(indent('a\n\nb', '  '), '  a\n\n  b');
});

test.run();
