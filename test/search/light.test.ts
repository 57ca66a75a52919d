/** What may strike a way in runs that are not the one it was learnt from. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressOf } from '../../src/faults/place.ts';
import type { Way } from '../../src/lineage/goals.ts';
import type { Address } from '../../src/model/address.ts';
import { isPartDone, mayStrike, type Part, partsOf } from '../../src/search/light.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('light ways');

const literal = (text: string): FaultLiteral => ({
  ...{ text, fault: hunted(text), ladder: undefined, exclusion: text },
  ...{ position: 1, unstable: false, distance: 0 },
});

function addressIn(text: string): Address {
  const at = addressOf(hunted(text));
  if (at === undefined) {
    throw new Error(`${text} is at no message`);
  }
  return at;
}

/** Sent one after the other, from event 1 on. */
const partOf = (texts: readonly string[], own?: number): Part => ({
  sent: texts.map((text, index) => ({
    at: index + 1,
    address: (level) => {
      const address = addressIn(`${text}: omit`);
      return address.level === level ? address : undefined;
    },
  })),
  ...(own !== undefined && { own }),
});

test('who dies at a later message of the same name has sent the one before it', () => {
  const part = partOf(['a→b udp "X"#2']);
  const isDone = (text: string): boolean => isPartDone(part, literal(text));
  assert.ok(isDone('a: crash before a→b udp "X"#3'));
  assert.ok(isDone('a: crash after a→b udp "X"#2'));
  assert.not.ok(isDone('a: crash before a→b udp "X"#2'));
  assert.not.ok(isDone('a: crash after a→b udp "X"#1'));
  assert.not.ok(isDone('a: crash after a→b udp "Y"#3'));
  assert.not.ok(isDone('a: crash after a→c udp "X"#3'));
  assert.not.ok(isDone('a: crash at end'));
});

test('it has done its part when that is all it had to send, and its own events came before', () => {
  const later = literal('a: crash before a→b udp "X"#3');
  assert.not.ok(isPartDone(partOf(['a→b udp "X"#1', 'a→c udp "X"#1']), later));
  assert.not.ok(isPartDone(partOf([]), later), 'what it did by itself bears no name');
  assert.ok(isPartDone(partOf(['a→b udp "X"#1'], 0), later));
  assert.not.ok(isPartDone(partOf(['a→b udp "X"#1'], 1), later));
});

test('a crash or a cut at a message that the run did not have may strike, a loss may not', () => {
  const known = 'a: crash after a→b udp "X"#1';
  const may = (text: string): boolean =>
    mayStrike(
      literal(text),
      new Set([known]),
      (node) => node === 'a',
      () => partOf(['a→b udp "X"#1']),
    );
  assert.ok(may('a: crash before a→c udp "Y"#1'));
  assert.ok(may('b→c "Y"#1: cut'));
  assert.not.ok(may('a→b udp "X"#2: omit'));
  assert.not.ok(may(known), 'of that the run has shown what it strikes');
  assert.not.ok(may('a: crash before a→b udp "X"#2'), 'it has done its part by then');
  assert.not.ok(may('b: crash before b→c udp "Y"#1'), 'b has no part in it');
});

test("a node's part is what it sends for the way, and its own events that the way needs", () => {
  const events = ['a', 'b'].map((node) => ({ node, type: 'log', match: 'x' }) as const);
  const way: Way = {
    goal: { events, atLeast: 2, monotone: true, unconditional: true },
    events: [0, 1],
    reached: [
      { event: 4, until: 5 },
      { event: 7, until: 8 },
    ],
    ...{ excusedBy: [], dying: [], name: '0: 0 1' },
  };
  const [part] = partOf(['b→c udp "X"#1']).sent;
  const parts = partsOf(way, part ? [{ from: 'b', part }] : []);
  assert.equal(parts('a'), { sent: [], own: 4 });
  assert.equal(parts('b'), { sent: [part], own: 7 });
  assert.equal(parts('c'), { sent: [] });
});

test.run();
