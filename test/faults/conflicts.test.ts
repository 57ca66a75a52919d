/** Faults that can't be in one run. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkTogether } from '../../src/faults/conflicts.ts';
import { parseFault } from '../../src/faults/text.ts';

const test = suite('conflicts');

const check = (...texts: readonly string[]) =>
  checkTogether(
    texts.map((text) => parseFault(text)),
    ['a', 'b', 'c'],
  );

for (const texts of [
  [],
  ['a→b "X"#1: cut', 'a→b "X"#2: delay for 1s'],
  ['a→b "X"#1: cut', 'a→b "X"#1: cut after c crashed', 'c: crash at end'],
  ['a→b "X"#1: cut', 'a: crash after a→b "X"#1'],
  ['a→b "X"#1: cut', 'a→b "X"#1: cut'],
  ['a: crash before a→b "X"#1, restart after 1s', 'a: crash at end'],
  ['a: crash before a→b "X"#1', 'b: crash at end'],
  ['a: crash at end, restart at heal', 'b→a "X"#1: cut after a restarted'],
  ['a: crash before a→b "X"#1, restart after 1s', 'a→b "Y"#1: cut after a crashed'],
  ['a→b: partition', 'b→a "X"#1: cut'],
  ['a↔b: partition until c crashed', 'a→b "X"#1: cut'],
  ['a↔b: partition from c crashed', 'a→b "X"#1: cut'],
  ['client→a "X"#1: cut', 'a→outside "X"#1: cut'],
]) {
  test(`${texts.join('; ')} can be together`, () => {
    assert.is(check(...texts), undefined);
  });
}

for (const [texts, reason] of [
  [['a→d "X"#1: cut'], /there is no node "d"/],
  [['a→b "X"#1: cut after bb crashed'], /there is no node "bb"/],
  [['a,b↔d: partition'], /there is no node "d"/],
  [['a→b "X"#1: cut', 'a→b "X"#1: delay for 1s'], /what is cut does not arrive/],
  [['a→b "X"#1: cut', 'a→b "X"#1: cut reset'], /strikes the same message/],
  [['a→b udp "X"#1: omit', 'a→b udp "X"#1: duplicate'], /strikes the same message/],
  [['a→b connect#1: refuse', 'a→b connect#1: ignore'], /strikes the same message/],
  [['a→b "X"#1: cut', 'a→b "X"#1: fail error=EPIPE'], /strikes the same message/],
  [['a↔b: partition', 'b→a "X"#1: delay for 1s'], /nothing crosses "a↔b: partition"/],
  [['a→b: partition until heal', 'a→b "X"#1: cut'], /nothing crosses/],
  [['a: crash at end', 'a: crash before a→b "X"#1'], /a crashes in "a: crash at end" already/],
  [['b→c "X"#1: cut after a restarted'], /no crash of a is followed by its restart/],
  [['b→c "X"#1: cut after a restarted', 'a: crash at end'], /no crash of a is followed/],
  [['a→b "X"#1: cut after a crashed'], /a has crashed by then/],
  [['a: pause after a→b "X"#1 after a crashed for 1s'], /a has crashed by then/],
  [['a→b "X"#1: delay until b crashed'], /delivered to b, which has crashed/],
  [['a→b "X"#1: cut until b crashed'], /delivered to b, which has crashed/],
  [['b→c "X"#1: cut after a crashed before a→c "Y"#1 sent'], /does not happen after that crash/],
] as const) {
  test(`${texts.join('; ')} cannot be together`, () => {
    assert.match(check(...texts)?.reason ?? 'they can', reason);
  });
}

test('an unknown node is answered with the node that was meant', () => {
  const fault = parseFault('primary→replca "X"#1: cut');
  assert.is(checkTogether([fault], ['primary', 'replica'])?.hint, 'did you mean replica?');
});

test('the names of nodes are not asked for where the nodes are not known', () => {
  assert.is(checkTogether([parseFault('x→y "X"#1: cut')]), undefined);
});

test.run();
