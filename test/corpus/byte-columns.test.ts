/** Numbers and texts through bytes and back. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteReader, ByteWriter, Malformed } from '../../src/corpus/byte-columns.ts';

const test = suite('byte columns');

test('what is written is read', () => {
  const item = fc.oneof(
    fc.record({ kind: fc.constant('unsigned' as const), value: fc.maxSafeNat() }),
    fc.record({
      kind: fc.constant('signed' as const),
      value: fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
    }),
    fc.record({ kind: fc.constant('text' as const), value: fc.string({ unit: 'binary' }) }),
  );
  fc.assert(
    fc.property(fc.array(item), (items) => {
      const writer = new ByteWriter();
      for (const { kind, value } of items) {
        kind === 'text' ? writer.text(value) : writer[kind](value);
      }
      const reader = new ByteReader(writer.bytes());
      assert.equal(
        items.map(({ kind }) => reader[kind]()),
        items.map(({ value }) => value),
      );
      assert.ok(reader.isAtEnd);
    }),
  );
});

test('small numbers take one byte', () => {
  const writer = new ByteWriter();
  writer.unsigned(127);
  writer.signed(-64);
  assert.is(writer.bytes().length, 2);
});

test('what is no whole number is refused when it is written', () => {
  for (const value of [-1, 0.5, Number.NaN, 2 ** 53]) {
    assert.throws(() => new ByteWriter().unsigned(value), RangeError);
  }
});

test('any bytes are numbers and texts, or malformed', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.array(fc.constantFrom('unsigned', 'signed', 'text')),
      (bytes, kinds) => {
        const reader = new ByteReader(bytes);
        try {
          for (const kind of kinds) {
            const value = reader[kind as 'unsigned' | 'signed' | 'text']();
            assert.ok(typeof value === 'string' || Number.isSafeInteger(value));
          }
        } catch (error) {
          assert.instance(error, Malformed);
        }
      },
    ),
  );
});

test('an index outside its table and a count beyond the bytes are malformed', () => {
  assert.throws(() => new ByteReader(Uint8Array.of(2)).index(2, 'node'), /there is no node 2/);
  assert.throws(() => new ByteReader(Uint8Array.of(2, 0)).count('texts'), /cannot be 2 texts/);
});

test.run();
