import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHypothesisSpace } from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { teach, teachOf } from '../../src/search/teach.ts';
import { hunted } from '../helpers/hunted.ts';
import { LATE_AND_PARTED } from '../helpers/hunting.ts';

const test = suite('lessons for literals that come later');

const OMISSION = 'a→b udp "X"#1: omit';
const WALL = 'a↔b: partition from a→b udp "X"#1 sent';

function literal(text: string): FaultLiteral {
  const rest = { ladder: undefined, exclusion: text, position: 1, unstable: false, distance: 0 };
  return { text, fault: hunted(text), ...rest };
}

/** How many sets are open when that partition comes after a run that it touches, or does not. */
function leftWhen(isTouched: boolean): number {
  const space = createHypothesisSpace(LATE_AND_PARTED);
  space.add([literal(OMISSION)]);
  const touched = { texts: new Set([OMISSION]), isTouchedBy: () => isTouched };
  teach(space, [], new Map([['', touched]]));
  space.add([literal(WALL)]);
  teachOf(space, [literal(WALL)]);
  return space.left(9);
}

test('a partition that comes later is open if it touches the runs that were before', () => {
  // It alone, the omission alone, both.
  assert.is(leftWhen(true), 3);
});

test('and implied if it touches none', () => {
  assert.is(leftWhen(false), 2);
});

test('one that is known counts at once', () => {
  const space = createHypothesisSpace(LATE_AND_PARTED);
  space.add([literal(OMISSION), literal(WALL)]);
  const isTouchedBy = ({ kind }: { kind: string }) => kind === 'partition';
  teach(space, [], new Map([['', { texts: new Set<string>(), isTouchedBy }]]));
  assert.is(space.left(9), 2);
});

test.run();
