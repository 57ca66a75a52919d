import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Turn } from '../../src/tracer/turn.ts';

const test = suite('tracer/turn');

test('one at a time, and the others in the order in which they came', () => {
  const turn = new Turn<string, number>();
  assert.ok(turn.take('a'));
  assert.not.ok(turn.take('b'));
  turn.wait('b', 1);
  turn.wait('c', 2);
  assert.is(turn.next(), undefined, 'while a has it');
  turn.leave('a');
  assert.equal([turn.next()?.thread, turn.next()?.thread, turn.next()], ['b', 'c', undefined]);
});

test('who has the turn may take it again', () => {
  const turn = new Turn<string, number>();
  turn.take('a');
  assert.ok(turn.take('a'));
  assert.is(turn.holder, 'a');
});

test('who dies while waiting is not called', () => {
  const turn = new Turn<string, number>();
  turn.take('a');
  turn.wait('b', 1);
  turn.leave('b');
  assert.is(turn.holder, 'a');
  turn.leave('a');
  assert.is(turn.next(), undefined);
});

test('who never had it changes nothing by leaving', () => {
  const turn = new Turn<string, number>();
  turn.take('a');
  turn.leave('z');
  assert.is(turn.holder, 'a');
});

test.run();
