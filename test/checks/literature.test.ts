/**
 * Histories of the literature with known answers, retold: each client's operation with the moments
 * at which it began and ended.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Operation } from '../../src/checks/operation.ts';
import type { HistoryModel } from '../../src/model/spec.ts';
import { op, outcomeOf } from './histories.ts';

const test = suite('checks/literature');

interface Case {
  readonly name: string;
  readonly model: HistoryModel;
  readonly isRight: boolean;
  readonly operations: readonly Operation[];
}

const enqueue = (process: string, at: readonly [number, number?], input: string) =>
  op(process, at, 'enqueue', { input: JSON.stringify(input) });
const dequeue = (process: string, at: readonly [number, number?], output: string) =>
  op(process, at, 'dequeue', { output: JSON.stringify(output) });
const write = (process: string, at: readonly [number, number?], input: string) =>
  op(process, at, 'write', { input });
const read = (process: string, at: readonly [number, number?], output: string) =>
  op(process, at, 'read', { output });

const CASES: readonly Case[] = [
  {
    name: 'Herlihy and Wing, figure 1: two enqueues that overlap may come out in either order',
    model: 'queue',
    isRight: true,
    operations: [
      ...[enqueue('A', [0, 3], 'x'), enqueue('B', [1, 2], 'y')],
      ...[dequeue('B', [4, 6], 'x'), dequeue('A', [5, 8], 'y'), enqueue('A', [9, 10], 'z')],
    ],
  },
  {
    name: 'Herlihy and Wing, figure 1: what was enqueued first must come out first',
    model: 'queue',
    isRight: false,
    operations: [
      ...[enqueue('A', [0, 1], 'x'), enqueue('B', [2, 3], 'y')],
      dequeue('A', [4, 5], 'y'),
    ],
  },
  {
    name: 'Herlihy and Wing, figure 1: what is being enqueued may come out already',
    model: 'queue',
    isRight: true,
    operations: [enqueue('A', [0, 4], 'x'), dequeue('B', [1, 3], 'x')],
  },
  {
    name: 'Herlihy and Wing, figure 1: nothing comes out twice',
    model: 'queue',
    isRight: false,
    operations: [
      ...[enqueue('A', [0, 2], 'x'), enqueue('B', [1, 3], 'y')],
      ...[dequeue('A', [4, 6], 'y'), dequeue('C', [5, 7], 'y')],
    ],
  },
  {
    name: 'Herlihy and Wing, section 2: an enqueue without an answer may have taken effect',
    model: 'queue',
    isRight: true,
    operations: [enqueue('A', [0], 'x'), enqueue('B', [1, 2], 'y'), dequeue('B', [3, 4], 'x')],
  },
  {
    name: 'Lamport: a read that overlaps a write sees the old value or the new one',
    model: 'register',
    isRight: true,
    operations: [write('A', [0, 1], '0'), write('A', [2, 7], '1'), read('B', [3, 6], '0')],
  },
  {
    name: 'Lamport: after a read of the new value no later read sees the old one',
    model: 'register',
    isRight: false,
    operations: [
      ...[write('A', [0, 1], '0'), write('A', [2, 9], '1')],
      ...[read('B', [3, 4], '1'), read('C', [5, 6], '0')],
    ],
  },
  {
    name: 'Herlihy and Wing: the stale read, sequentially consistent and not linearizable',
    model: 'register',
    isRight: false,
    operations: [write('A', [0, 1], '0'), write('A', [2, 3], '1'), read('B', [4, 5], '0')],
  },
  {
    name: 'Porcupine: a put with one get that sees it and one that does not',
    model: 'register',
    isRight: true,
    operations: [
      write('0', [0, 100], '100'),
      ...[read('1', [25, 75], '100'), read('2', [30, 60], 'null')],
    ],
  },
  {
    name: 'Porcupine: a get that does not see the put, after one that did',
    model: 'register',
    isRight: false,
    operations: [
      write('0', [0, 100], '200'),
      ...[read('1', [10, 30], '200'), read('2', [40, 90], 'null')],
    ],
  },
  {
    name: 'Knossos: a write whose client was lost may be read long after',
    model: 'register',
    isRight: true,
    operations: [
      ...[write('0', [0, 1], '1'), write('1', [2], '2')],
      ...[read('0', [3, 4], '1'), read('0', [5, 6], '2'), read('2', [7, 8], '2')],
    ],
  },
  {
    name: 'Knossos: a write whose client was lost takes effect once',
    model: 'register',
    isRight: false,
    operations: [
      ...[write('0', [0, 1], '1'), write('1', [2], '2')],
      ...[read('0', [3, 4], '2'), read('0', [5, 6], '1')],
    ],
  },
  {
    name: 'Jepsen: two compare-and-sets from the same value cannot both succeed',
    model: 'register',
    isRight: false,
    operations: [
      write('0', [0, 1], '1'),
      op('0', [2, 5], 'cas', { input: '[1,2]' }),
      op('1', [3, 4], 'cas', { input: '[1,3]' }),
    ],
  },
  {
    name: 'Jepsen: an acknowledged element that no later read has is lost',
    model: 'set',
    isRight: false,
    operations: [
      op('0', [0, 1], 'add', { input: '1' }),
      op('0', [2, 3], 'add', { input: '2' }),
      read('1', [4, 5], '[2]'),
    ],
  },
  {
    name: 'Jepsen: a counter stands between what was acknowledged and what was tried',
    model: 'counter',
    isRight: false,
    operations: [
      op('0', [0, 1], 'add', { input: '1' }),
      op('1', [2], 'add', { input: '2' }),
      read('0', [3, 4], '2'),
    ],
  },
  {
    name: 'two clients hold one lock at the same time',
    model: 'lock',
    isRight: false,
    operations: [
      ...[op('a', [0, 1], 'acquire'), op('b', [2, 3], 'acquire')],
      ...[op('a', [4, 5], 'release'), op('b', [6, 7], 'release')],
    ],
  },
  {
    name: 'a lock may pass on as soon as its release was asked for',
    model: 'lock',
    isRight: true,
    operations: [
      ...[op('a', [0, 1], 'acquire'), op('a', [2, 6], 'release')],
      ...[op('b', [3, 5], 'acquire'), op('b', [7, 8], 'release')],
    ],
  },
];

for (const { name, model, isRight, operations } of CASES) {
  test(name, () => {
    assert.is(outcomeOf(model, operations).kind, isRight ? 'held' : 'violated');
  });
}

test.run();
