/** What is no history of a model. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { firstStranger } from '../../src/checks/shapes.ts';
import { op } from './histories.ts';

const test = suite('checks/shapes');

const AT = [0, 1] as const;

test('functions and values that a model does not have are told, with the line', () => {
  const of = (model: Parameters<typeof firstStranger>[1], one: ReturnType<typeof op>) =>
    firstStranger([op('a', AT, one.f === 'add' ? 'add' : one.f), one], model)?.problem;
  const unknown = of('register', op('a', AT, 'push'));
  assert.is(unknown, 'a register has read, write, cas, delete, and no "push"');
  assert.match(of('key-value', op('a', AT, 'read')) ?? '', /needs a "key"/);
  assert.match(of('register', op('a', AT, 'cas', { input: '1' })) ?? '', /a list of two/);
  assert.match(of('counter', op('a', AT, 'add', { input: '"x"' })) ?? '', /adds a number/);
  assert.match(of('set', op('a', AT, 'read', { output: '1' })) ?? '', /the list of its elements/);
  assert.is(firstStranger([op('a', AT, 'push')], 'queue')?.where, 'h:1');
});

test('what a model has is no stranger', () => {
  assert.is(firstStranger([op('a', AT, 'add'), op('a', AT, 'read')], 'counter'), undefined);
  assert.is(firstStranger([op('a', [0], 'read')], 'set'), undefined);
  assert.is(firstStranger([op('a', AT, 'cas', { input: '[1,{"a":2}]' })], 'register'), undefined);
});

test.run();
