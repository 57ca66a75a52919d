/** How soon the order of hypotheses meets what is there, in the ladder's protocols. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import { climbFake, rungOf } from '../helpers/fake-climb.ts';

const test = suite('order of hypotheses');

/** Runs to the first violation, and at most so many are expected. */
const AT_MOST: readonly (readonly [string, number])[] = [
  ['d1-simple', 2],
  ['d2-retry', 12],
  ['d3-classic', 12],
  ['c1-two-phase', 6],
  ['c4-three-phase-crashes', 10],
  ['c4-three-phase-omissions', 10],
  ['k1-kafka', 25],
  ['pb1-asynchronous', 20],
  ['t1-token-ring', 4],
  ['b1-bully', 30],
  ['r1-votes-twice', 8],
  ['r1-no-log-check', 15],
  ['r1-commits-early', 45],
];

for (const [name, most] of AT_MOST) {
  test(`${name} is broken within ${most} runs, by a minimal set of its size`, async () => {
    const rung = rungOf(name);
    const { runs, faults } = await climbFake(rung);
    assert.is(faults, rung.expected);
    assert.ok(runs <= most, `${runs} runs`);
  });
}

/** A part of the order, and a row that needs it. */
const NEEDED = [
  ['leads', 'c4-three-phase-crashes'],
  ['novelty', 'd2-retry'],
  ['redundancy', 'pb1-asynchronous'],
  ['cover', 'r1-no-log-check'],
  ['cover', 'r1-commits-early'],
] as const;

for (const [part, name] of NEEDED) {
  test(`without ${part} ${name} takes longer`, async () => {
    const rung = rungOf(name);
    const { runs } = await climbFake(rung);
    const without = await climbFake(rung, { weights: { ...EQUAL_WEIGHTS, [part]: 0 } });
    assert.is(without.faults, rung.expected);
    assert.ok(without.runs > runs, `${runs} and ${without.runs} runs`);
  });
}

test.run();
