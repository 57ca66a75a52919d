/** Tokens of the fault language, and where errors point. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Cursor } from '../../src/faults/cursor.ts';
import { SpecError } from '../../src/model/errors.ts';

const test = suite('cursor');
const at = (text: string): Cursor => new Cursor(text, { source: 'plan.txt', line: 7 });

const errorOf = (act: () => unknown): SpecError => {
  try {
    act();
  } catch (error) {
    if (error instanceof SpecError) {
      return error;
    }
    throw error;
  }
  throw new Error('nothing was thrown');
};

test('an error says file, line and column, and what is there', () => {
  const cursor = at('ab !');
  cursor.readNodeName();
  cursor.skipBlanks();
  const error = errorOf(() => cursor.readNodeName());
  assert.is(error.code, 'fault-syntax');
  assert.is(error.where, 'plan.txt:7:4');
  assert.is(error.message, 'plan.txt:7:4: expected a node name, got "!"');
});

test('a node name ends where an arrow begins', () => {
  const cursor = at('a-->b');
  assert.is(cursor.readNodeName(), 'a-');
  assert.ok(cursor.takeArrow());
  assert.is(cursor.readNodeName(), 'b');
});

test('a peeked word is not consumed', () => {
  const cursor = at('udp "X"');
  assert.is(cursor.peekWord(), 'udp');
  assert.ok(cursor.take('udp'));
});

test('a quoted string is unescaped', () => {
  assert.is(at('"a\\"\\\\\\n\\x41\\u00e9"').readQuoted('a label'), 'a"\\\nAé');
});

test('an open string is reported at its opening quote', () => {
  const cursor = at('ab"cd');
  cursor.readNodeName();
  assert.is(errorOf(() => cursor.readQuoted('a label')).where, 'plan.txt:7:3');
});

test('an unknown escape is reported at its backslash', () => {
  assert.is(errorOf(() => at('"a\\q"').readQuoted('a label')).where, 'plan.txt:7:3');
});

test('an ordinal is a whole number from one', () => {
  assert.is(at('#12').readOrdinal(), 12);
  for (const text of ['#0', '#01', '#', '#x', '12', '#99999999999999999']) {
    assert.throws(
      () => at(text).readOrdinal(),
      (error: unknown) => error instanceof SpecError,
    );
  }
});

test('a digest has exactly eight hex digits', () => {
  assert.is(at('5f3a9c12#1').readDigest(), '5f3a9c12');
  for (const text of ['5f3a9c1', '5f3a9c123', '5F3A9C12', '']) {
    assert.throws(
      () => at(text).readDigest(),
      (error: unknown) => error instanceof SpecError,
    );
  }
});

test('blanks at the end are no error', () => {
  at(' \t').end();
});

test.run();
