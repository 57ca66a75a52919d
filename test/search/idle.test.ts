import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createIdleMemory } from '../../src/search/idle.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('idle faults');

function literal(text: string, distance: number): FaultLiteral {
  const fault = hunted(text);
  return {
    text,
    fault,
    ladder: undefined,
    exclusion: text,
    position: 1,
    unstable: false,
    distance,
  };
}

const EARLY = literal('a: crash after a→b "X"#1', 0.9);
const LATE = literal('a: crash after a→b "Y"#1', 0.1);
const OTHER = literal('b: crash after b→a "Z"#1', 0.9);
const CUT = literal('a→b "X"#1: cut', 0.9);

test('a crash makes the earlier ones of its node idle, not the later ones', () => {
  const idle = createIdleMemory();
  idle.note(LATE);
  assert.equal([EARLY, LATE, OTHER, CUT].map(idle.has), [true, true, false, false]);
  const early = createIdleMemory();
  early.note(EARLY);
  assert.equal([EARLY, LATE].map(early.has), [true, false]);
});

test('another fault is idle by itself', () => {
  const idle = createIdleMemory();
  idle.note(CUT);
  assert.equal([CUT, EARLY].map(idle.has), [true, false]);
});

test.run();
