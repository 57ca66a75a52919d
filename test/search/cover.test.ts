import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import { createHypothesisSpace, type HypothesisSpace } from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('cover');

const BOUNDS: Bounds = {
  faultsMax: 3,
  perKindMax: { cut: 0, omit: 3, refuse: 0, crash: 1, delay: 0, partition: 0 },
};
const solver = createLogicSolver();

const omission = (n: number): string => `a→b udp "PUT ${n}"#1: omit`;
const crash = (n: number): string => `a: crash after a→b udp "PUT ${n}"#1`;

/** The n-th of five messages, one after the other. */
function literal(text: string, n: number): FaultLiteral {
  const fault = hunted(text);
  const exclusion = fault.kind === 'crash' ? 'a' : text;
  return {
    ...{ text, fault, exclusion, ladder: undefined, unstable: false },
    ...{ position: n, distance: 1 - n / 5 },
  };
}

function space(literals: readonly FaultLiteral[], weights = EQUAL_WEIGHTS): HypothesisSpace {
  const hypotheses = createHypothesisSpace(BOUNDS, { weights });
  hypotheses.add(literals);
  return hypotheses;
}

const omissions = (...places: readonly number[]): readonly FaultLiteral[] =>
  places.map((n) => literal(omission(n), n));

async function nextTexts(hypotheses: HypothesisSpace): Promise<readonly string[] | string> {
  const next = await hypotheses.next(solver);
  return next.kind === 'hypothesis' ? next.literals.map(({ text }) => text).sort() : next.kind;
}

/** What is tried, one after the other, when all runs end alike. */
async function tried(
  hypotheses: HypothesisSpace,
  count: number,
  settlement: 'held' | 'vacuous' = 'held',
): Promise<readonly string[]> {
  const sets: string[] = [];
  while (sets.length < count) {
    const texts = await nextTexts(hypotheses);
    assert.ok(typeof texts !== 'string');
    sets.push(texts.join(' and '));
    hypotheses.settle(texts, settlement);
  }
  return sets;
}

test('the first of a class is tried alone, the others two at a time', async () => {
  const hypotheses = space(omissions(1, 2, 3, 4, 5));
  assert.equal(await tried(hypotheses, 4), [
    omission(1),
    `${omission(2)} and ${omission(3)}`,
    `${omission(4)} and ${omission(5)}`,
    // All were struck: the cheapest that is left.
    omission(2),
  ]);
});

test('without cover all are tried alone first', async () => {
  const hypotheses = space(omissions(1, 2, 3), { ...EQUAL_WEIGHTS, cover: 0 });
  assert.equal(await tried(hypotheses, 2), [omission(1), omission(2)]);
});

test('what a crash would keep from striking is not tried with it', async () => {
  const of = (omitted: number): readonly FaultLiteral[] => [
    ...omissions(1, omitted),
    literal(crash(1), 1),
    literal(crash(4), 4),
  ];
  const [masked, apart] = [space(of(5)), space(of(3))];
  assert.equal((await tried(masked, 3)).at(-1), crash(4));
  assert.equal((await tried(apart, 3)).at(-1), `${crash(4)} and ${omission(3)}`);
});

test('a place whose runs leave nothing promised is struck twice, and then left', async () => {
  const hypotheses = space(omissions(1, 2));
  await tried(hypotheses, 1);
  // With nothing else to be struck it is tried alone, and with what was struck before.
  assert.equal(await tried(hypotheses, 2, 'vacuous'), [
    omission(2),
    `${omission(1)} and ${omission(2)}`,
  ]);
  assert.is(await nextTexts(hypotheses), 'exhausted');
});

test('places of runs under faults are not covered', async () => {
  const hypotheses = space(omissions(1, 2));
  hypotheses.add(omissions(3), [omission(1)]);
  await tried(hypotheses, 1);
  assert.equal(await nextTexts(hypotheses), [omission(2)]);
});

test.run();
