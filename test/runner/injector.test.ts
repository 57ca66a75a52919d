import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import { combine } from '../../src/runner/combine.ts';
import { createInjector } from '../../src/runner/injector.ts';
import type { Offer, OfferedMessage } from '../../src/tracer/interposer.ts';

const test = suite('injector');

const message = (label: string): OfferedMessage => ({
  from: 'a',
  to: 'b',
  kind: 'tcp',
  label,
  labelClass: label,
  digest: '00000000',
  sent: 0,
});

/** One write of 30 bytes that carries X at 0, Y at 10 and Z at 20. */
const OFFER: Offer = {
  call: 1,
  messages: ['X', 'Y', 'Z'].map(message),
  starts: [0, 10, 20],
  size: 30,
};

const fault = (label: string, what: string): Fault =>
  what.startsWith('crash')
    ? parseFault(`a: ${what} a→b "${label}"#1`)
    : parseFault(`a→b "${label}"#1: ${what}`);

/** What an injector with these faults orders for that write. */
function ordered(...faults: readonly Fault[]) {
  const order = createInjector(faults).order(OFFER);
  return order && { ...order, faults: order.faults.map(faultText) };
}

test('a write that no fault concerns runs by itself', () => {
  assert.is(ordered(fault('W', 'cut')), undefined);
  assert.is(ordered(), undefined);
});

test('a cut in the middle of a write delivers the messages before it', () => {
  assert.equal(ordered(fault('Y', 'cut')), {
    deliver: 10,
    cut: 'silence',
    gates: [{ at: 10, fault: fault('Y', 'cut') }],
    lose: false,
    sentUntil: 30,
    crash: false,
    faults: ['a→b "Y"#1: cut'],
  });
});

test('a crash before a message delivers what comes before it, and sends no more', () => {
  const order = ordered(fault('Z', 'crash before'));
  assert.equal([order?.deliver, order?.sentUntil, order?.crash], [20, 20, true]);
});

test('a crash after a message delivers it, and nothing behind it', () => {
  const order = ordered(fault('Y', 'crash after'));
  assert.equal([order?.deliver, order?.sentUntil, order?.crash], [20, 20, true]);
});

test('a crash after the last message lets the whole write through', () => {
  const order = ordered(fault('Z', 'crash after'));
  assert.equal([order?.deliver, order?.sentUntil, order?.cut], [30, 30, undefined]);
});

test('a cut and a later crash: withheld from the one on, sent up to the other', () => {
  const order = ordered(fault('Y', 'cut reset'), fault('Z', 'crash before'));
  assert.equal(
    [order?.deliver, order?.cut, order?.sentUntil, order?.crash],
    [10, 'reset', 20, true],
  );
  assert.is(order?.faults.length, 2);
});

test('a cut behind a crash is never due', () => {
  const order = ordered(fault('X', 'crash after'), fault('Z', 'cut'));
  assert.equal(order?.faults, ['a: crash after a→b "X"#1']);
  assert.is(order?.cut, undefined);
});

test('combine answers nothing when nothing is due', () => {
  assert.is(combine(OFFER, [[], [], []]), undefined);
});

test('the second message of a name is met only after the first was sent', () => {
  const second = parseFault('a→b "X"#2: cut');
  const injector = createInjector([second]);
  assert.is(injector.order({ ...OFFER, call: 1 }), undefined);
  for (const each of OFFER.messages) {
    injector.sent(1, each);
  }
  injector.ended(1);
  assert.is(injector.order({ ...OFFER, call: 2 })?.deliver, 0);
});

test('a call that sent nothing counts for nothing', () => {
  const injector = createInjector([parseFault('a→b "X"#1: cut')]);
  assert.ok(injector.order({ ...OFFER, call: 1 }));
  injector.ended(1);
  assert.is(injector.order({ ...OFFER, call: 2 })?.deliver, 0);
});

test('two calls under way at once are not offered the same name', () => {
  const injector = createInjector([fault('X', 'cut'), parseFault('a→b "X"#2: cut reset')]);
  const first = injector.order({ ...OFFER, call: 1 });
  const second = injector.order({ ...OFFER, call: 2 });
  assert.equal([first?.cut, second?.cut], ['silence', 'reset']);
});

