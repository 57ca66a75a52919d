/** Positions in JSON text, checked against JSON.parse. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lineAndColumn, offsetInString, scanJson } from '../../src/corpus/json-source.ts';

const test = suite('json source');

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function whereInvalid(text: string): string {
  const scan = scanJson(text);
  return scan.kind === 'invalid' ? lineAndColumn(text, scan.offset) : 'valid';
}

test('what JSON.stringify writes is valid, however it is indented', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(4), (value, space) => {
      assert.is(scanJson(JSON.stringify(value, null, space)).kind, 'valid');
    }),
  );
});

test('a damaged text is valid exactly when JSON.parse takes it', () => {
  const damage = fc.record({
    value: fc.jsonValue(),
    at: fc.nat(200),
    drop: fc.nat(3),
    put: fc.string({ maxLength: 3 }),
  });
  fc.assert(
    fc.property(damage, ({ value, at, drop, put }) => {
      const text = JSON.stringify(value, null, 1);
      const damaged = text.slice(0, at) + put + text.slice(at + drop);
      assert.is(scanJson(damaged).kind === 'valid', parses(damaged), damaged);
    }),
    { numRuns: 1000 },
  );
});

test('a syntax error is found where it stands', () => {
  assert.is(whereInvalid('{\n  "a": 1,\n  b: 2\n}'), '3:3');
  assert.is(whereInvalid('{"a": [1, 2'), '1:12');
  assert.is(whereInvalid('{"a": "x\ny"}'), '1:9');
  assert.is(whereInvalid('{"a": 1} x'), '1:10');
  assert.is(whereInvalid(''), '1:1');
});

test('a text cut off anywhere is invalid at its end or at the token that was cut', () => {
  const text = JSON.stringify({ version: 1, faults: ['a', 'b'], rate: { runs: 5 } });
  for (let length = 0; length < text.length; length += 1) {
    const scan = scanJson(text.slice(0, length));
    assert.is(scan.kind, 'invalid', text.slice(0, length));
  }
});

test('a hostile nesting is refused and does not exhaust the stack', () => {
  assert.is(scanJson('['.repeat(1_000_000)).kind, 'invalid');
});

test('a value is found by its path, a missing one by what encloses it', () => {
  const text = '{\n  "a": {\n    "b": [10, 20]\n  }\n}';
  const scan = scanJson(text);
  assert.is(scan.kind, 'valid');
  if (scan.kind === 'valid') {
    assert.is(text.slice(scan.offsetOf(['a', 'b', 1])).slice(0, 2), '20');
    assert.is(scan.offsetOf(['a', 'c']), scan.offsetOf(['a']));
    assert.is(scan.offsetOf([]), 0);
  }
});

test('a character of a string is found behind its escapes', () => {
  const text = '"a\\nb\\u0041c"';
  assert.is(text[offsetInString(text, 0, 2)], 'b');
  assert.is(text[offsetInString(text, 0, 4)], 'c');
});

test.run();
