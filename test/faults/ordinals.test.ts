/** Counting messages by name. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OrdinalCounter } from '../../src/faults/ordinals.ts';
import { address, outgoing } from './builders.ts';

const test = suite('ordinals');

test('the first message of a node to a peer is number one at every level', () => {
  assert.equal(new OrdinalCounter().next(outgoing('SET k1=v1')), {
    exact: address('SET k1=v1', 'exact', 1),
    context: address('SET k1', 'context', 1),
    channel: address('SET k1', 'channel', 1),
    label: address('SET k1', 'label', 1),
    class: address('SET k1', 'class', 1),
    order: address('', 'order', 1),
  });
});

test('each level counts its own names', () => {
  const counter = new OrdinalCounter();
  for (const text of ['SET k1=v1', 'SET k1=v2', 'SET k2=v1', 'GET k1']) {
    counter.next(outgoing(text));
  }
  const ladder = counter.next(outgoing('SET k1=v1'));
  assert.equal(
    [ladder.exact.ordinal, ladder.label.ordinal, ladder.class.ordinal, ladder.order.ordinal],
    [2, 3, 4, 5],
  );
});

test('each pair, direction and kind is counted apart', () => {
  const counter = new OrdinalCounter();
  counter.next(outgoing('X'));
  for (const other of [
    outgoing('X', 'b', 'a'),
    outgoing('X', 'a', 'c'),
    outgoing('X', 'a', 'b', 'udp'),
  ]) {
    assert.is(counter.next(other).order.ordinal, 1);
    counter.next(outgoing('X'));
  }
});

test('an attempt to connect is named by its order alone', () => {
  const counter = new OrdinalCounter();
  counter.next(outgoing('x', 'a', 'b', 'connect'));
  const ladder = counter.next(outgoing('y=z', 'a', 'b', 'connect'));
  const order = {
    from: 'a',
    to: 'b',
    kind: 'connect',
    level: 'order',
    label: '',
    digest: '',
    ordinal: 2,
  };
  assert.equal(ladder, {
    exact: order,
    context: order,
    channel: order,
    label: order,
    class: order,
    order,
  });
});

test('labels and digests that run together are not confused', () => {
  const counter = new OrdinalCounter();
  const one = { ...outgoing('X'), label: 'Xab', digest: 'c' };
  counter.next(one);
  assert.is(counter.next({ ...one, label: 'Xa', digest: 'bc' }).exact.ordinal, 1);
});

const texts = fc.array(fc.constantFrom('SET k1=v1', 'SET k1=v2', 'SET k2', 'GET k1', 'PING'));

test('a preview gives the addresses that counting then gives', () => {
  fc.assert(
    fc.property(texts, texts, (before, ahead) => {
      const counter = new OrdinalCounter();
      for (const text of before) {
        counter.next(outgoing(text));
      }
      const preview = counter.preview(ahead.map((text) => outgoing(text)));
      assert.equal(
        ahead.map((text) => counter.next(outgoing(text))),
        preview,
      );
    }),
  );
});

test('what a clone counts does not count in the original', () => {
  const counter = new OrdinalCounter();
  counter.next(outgoing('X'));
  const copy = counter.clone();
  assert.is(copy.next(outgoing('X')).label.ordinal, 2);
  assert.is(counter.next(outgoing('X')).label.ordinal, 2);
});

test('no two messages have the same address at the same level', () => {
  fc.assert(
    fc.property(texts, (sent) => {
      const counter = new OrdinalCounter();
      const ladders = sent.map((text) => counter.next(outgoing(text)));
      for (const level of ['exact', 'label', 'class', 'order'] as const) {
        assert.is(
          new Set(ladders.map((ladder) => JSON.stringify(ladder[level]))).size,
          sent.length,
        );
      }
    }),
  );
});

test.run();
