/** Where a fault strikes, and which nodes it names. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import {
  addressOf,
  awaitedBy,
  carrierOf,
  closingOf,
  endingOf,
  movedTo,
  nodeOf,
  nodesIn,
} from '../../src/faults/place.ts';
import { faultText, parseAddress, parseFault } from '../../src/faults/text.ts';

const test = suite('places of faults');

for (const [text, address, node, nodes] of [
  ['a→b "X"#1: cut until c crashed', 'a→b "X"#1', undefined, ['a', 'b', 'c']],
  ['a: crash after a→b "X"#1 before d→e any#1 sent', 'a→b "X"#1', 'a', ['a', 'b', 'd', 'e']],
  ['a: crash at end, restart once b crashed', undefined, 'a', ['a', 'b']],
  ['a,b↔c: partition from d crashed', undefined, undefined, ['a', 'b', 'c', 'd']],
  ['a: fail write error=EIO', undefined, 'a', ['a']],
  ['a→b "X"#1: shorten to 3 bytes', 'a→b "X"#1', undefined, ['a', 'b']],
  ['a: fill disk from workload started', undefined, 'a', ['a']],
  ['a: pause once b crashed for 1s', undefined, 'a', ['a', 'b']],
] as const) {
  test(`${text} is at its message, of its node, and names its nodes`, () => {
    const fault = parseFault(text);
    const at = addressOf(fault);
    assert.is(at && addressText(at), address);
    assert.is(nodeOf(fault), node);
    assert.equal(nodesIn(fault), nodes);
  });
}

test('what a fault waits for, what closes it and what ends it are told apart', () => {
  const fault = parseFault('a→b "X"#1: delay after c crashed before d crashed until e crashed');
  assert.equal(awaitedBy(fault), [{ kind: 'crashed', node: 'c' }]);
  assert.equal(closingOf(fault), { kind: 'crashed', node: 'd' });
  assert.equal(endingOf(fault), [{ kind: 'crashed', node: 'e' }]);
});

test('a fault is moved to another message', () => {
  const moved = movedTo(parseFault('a→b "X"#1: cut reset'), parseAddress('a→b any#7'));
  assert.is(faultText(moved), 'a→b any#7: cut reset');
});

test('a stream, a datagram and an attempt to connect are carried differently', () => {
  const kinds = ['a→b "X"#1', 'a→b udp "X"#1', 'a→b connect#1'].map((text) =>
    carrierOf(parseAddress(text)),
  );
  assert.equal(kinds, ['stream', 'datagram', 'attempt']);
});

test.run();
