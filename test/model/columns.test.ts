import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf, cut, Dictionary, grown } from '../../src/model/columns.ts';

const test = suite('model/columns');

test('columns grow by multiples and keep what they held', () => {
  const columns = { a: new Uint8Array([1, 2, 3]), b: new Float64Array([0.5, 1.5, 2.5]) };
  const first = grown(columns);
  const second = grown(first);
  assert.equal([first.a.length, second.a.length], [64, 256]);
  assert.equal([...second.b.subarray(0, 3)], [0.5, 1.5, 2.5]);
  assert.is(grown({ c: new Uint8Array(65_536) }).c.length, 131_072);
  assert.is(columns.a.length, 3);
});

test('a cut is a view of the first rows', () => {
  const columns = { a: new Int32Array([1, 2, 3]) };
  const first = cut(columns, 2);
  assert.equal([...first.a], [1, 2]);
  assert.is(first.a.buffer, columns.a.buffer);
});

test('the bytes of columns are those of all of them', () => {
  assert.is(bytesOf({ a: new Uint8Array(3), b: new Uint32Array(3) }), 15);
});

test('a dictionary numbers values in order of appearance', () => {
  const words = new Dictionary<string>(['x']);
  assert.equal([words.codeOf('y'), words.codeOf('x'), words.codeOf('y')], [1, 0, 1]);
  assert.equal(words.values, ['x', 'y']);
});

test.run();
