import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { createHittingSolver } from '../../solver/hitting-solver.ts';
import type { Solver } from '../../solver/solver.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import type { HypothesisSpace } from '../../src/search/hypotheses.ts';
import { createHypothesisSpace, totalOf } from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('hypotheses');

const CUT_1 = 'a→b "X"#1: cut';
const CUT_2 = 'a→b "Y"#1: cut';
const CRASH_1 = 'a: crash after a→b "X"#1';
const CRASH_2 = 'a: crash after a→b "Y"#1';
const BOUNDS: Bounds = { faultsMax: 2, perKindMax: { cut: 2, omit: 0, refuse: 0, crash: 2 } };
const solver: Solver = { cheapest: async (problem) => cheapestByBruteForce(problem) };

function literal(text: string, position: number): FaultLiteral {
  const fault = hunted(text);
  const exclusion = fault.kind === 'crash' ? fault.node : text;
  return { text, fault, ladder: undefined, exclusion, position, unstable: false, distance: 0 };
}

function space(): HypothesisSpace {
  const hypotheses = createHypothesisSpace(BOUNDS);
  hypotheses.add([literal(CUT_1, 1), literal(CUT_2, 2), literal(CRASH_1, 1), literal(CRASH_2, 2)]);
  return hypotheses;
}

async function nextTexts(hypotheses: HypothesisSpace): Promise<readonly string[] | string> {
  const next = await hypotheses.next(solver);
  return next.kind === 'hypothesis' ? next.literals.map(({ text }) => text) : next.kind;
}

test('the first hypothesis is the cheapest single fault', async () => {
  assert.equal(await nextTexts(space()), [CUT_1]);
});

test('no hypothesis holds two crashes of one node', async () => {
  const hypotheses = space();
  // 4 singles, 1 pair of cuts, 4 pairs of a cut and a crash.
  assert.is(totalOf(hypotheses), 9);
  assert.is(hypotheses.left(100), 9);
});

test('every set is proposed once, and then none is left', async () => {
  const hypotheses = space();
  const proposed: string[] = [];
  for (let next = await nextTexts(hypotheses); typeof next !== 'string'; ) {
    proposed.push(next.join('; '));
    hypotheses.settle(next, 'vacuous');
    next = await nextTexts(hypotheses);
  }
  assert.is(new Set(proposed).size, 9);
  assert.is(proposed.length, 9);
  assert.is(hypotheses.left(100), 0);
});

test('a retired literal is in no hypothesis', async () => {
  const hypotheses = space();
  hypotheses.retire(CUT_1);
  assert.equal(await nextTexts(hypotheses), [CUT_2]);
  assert.is(hypotheses.left(100), 5);
});

test('a set that a run settled keeps its settlement', () => {
  const hypotheses = space();
  hypotheses.settle([CUT_1], 'held');
  hypotheses.settle([CUT_1], 'unreachable');
  assert.is(hypotheses.settlementOf([CUT_1]), 'held');
});

test('a set filed as unreachable may still be settled by a run', () => {
  const hypotheses = space();
  hypotheses.settle([CUT_1], 'unreachable');
  hypotheses.settle([CUT_1], 'held');
  assert.is(hypotheses.settlementOf([CUT_1]), 'held');
});

test('the total follows the literals', () => {
  const hypotheses = createHypothesisSpace(BOUNDS);
  assert.is(totalOf(hypotheses), 0);
  hypotheses.add([literal(CUT_1, 1)]);
  assert.is(totalOf(hypotheses), 1);
  hypotheses.add([literal(CUT_2, 2)]);
  assert.is(totalOf(hypotheses), 3);
});

test('with 50 000 literals the loop goes on, cheapest first, and no set comes twice', async () => {
  const hypotheses = createHypothesisSpace(BOUNDS);
  const texts = Array.from({ length: 50_000 }, (_, index) => `a→b "m${index}"#1: cut`);
  const model = literal(CUT_1, 1);
  hypotheses.add(
    texts.map((text, index) => ({ ...model, text, exclusion: text, position: index })),
  );
  hypotheses.learn([], new Set(texts));
  const hitting = createHittingSolver();
  const seen: string[] = [];
  while (seen.length < 20) {
    const next = await hypotheses.next(hitting);
    assert.is(next.kind, 'hypothesis');
    const found = next.kind === 'hypothesis' ? next.literals.map(({ text }) => text) : [];
    seen.push(found.join('; '));
    hypotheses.learn(found, new Set(texts));
    hypotheses.settle(found, 'held');
  }
  assert.is(new Set(seen).size, seen.length);
  assert.equal(seen.slice(0, 2), ['a→b "m0"#1: cut', 'a→b "m1"#1: cut']);
});

test('with no literals there is nothing to propose', async () => {
  assert.is(await nextTexts(createHypothesisSpace(BOUNDS)), 'exhausted');
});

test('a solver that gives up is not read as exhausted', async () => {
  const weary: Solver = { cheapest: async () => ({ kind: 'unknown', reason: 'memory' }) };
  assert.equal(await space().next(weary), { kind: 'unknown', reason: 'memory' });
});

test.run();
