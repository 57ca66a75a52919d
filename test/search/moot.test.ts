/** Faults that never fire together: a node that is dead loses nothing. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bounds } from '../../src/model/bounds.ts';
import { createHypothesisSpace } from '../../src/search/hypotheses.ts';
import { excludeMoot } from '../../src/search/moot.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('moot sets');

const BOUNDS: Bounds = { faultsMax: 2, perKindMax: { cut: 1, omit: 1, refuse: 0, crash: 1 } };

/** Whether no hypothesis holds both, and none counts as a run's. */
function areMoot(one: string, other: string, bounds = BOUNDS): boolean {
  const space = createHypothesisSpace(bounds);
  const literals = [one, other].map((text, position) => ({
    ...{ text, fault: hunted(text), ladder: undefined, exclusion: text },
    ...{ position, unstable: false, distance: 0 },
  }));
  space.add(literals);
  excludeMoot(space);
  excludeMoot(space);
  return space.reasons().has('moot') && space.left(10) === 2;
}

const LOSS = 'a→b udp "X"#2: omit';

test('a node that dies before it sends a message loses neither that one nor a later one', () => {
  assert.ok(areMoot('a: crash before a→b udp "X"#2', LOSS));
  assert.ok(areMoot('a: crash after a→b udp "X"#1', LOSS));
  assert.ok(areMoot('a: crash before a→b "X"#1', 'a→b "X"#1: cut'));
});

test('what it sent, and what bears another name, it may lose', () => {
  assert.not.ok(areMoot('a: crash after a→b udp "X"#2', LOSS));
  assert.not.ok(areMoot('a: crash before a→b udp "X"#3', LOSS));
  assert.not.ok(areMoot('a: crash before a→b udp "Y"#1', LOSS));
  assert.not.ok(areMoot('a: crash before a→c udp "X"#1', LOSS));
  assert.not.ok(areMoot('b: crash before b→a udp "X"#1', LOSS));
  assert.not.ok(areMoot('a: crash at end', LOSS));
});

test('where one fault is all that is allowed nothing is said', () => {
  assert.not.ok(areMoot('a: crash before a→b udp "X"#2', LOSS, { ...BOUNDS, faultsMax: 1 }));
});

test.run();
