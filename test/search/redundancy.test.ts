import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import { createHypothesisSpace, type HypothesisSpace } from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('redundancy');

const BOUNDS: Bounds = { faultsMax: 3, perKindMax: { cut: 0, omit: 2, refuse: 0, crash: 1 } };
const solver = createLogicSolver();

const COPY_R = 'p→r udp "COPY"#1: omit';
const COPY_S = 'p→s udp "COPY"#1: omit';
const DONE_R = 'r→p udp "DONE"#1: omit';
const DONE_S = 's→p udp "DONE"#1: omit';
const CRASH = 'p: crash after p→r udp "COPY"#1';
const ALL = [COPY_R, COPY_S, DONE_R, DONE_S, CRASH];

function literal(text: string): FaultLiteral {
  const exclusion = text.includes('crash') ? 'p: crash' : text;
  const rest = { ladder: undefined, unstable: false, distance: 0, position: 1 };
  return { text, fault: hunted(text), exclusion, ...rest };
}

const literals = (texts: readonly string[]): readonly FaultLiteral[] => texts.map(literal);

/** r and s play the same role. */
function space(weights = EQUAL_WEIGHTS): HypothesisSpace {
  const roles = new Map([
    ['p', '1'],
    ['r', '2'],
    ['s', '2'],
  ]);
  const hypotheses = createHypothesisSpace(BOUNDS, { weights, roles });
  hypotheses.add(literals(ALL));
  return hypotheses;
}

async function nextTexts(hypotheses: HypothesisSpace): Promise<readonly string[] | string> {
  const next = await hypotheses.next(solver);
  return next.kind === 'hypothesis' ? next.literals.map(({ text }) => text).sort() : next.kind;
}

/** A run under these faults held, and offered these. */
function held(hypotheses: HypothesisSpace, faults: readonly string[], offered: readonly string[]) {
  hypotheses.add(literals(offered), faults);
  hypotheses.settle(faults, 'held');
}

test('what did no harm at one of two peers is tried at both, at once', async () => {
  const hypotheses = space();
  held(hypotheses, [COPY_R], ALL);
  assert.equal(await nextTexts(hypotheses), [COPY_R, COPY_S]);
});

test('a family that the bounds do not allow is none', async () => {
  const hypotheses = space();
  held(hypotheses, [CRASH], ALL);
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('a fault that left nothing promised has no family', async () => {
  const hypotheses = space();
  hypotheses.add(literals(ALL), [COPY_R]);
  hypotheses.settle([COPY_R], 'vacuous');
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('every other hypothesis adds to the faults under which most was missing', async () => {
  const hypotheses = space();
  held(hypotheses, [COPY_R], [COPY_S, DONE_S, CRASH]);
  held(hypotheses, [COPY_R, COPY_S], [CRASH]);
  held(hypotheses, [DONE_R], ALL);
  held(hypotheses, [DONE_R, DONE_S], ALL);
  assert.is((await nextTexts(hypotheses)).length, 1);
  assert.equal(await nextTexts(hypotheses), [CRASH, COPY_R, COPY_S].sort());
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('what a dead node no longer sends is not missing', async () => {
  const hypotheses = space();
  held(hypotheses, [CRASH], [DONE_R, DONE_S]);
  assert.is((await nextTexts(hypotheses)).length, 1);
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('what the client did not ask for or hear is not missing', async () => {
  const hypotheses = space();
  const asked = [literal('client→r "GET"#1: cut'), literal('r→client "VALUE"#1: cut')];
  hypotheses.add(asked);
  held(hypotheses, [COPY_S], ALL);
  await nextTexts(hypotheses);
  assert.is((await nextTexts(hypotheses)).length, 1);
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('what nobody sends to a dead node is not missing', async () => {
  const hypotheses = space();
  held(hypotheses, [CRASH], []);
  assert.is((await nextTexts(hypotheses)).length, 1);
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test('redundancy is left out where it weighs nothing', async () => {
  const hypotheses = space({ ...EQUAL_WEIGHTS, redundancy: 0 });
  held(hypotheses, [COPY_R], ALL);
  assert.is((await nextTexts(hypotheses)).length, 1);
});

test.run();
