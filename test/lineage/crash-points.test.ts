import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crashPointsOf } from '../../src/lineage/crash-points.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('crash-points');

test('a node may die before its first send, after each, and at the end', () => {
  const builder = traceBuilder(['a', 'b']);
  const one = builder.send('a', 'b', 'ONE');
  const two = builder.send('a', 'b', 'TWO');
  const points = crashPointsOf(builder.build(), new Map([['a', [one, two]]]));
  assert.equal(
    [...points],
    [
      { node: 'a', when: 'before', message: one },
      { node: 'a', when: 'after', message: one },
      { node: 'a', when: 'after', message: two },
      { node: 'a', when: 'end' },
    ],
  );
});

test('it may die before a later send too, if a peer did something since the one before', () => {
  const builder = traceBuilder(['a', 'b']);
  const one = builder.send('a', 'b', 'ONE');
  builder.local('b');
  const two = builder.send('a', 'b', 'TWO');
  const points = crashPointsOf(builder.build(), new Map([['a', [one, two]]]));
  assert.equal(
    points.map(({ when, message }) => `${when} ${message ?? ''}`),
    ['before 0', 'after 0', 'before 1', 'after 1', 'end '],
  );
});

test('nodes come in the order of the trace; one that sent nothing may die at the end', () => {
  const trace = traceBuilder(['b', 'a']).build();
  const sends = new Map([
    ['a', []],
    ['b', []],
  ]);
  assert.equal(
    crashPointsOf(trace, sends).map(({ node, when }) => `${node} ${when}`),
    ['b end', 'a end'],
  );
});

test.run();