test('the second of two calls gets the name of the first when that comes to nothing', () => {
  const injector = createInjector([fault('X', 'cut')]);
  assert.is(injector.order({ ...OFFER, call: 1 })?.cut, 'silence');
  assert.is(injector.order({ ...OFFER, call: 2 }), undefined);
  injector.ended(1);
  assert.is(injector.order({ ...OFFER, call: 3 }), undefined, 'the second may still be the first');
  injector.ended(2);
  injector.ended(3);
  assert.is(injector.order({ ...OFFER, call: 4 })?.cut, 'silence');
});

test('messages are counted in the order of their calls, whichever ends first', () => {
  const injector = createInjector([parseFault('a→b any#3: cut')]);
  injector.order({ ...OFFER, call: 1, messages: [message('A')], starts: [0] });
  injector.order({ ...OFFER, call: 2, messages: [message('B')], starts: [0] });
  injector.sent(2, message('B'));
  injector.ended(2);
  injector.sent(1, message('A'));
  injector.ended(1);
  assert.is(injector.order({ ...OFFER, call: 3, messages: [message('C')] })?.cut, 'silence');
});

test('what a run sends by calls that were never offered is counted at once', () => {
  const injector = createInjector([parseFault('a→b any#2: cut')]);
  injector.sent(99, message('A'));
  assert.is(injector.order(OFFER)?.deliver, 0);
});

test('an order is for no more than is due, and never for less', () => {
  const kinds = ['cut', 'cut reset', 'crash before', 'crash after'] as const;
  const faults = fc.array(
    fc.record({ label: fc.constantFrom('X', 'Y', 'Z'), kind: fc.constantFrom(...kinds) }),
    { maxLength: 4 },
  );
  // A node crashes once, and a message has one fate.
  const isPlan = (list: readonly { label: string; kind: string }[]): boolean => {
    const fates = list.map(({ label, kind }) => (kind.startsWith('cut') ? label : 'crash'));
    return new Set(fates).size === fates.length;
  };
  fc.assert(
    fc.property(faults.filter(isPlan), (list) => {
      const order = createInjector(list.map(({ label, kind }) => fault(label, kind))).order(OFFER);
      if (order === undefined) {
        assert.is(list.length, 0);
        return;
      }
      const at = (label: string): number => 'XYZ'.indexOf(label) * 10;
      const ends = list.map(({ label, kind }) => ({
        sent: kind === 'crash before' ? at(label) : kind === 'crash after' ? at(label) + 10 : 30,
        reach: kind === 'crash after' ? at(label) + 10 : at(label),
        at: at(label),
      }));
      const sentUntil = Math.min(...ends.map(({ sent }) => sent));
      assert.is(order.sentUntil, sentUntil);
      // Faults at messages that are never sent do not count.
      const due = ends.filter((end) => end.at < sentUntil || end.sent === end.at);
      const reach = Math.min(sentUntil, ...due.map((end) => end.reach));
      assert.is(order.deliver, reach);
      assert.ok(order.deliver <= order.sentUntil);
    }),
  );
});

test('a fault is reported as missed until it is seen to have fired', () => {
  const cut = fault('Y', 'cut');
  const injector = createInjector([cut]);
  assert.is(injector.reports()[0]?.outcome, 'missed');
  injector.fired(cut, 7, 'withheld 20 bytes');
  assert.equal(injector.reports(), [
    { fault: cut, outcome: 'fired', detail: 'withheld 20 bytes', event: 7, level: 'label' },
  ]);
  assert.is(injector.wants('a', 'b'), false);
});

test('what could not be carried out is missed, with the reason', () => {
  const cut = fault('Y', 'cut');
  const injector = createInjector([cut]);
  injector.failed(cut, 'the buffer was full');
  assert.equal(injector.reports()[0], {
    fault: cut,
    outcome: 'missed',
    detail: 'the buffer was full',
  });
});

test('a crash at the end is due at no message, and then once', () => {
  const end = parseFault('a: crash at end');
  const injector = createInjector([end]);
  assert.is(injector.order(OFFER), undefined);
  assert.equal(
    injector.atEnd().map(({ node, order }) => [node, order.crash]),
    [['a', true]],
  );
  injector.fired(end, 9, 'killed 1 process');
  assert.equal(injector.atEnd(), []);
});

test.run();
