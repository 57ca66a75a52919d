/** The same fault for less long. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endingOf } from '../../src/faults/place.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import { shorterAtEvents } from '../../src/faults/windows.ts';
import type { FaultEvent } from '../../src/model/moments.ts';

const test = suite('windows');

const during = (...texts: readonly string[]): readonly FaultEvent[] =>
  texts.flatMap((text) => endingOf(parseFault(`x→y "Q"#1: delay until ${text}`)));
const ABC = during('a→b "X"#1 received', 'b→c "Y"#1 received', 'c→b "Z"#1 received');
const shorter = (text: string, events = ABC): readonly string[] =>
  shorterAtEvents(parseFault(text), events).map(faultText);

test('what lasts until heal ends at an event, by halves up to the last', () => {
  assert.equal(shorter('b→a "Q"#1: delay until heal'), [
    'b→a "Q"#1: delay until b→c "Y"#1 received',
    'b→a "Q"#1: delay until c→b "Z"#1 received',
  ]);
});

test('a partition ends earlier, and begins later', () => {
  assert.equal(shorter('a↔b: partition', during('c→b "Y"#1 received')), [
    'a↔b: partition until c→b "Y"#1 received',
    'a↔b: partition from c→b "Y"#1 received',
  ]);
});

test('a node that is stopped is not waited for', () => {
  assert.equal(shorter('b: pause after b→a "Q"#1 until heal'), [
    'b: pause after b→a "Q"#1 until b→c "Y"#1 received',
  ]);
});

test('a dead node comes back earlier', () => {
  assert.equal(shorter('a: crash before a→b "X"#1, restart at heal', ABC.slice(1, 2)), [
    'a: crash before a→b "X"#1, restart once b→c "Y"#1 received',
  ]);
});

for (const text of [
  'a→b "X"#1: cut',
  'a: crash before a→b "X"#1',
  'a→b "X"#1: delay for 1s',
  'a→b udp "X"#1: omit',
  'a→b udp "X"#1: reorder behind 2',
]) {
  test(`${text} has no window at events`, () => {
    assert.equal(shorter(text), []);
  });
}

test('nothing happened: nothing is shorter', () => {
  assert.equal(shorter('a↔b: partition', []), []);
});

test.run();
