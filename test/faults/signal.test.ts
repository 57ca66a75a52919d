/** Which signal is which event. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OrdinalCounter } from '../../src/faults/ordinals.ts';
import { isAt, isEvent, isNamed, type Signal } from '../../src/faults/signal.ts';
import { parseAddress } from '../../src/faults/text.ts';
import { outgoing } from './builders.ts';

const test = suite('signals');

const ladder = new OrdinalCounter().next(outgoing('SET k1'));
const at = parseAddress('a→b "SET k1"#1');
const SIGNALS: readonly Signal[] = [
  { kind: 'sent', ladder },
  { kind: 'received', ladder },
  { kind: 'crashed', node: 'a' },
  { kind: 'restarted', node: 'a' },
  { kind: 'started', of: 'workload' },
  { kind: 'ended', of: 'workload' },
];

test('each signal is its own event and no other', () => {
  const events = SIGNALS.map((signal) => ('ladder' in signal ? { kind: signal.kind, at } : signal));
  for (const [index, signal] of SIGNALS.entries()) {
    const met = events.map((event) => isEvent(signal, event));
    assert.equal(
      met,
      SIGNALS.map((_, place) => place === index),
    );
  }
});

test('the crash of one node is not that of another', () => {
  assert.not(isEvent({ kind: 'crashed', node: 'a' }, { kind: 'crashed', node: 'b' }));
});

test('a message has its addresses at every level, and a name without the ordinal', () => {
  assert.ok(isAt(parseAddress('a→b "SET"*#1'), ladder));
  assert.not(isAt(parseAddress('a→b "SET"*#2'), ladder));
  assert.ok(isNamed(parseAddress('a→b "SET"*#2'), ladder));
  assert.not(isNamed(parseAddress('b→a "SET"*#1'), ladder));
  assert.not(isNamed(parseAddress('a→b udp "SET"*#1'), ladder));
});

test.run();
