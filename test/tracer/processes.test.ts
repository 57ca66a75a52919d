import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OpenSocket } from '../../src/tracer/open-socket.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';

const test = suite('tracer/processes');

const pids = (table: ProcessTable, node: string): number[] => table.of(node).map(({ pid }) => pid);

test('processes and threads are counted within their node', () => {
  const table = new ProcessTable();
  const a = table.addProcess(10, 'a', new Map());
  const b = table.addProcess(20, 'b', new Map());
  const second = table.addProcess(11, 'a', new Map());
  const thread = table.addThread(12, a.process);
  assert.equal(
    [a, b, second].map(({ process }) => process.ordinal),
    [0, 0, 1],
  );
  assert.equal(
    [a, b, second, thread].map(({ ordinal }) => ordinal),
    [0, 0, 1, 2],
  );
  assert.equal([pids(table, 'a'), pids(table, 'b'), pids(table, 'c')], [[10, 11], [20], []]);
});

test('a process ends with its last thread, whichever that is', () => {
  const table = new ProcessTable();
  const first = table.addProcess(10, 'a', new Map());
  const second = table.addThread(11, first.process);
  assert.is(table.removeThread(first), false);
  assert.equal(pids(table, 'a'), [10]);
  assert.is(table.removeThread(second), true);
  assert.equal(pids(table, 'a'), []);
  assert.is(table.thread(11), undefined);
  assert.is(table.process(10), undefined);
});

test('a number that comes back is another process, counted on', () => {
  const table = new ProcessTable();
  table.removeThread(table.addProcess(10, 'a', new Map()));
  assert.is(table.addProcess(10, 'a', new Map()).process.ordinal, 1);
});

test('a node has processes until the last of its threads has ended', () => {
  const table = new ProcessTable();
  const first = table.addProcess(10, 'a', new Map());
  const second = table.addProcess(11, 'b', new Map());
  const thread = table.addThread(12, first.process);
  assert.equal([table.has('a'), table.has('b'), table.has('c')], [true, true, false]);
  table.removeThread(second);
  table.removeThread(first);
  assert.equal([table.has('a'), table.has('b')], [true, false]);
  table.removeThread(thread);
  assert.not.ok(table.has('a'));
});

test('holders of a socket are the processes with a descriptor for it', () => {
  const table = new ProcessTable();
  const socket = { cookie: '1' } as OpenSocket;
  const shared = new Map([[3, socket]]);
  table.addProcess(10, 'a', shared);
  const copy = table.addProcess(11, 'a', new Map(shared));
  table.addProcess(12, 'a', new Map());
  assert.equal(
    table.holders(socket).map(({ pid }) => pid),
    [10, 11],
  );
  shared.delete(3);
  table.removeThread(copy);
  assert.equal(table.holders(socket), []);
});

test.run();
