/** From a path back to the text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetOf, textAt } from '../../src/spec/locate.ts';
import { parseSource } from '../../src/spec/yaml-source.ts';
import { broken, errorOf } from './refused.ts';

const test = suite('locate');

const TEXT = `base: &base { a: 1.10 }
list: [x, { b: 2 }]
merged: { <<: *base, c: 3 }
both: { <<: [{ d: 4 }, { d: 5, e: 6 }], e: 7 }
alias: *base
`;
const source = parseSource(TEXT, 'x.yaml');

for (const [path, part, at] of [
  [['list'], 'key', 'list:'],
  [['list'], 'value', '[x'],
  [['list', 0], 'value', 'x,'],
  [['list', 1, 'b'], 'key', 'b: 2'],
  [['list', 1, 'b'], 'value', '2 }'],
  [['merged', 'c'], 'value', '3 }'],
  [['merged', 'a'], 'value', '1.10'],
  [['alias', 'a'], 'key', 'a: 1.10'],
  [['alias'], 'value', '*base\n'],
  [['both', 'd'], 'value', '4 }'],
  [['both', 'e'], 'value', '7 }'],
  [['merged', 'missing'], 'value', 'merged'],
  [['missing'], 'value', 'base'],
  [[], 'value', 'base'],
] as const) {
  test(`the ${part} of ${JSON.stringify(path)} stands at ${JSON.stringify(at)}`, () => {
    assert.is(offsetOf(source, path, part), TEXT.indexOf(at));
  });
}

test('a number is given as it is written, through merges too', () => {
  assert.is(textAt(source, ['merged', 'a']), '1.10');
  assert.is(textAt(source, ['list']), undefined);
  assert.is(textAt(source, ['missing', 'a']), undefined);
});

test('a value that came by a merge is shown where it is written', () => {
  const text = broken('version: 1', 'version: 1\nx-base: &base { timeout: never }').replace(
    'workload:\n',
    'workload:\n  <<: *base\n',
  );
  const error = errorOf(text);
  assert.is(error.where, 'spec.yaml:2:26');
  assert.ok(error.message.includes('workload.timeout: expected a duration'), error.message);
});

test.run();
