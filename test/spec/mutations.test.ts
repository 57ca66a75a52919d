/** Whatever is done to the text of a spec, it is read or refused with a SpecError. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { GOOD_SPEC } from './good-spec.ts';

const test = suite('mutations');
const RUNS = { numRuns: 200 };

function readOrRefused(text: string): void {
  let error: unknown;
  try {
    parseSpec(text, 'spec.yaml');
    return;
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, SpecError, String((error as Error).stack));
  const { where } = error as SpecError;
  const [, line, column] = /^spec\.yaml:(\d+):(\d+)$/.exec(where) ?? [];
  const lines = text.split('\n');
  assert.ok(Number(line) >= 1 && Number(line) <= lines.length, `${where} lies in the text`);
  assert.ok(
    Number(column) <= (lines[Number(line) - 1] ?? '').length + 1,
    `${where} lies in its line`,
  );
}

/** Pieces that mean something to YAML, to the format, or to JavaScript. */
const SNIPPETS = [
  ...[
    '\n',
    '\n\n',
    '  ',
    '\t',
    ':',
    ': ',
    '- ',
    '? ',
    ', ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|',
    '>',
  ],
  ...[
    '#',
    '&a ',
    '*a',
    '<<: *a',
    '<<: ',
    '!x ',
    '!!str ',
    '!!binary ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '~',
    'null',
    'true',
    '.nan',
    '-.inf',
    '0x',
    '1e999',
    '-1',
    '2024-01-01',
    '${',
    '}',
    '$${',
    '${a}',
  ],
  ...[
    '__proto__',
    'constructor',
    'x-',
    'toString: 1',
    '\0',
    '\uFEFF',
    '\u2028',
    '\\',
    '\\0',
    'é',
    '😀',
  ],
  ...['primary', 'listen', 'log: "("', 'timeout: 1', 'version: 1\n'],
];

const spot = fc.nat({ max: GOOD_SPEC.length });
const edit = fc.record({
  at: spot,
  length: fc.oneof(fc.constant(0), fc.nat({ max: 12 })),
  text: fc.oneof(
    fc.constantFrom(...SNIPPETS),
    fc.constant(''),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc
      .tuple(spot, fc.nat({ max: 30 }))
      .map(([from, length]) => GOOD_SPEC.slice(from, from + length)),
  ),
});

test('a spec with a few pieces replaced is read or refused', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      let text = GOOD_SPEC;
      for (const { at, length, text: piece } of edits) {
        text = text.slice(0, at) + piece + text.slice(at + length);
      }
      readOrRefused(text);
    }),
    RUNS,
  );
});

test('a spec cut short is read or refused', () => {
  for (let length = 0; length <= GOOD_SPEC.length; length += 1) {
    readOrRefused(GOOD_SPEC.slice(0, length));
  }
});

test('a spec with its lines in another order is read or refused', () => {
  const lines = GOOD_SPEC.split('\n');
  const shuffled = fc.shuffledSubarray(lines, { minLength: 1 });
  fc.assert(
    fc.property(shuffled, (some) => readOrRefused(some.join('\n'))),
    RUNS,
  );
});

test('any value in the place of any other is read or refused', () => {
  const places = [...GOOD_SPEC.matchAll(/[\w.$"{}/-]+/g)];
  const value = fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.stringify(json));
  fc.assert(
    fc.property(fc.constantFrom(...places), value, (place, json) => {
      const after = place.index + place[0].length;
      readOrRefused(`${GOOD_SPEC.slice(0, place.index)}${json}${GOOD_SPEC.slice(after)}`);
    }),
    RUNS,
  );
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 12 }), (pieces) =>
      readOrRefused(pieces.join('')),
    ),
    RUNS,
  );
});

test.run();
