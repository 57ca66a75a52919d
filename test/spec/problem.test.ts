/** Many problems, one error. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { about, pathText } from '../../src/spec/problem.ts';
import { GOOD_SPEC } from './good-spec.ts';
import { broken, errorOf } from './refused.ts';

const test = suite('problem');

test('a path reads as in JavaScript', () => {
  assert.is(pathText(['nodes', 'a', 'command', 1]), 'nodes.a.command[1]');
  assert.is(pathText(['ready', 0, 'log']), 'ready[0].log');
});

test('a problem of the whole file has no path in front', () => {
  assert.is(about([], 'unknown key "a"'), 'unknown key "a"');
});

test('the first problem of the file leads, the others follow in order', () => {
  const text = broken('settle: 1s', 'settle: never')
    .replace('name: pair', 'name: A B')
    .replace('runs: 5', 'runs: x');
  const error = errorOf(text);
  assert.is(error.where, 'spec.yaml:2:7');
  const places = error.detail?.split('\n').map((line) => line.split(': ')[0]);
  assert.equal(places, ['spec.yaml:21:18', 'spec.yaml:22:9']);
});

test('at most five further problems are listed, and the rest counted', () => {
  const keys = Array.from({ length: 9 }, (_, index) => `zzzzzz${index}: 1`).join('\n');
  const lines = errorOf(`${GOOD_SPEC}${keys}\n`).detail?.split('\n') ?? [];
  assert.is(lines.length, 6);
  assert.is(lines[5], 'and 3 more');
});

test.run();
