import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import { createHypothesisSpace, type HypothesisSpace } from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('leads');

const CUT_1 = 'a→b "X"#1: cut';
const CUT_2 = 'a→b "Y"#1: cut';
const CRASH = 'a: crash after a→b "X"#1';
const BOUNDS: Bounds = { faultsMax: 2, perKindMax: { cut: 2, omit: 0, refuse: 0, crash: 2 } };
const solver = createLogicSolver();

function literal(text: string, position: number): FaultLiteral {
  const fault = hunted(text);
  const rest = { ladder: undefined, unstable: false, distance: 0 };
  return { text, fault, exclusion: text, position, ...rest };
}

function space(weights = EQUAL_WEIGHTS): HypothesisSpace {
  const hypotheses = createHypothesisSpace(BOUNDS, { weights });
  hypotheses.add([literal(CUT_1, 1), literal(CUT_2, 2), literal(CRASH, 1)]);
  return hypotheses;
}

async function nextTexts(hypotheses: HypothesisSpace): Promise<readonly string[] | string> {
  const next = await hypotheses.next(solver);
  return next.kind === 'hypothesis' ? next.literals.map(({ text }) => text) : next.kind;
}

const RETRY = 'a→b "Z"#1: cut';

test('what the system does only under a fault is tried with that fault, at once', async () => {
  const hypotheses = space();
  hypotheses.add([literal(CUT_2, 2), literal(RETRY, 3)], [CUT_1]);
  assert.equal(await nextTexts(hypotheses), [CUT_1, RETRY]);
  assert.equal(await nextTexts(hypotheses), [CRASH]);
});

test('a lead that the bounds or a lesson close is passed over', async () => {
  const hypotheses = space();
  hypotheses.add([literal(RETRY, 3)], [CUT_1, CUT_2]);
  assert.equal(await nextTexts(hypotheses), [CRASH]);
});

test('what goes to the client or comes from it is no lead', async () => {
  const hypotheses = space();
  hypotheses.add(
    [literal('client→b "GET"#1: cut', 3), literal('b→client "OK"#1: cut', 4)],
    [CUT_1],
  );
  assert.equal(await nextTexts(hypotheses), [CRASH]);
});

test('after a lead it is the turn of something else', async () => {
  const hypotheses = space();
  hypotheses.add([literal(RETRY, 3)], [CUT_1]);
  hypotheses.add([literal('b→a "W"#1: cut', 3)], [CUT_2]);
  assert.equal(await nextTexts(hypotheses), [CUT_1, RETRY]);
  assert.equal(await nextTexts(hypotheses), [CRASH]);
  assert.equal(await nextTexts(hypotheses), [CUT_2, 'b→a "W"#1: cut']);
});

test('leads are left out where they weigh nothing', async () => {
  const hypotheses = space({ ...EQUAL_WEIGHTS, leads: 0 });
  hypotheses.add([literal(RETRY, 3)], [CUT_1]);
  assert.equal(await nextTexts(hypotheses), [CRASH]);
});

test.run();
