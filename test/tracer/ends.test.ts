import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Ends } from '../../src/tracer/ends.ts';
import { type Process, ProcessTable } from '../../src/tracer/processes.ts';

const test = suite('tracer/ends');

const table = new ProcessTable();
const make = (pid: number, madeBy?: Process, node = 'a'): Process =>
  table.addProcess(pid, node, new Map(), new Set(), madeBy?.ordinal).process;

test('the end of a child is told once, unless it stays to be told again', () => {
  const ends = new Ends();
  const parent = make(1);
  ends.ended(make(2, parent), 7);
  assert.equal(
    [true, true, false, false].map((stays) => ends.told(2, parent, stays)),
    [7, 7, 7, undefined],
  );
});

test('a pid that comes again has the ends of all who may still be told', () => {
  const ends = new Ends();
  const parent = make(1);
  ends.ended(make(2, parent), 7);
  ends.reborn(2, () => true);
  ends.ended(make(2, parent), 9);
  assert.equal([ends.told(2, parent, false), ends.told(2, parent, false)], [7, 9]);
});

test('nobody is told of an end that nobody waited for when the pid came again', () => {
  const ends = new Ends();
  const parent = make(1);
  ends.ended(make(2, parent), 7);
  ends.reborn(2, () => false);
  ends.ended(make(2, parent), 9);
  assert.equal([ends.told(2, parent, false), ends.told(2, parent, false)], [9, undefined]);
});

test('each parent is told of its own child, and an heir of who is left', () => {
  const ends = new Ends();
  const [one, other, heir] = [make(1), make(3), make(4)];
  ends.ended(make(2, one), 7);
  ends.ended(make(2, other), 9);
  assert.equal([ends.told(2, other, false), ends.told(2, heir, false)], [9, 7]);
});

test('nodes do not wait for children of others', () => {
  const ends = new Ends();
  ends.ended(make(2, make(1)), 7);
  assert.is(ends.told(2, make(5, undefined, 'b'), false), undefined);
});

test.run();
