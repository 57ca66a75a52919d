/** Matching planned faults against messages. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPlan, type Plan } from '../../src/faults/plan.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import { InvariantError, UsageError } from '../../src/model/errors.ts';
import type { Fault } from '../../src/model/fault.ts';
import { outgoing } from './builders.ts';

const test = suite('plan');

const planOf = (...texts: readonly string[]): Plan =>
  createPlan(texts.map((text) => parseFault(text)));
const due = (plan: Plan, ...texts: readonly string[]): readonly (readonly string[])[] =>
  plan.preview(texts.map((text) => outgoing(text))).map((faults) => faults.map(faultText));

for (const [level, text] of [
  ['exact', 'a→b "SET k1"@76310000#1: cut'],
  ['label', 'a→b "SET k1"#2: cut'],
  ['class', 'a→b "SET"*#3: cut'],
  ['order', 'a→b any#4: cut'],
] as const) {
  test(`a fault at level ${level} is due at its message and no other`, () => {
    const writes = ['SET k1=v0', 'SET k2=v1', 'PING', 'SET k1=v1', 'SET k1=v1'];
    assert.equal(due(planOf(text), ...writes), [[], [], [], [text], []]);
  });
}

test('all faults at one message are due together, in planned order', () => {
  const texts = ['a: crash after a→b any#1', 'a→b "X"#1: cut'];
  assert.equal(due(planOf(...texts), 'X'), [texts]);
});

test('a preview counts nothing', () => {
  const plan = planOf('a→b "X"#1: cut');
  due(plan, 'X', 'X');
  assert.is(due(plan, 'X')[0]?.length, 1);
});

test('a committed message moves the count on', () => {
  const plan = planOf('a→b "X"#2: cut');
  assert.equal(due(plan, 'X'), [[]]);
  assert.is(plan.commit(outgoing('X')).label.ordinal, 1);
  assert.equal(due(plan, 'X'), [['a→b "X"#2: cut']]);
});

test('a message whose time has passed is not met again', () => {
  const plan = planOf('a→b "X"#1: cut');
  plan.commit(outgoing('X'));
  assert.equal(due(plan, 'X', 'X'), [[], []]);
});

test('a fault that fired is not due again', () => {
  const plan = planOf('a→b "X"#1: cut', 'a→b "X"#2: cut');
  plan.markFired(parseFault('a→b "X"#1: cut'));
  assert.equal(due(plan, 'X', 'X'), [[], ['a→b "X"#2: cut']]);
  assert.equal(plan.pending().map(faultText), ['a→b "X"#2: cut']);
});

test('an attempt to connect is met by its order', () => {
  const plan = planOf('a→b connect#2: refuse');
  const connect = outgoing('', 'a', 'b', 'connect');
  assert.equal(
    plan.preview([connect, connect]).map((faults) => faults.length),
    [0, 1],
  );
});

test('a datagram is not taken for a message of a stream', () => {
  assert.equal(due(planOf('a→b udp "X"#1: omit'), 'X'), [[]]);
});

test('a plan wants the pairs of its pending faults, in their direction', () => {
  const plan = planOf('a→b "X"#1: cut', 'c: crash before c→a any#1', 'd: crash at end');
  assert.equal(
    [plan.wants('a', 'b'), plan.wants('b', 'a'), plan.wants('c', 'a'), plan.wants('d', 'a')],
    [true, false, true, false],
  );
  plan.markFired(parseFault('a→b "X"#1: cut'));
  assert.not(plan.wants('a', 'b'));
});

test('a crash at the end of the workload is pending and due at no message', () => {
  const plan = planOf('a: crash at end');
  assert.equal(due(plan, 'X'), [[]]);
  assert.is(plan.pending().length, 1);
});

test('a fault given twice is planned once', () => {
  assert.is(planOf('a: crash at end', 'a: crash at end').pending().length, 1);
});

test('an unrealisable fault is refused with the reason', () => {
  assert.throws(
    () => planOf('a→b "X"#1: omit'),
    (error: unknown) =>
      error instanceof UsageError &&
      error.code === 'fault-unrealisable' &&
      error.message.includes('a→b "X"#1: omit') &&
      error.message.includes('hole'),
  );
});

test('to mark a fault that was not planned is a bug', () => {
  assert.throws(
    () => planOf().markFired(parseFault('a: crash at end')),
    (error: unknown) => error instanceof InvariantError,
  );
});

test('every message has a fault due at each of its addresses', () => {
  const texts = fc.array(fc.constantFrom('SET k1=v1', 'SET k1=v2', 'SET k2', 'PING'), {
    minLength: 1,
  });
  const level = fc.constantFrom(
    'exact' as const,
    'context' as const,
    'channel' as const,
    'label' as const,
    'class' as const,
    'order' as const,
  );
  fc.assert(
    fc.property(texts, fc.nat(), level, (sent, pick, name) => {
      const index = pick % sent.length;
      const recorder = createPlan([]);
      const at = sent.map((text) => recorder.commit(outgoing(text)))[index]?.[name];
      assert.ok(at);
      const fault: Fault = { kind: 'cut', at, ending: 'silence' };
      const plan = createPlan([fault]);
      const hits = sent.map((text) => {
        const [faults] = plan.preview([outgoing(text)]);
        plan.commit(outgoing(text));
        return faults?.length;
      });
      assert.equal(
        hits,
        sent.map((_, other) => (other === index ? 1 : 0)),
      );
    }),
  );
});

test('messages of one write arm each other, and a preview leaves no trace', () => {
  const text = 'a→b "X"#1: cut after a→b "Y"#1 sent';
  const plan = planOf(text);
  assert.equal(due(plan, 'X', 'Y', 'X', 'X'), [[], [], [text], []]);
  assert.equal(due(plan, 'X'), [[]]);
  plan.commit(outgoing('Y'));
  assert.equal(due(plan, 'X'), [[text]]);
});

test('what is received arms a fault, and strikes the node that reads it', () => {
  const armed = 'b→a "Z"#1: cut after a→b "X"#1 received';
  const crash = 'b: crash after a→b "X"#1 received';
  const plan = planOf(armed, crash);
  const ladder = plan.commit(outgoing('X'));
  assert.equal(plan.atReceive(ladder).map(faultText), [crash]);
  assert.equal(plan.preview([outgoing('Z', 'b', 'a')]), [[]]);
  plan.observe({ kind: 'received', ladder });
  assert.equal(
    plan.preview([outgoing('Z', 'b', 'a')]).map((faults) => faults.map(faultText)),
    [[armed]],
  );
});

test('a fault at no message is due when its events have happened, until it fired', () => {
  const text = 'a↔b: partition from c crashed until a→b "X"#1 sent';
  const plan = planOf(text, 'c: crash at end');
  assert.equal(plan.dueNow(), []);
  plan.observe({ kind: 'crashed', node: 'c' });
  assert.equal(plan.dueNow().map(faultText), [text]);
  plan.markFired(parseFault(text));
  assert.equal([plan.dueNow(), plan.over()], [[], []]);
  plan.commit(outgoing('X'));
  assert.equal(plan.over().map(faultText), [text]);
  plan.markOver(parseFault(text));
  assert.equal(plan.over(), []);
});

test('a fault at calls strikes those that it counts', () => {
  const text = 'a: fail write error=EIO when=2..3';
  const plan = planOf(text);
  const call = { node: 'a', name: 'write' };
  const struck = [1, 2, 3, 4].map(() => plan.atCall(call).length);
  assert.equal(struck, [0, 1, 1, 0]);
});

test('what was heard is part of the context of what is sent', () => {
  const plan = planOf();
  const before = plan.commit(outgoing('Z', 'b', 'a')).context;
  plan.heard(outgoing('X'));
  const after = plan.commit(outgoing('Z', 'b', 'a')).context;
  assert.is(before.ordinal, 1);
  assert.is(after.ordinal, 1);
  assert.is.not(before.digest, after.digest);
});

test('what was heard before a call began is in its context, whenever it is told', () => {
  const [inTime, late] = [planOf(), planOf()];
  inTime.heard(outgoing('X'), 3);
  const first = inTime.commit({ ...outgoing('Z', 'b', 'a'), sent: 5 });
  late.heard(outgoing('Y'), 7);
  late.heard(outgoing('X'), 3);
  assert.equal(late.commit({ ...outgoing('Z', 'b', 'a'), sent: 5 }), first);
});

test('faults that cannot be together are refused, and so are unknown nodes', () => {
  assert.throws(() => planOf('a: crash at end', 'a: crash before a→b "X"#1'), /already/);
  assert.throws(() => createPlan([parseFault('a→x "X"#1: cut')], ['a', 'b']), /no node "x"/);
});

test('a fault that is pending says what it waits for', () => {
  const text = 'a→b "X"#1: cut after c crashed';
  assert.is(planOf(text).missReason(parseFault(text)), '"c crashed" did not happen in this run');
});

test.run();
