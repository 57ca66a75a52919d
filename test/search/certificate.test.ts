import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Bounds } from '../../src/model/bounds.ts';
import { InvariantError } from '../../src/model/errors.ts';
import { certify } from '../../src/search/certificate.ts';
import {
  createHypothesisSpace,
  type HypothesisSpace,
  type Settlement,
} from '../../src/search/hypotheses.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('certificate');

const TEXTS = ['a→b "X"#1: cut', 'a→b "Y"#1: cut', 'b→a "Z"#1: cut', 'a: crash at end'];
const LITERALS: readonly FaultLiteral[] = TEXTS.map((text) => ({
  text,
  fault: hunted(text),
  ladder: undefined,
  exclusion: text,
  position: 1,
  unstable: false,
  distance: 0,
}));
const BOUNDS: Bounds = { faultsMax: 2, perKindMax: { cut: 2, omit: 0, refuse: 0, crash: 1 } };
const ESTIMATE = { runs: 1, classes: 1, estimate: 1 };
const [X = '', Y = '', Z = ''] = TEXTS;

function space(): HypothesisSpace {
  const hypotheses = createHypothesisSpace(BOUNDS);
  hypotheses.add(LITERALS);
  return hypotheses;
}

test('what no run has settled is implied', () => {
  const hypotheses = space();
  hypotheses.settle([X], 'held');
  hypotheses.settle([Y], 'vacuous');
  const { total, held, vacuous, implied } = certify(hypotheses, 3, ESTIMATE);
  assert.equal({ total, held, vacuous, implied }, { total: 10, held: 1, vacuous: 1, implied: 8 });
});

test('all sets with a retired literal are unreachable, and it is listed', () => {
  const hypotheses = space();
  hypotheses.settle([X, Y], 'unreachable');
  hypotheses.retire(X);
  const { unreachable, unreachableSets } = certify(hypotheses, 3, ESTIMATE);
  assert.is(unreachable, 4);
  assert.equal(unreachableSets, [X, `${X}; ${Y}`]);
});

test('supersets of a violation are filed as violated', () => {
  const hypotheses = space();
  hypotheses.settle([X], 'violated');
  hypotheses.blockSupersets([X]);
  assert.is(certify(hypotheses, 3, ESTIMATE).violated, 4);
});

test('a set that was settled otherwise stays so under a violation', () => {
  const hypotheses = space();
  hypotheses.settle([X, Z], 'held');
  hypotheses.blockSupersets([X]);
  const { held, violated } = certify(hypotheses, 3, ESTIMATE);
  assert.equal([held, violated], [1, 3]);
});

test('a settled set beyond the bounds is not counted', () => {
  const hypotheses = space();
  hypotheses.settle([X, Y, Z], 'held');
  assert.is(certify(hypotheses, 3, ESTIMATE).held, 0);
});

const settlement = fc.constantFrom<Settlement>('held', 'vacuous', 'unreachable', 'inconclusive');

test('property: the parts add up to the total, whatever was settled, retired and violated', () => {
  const set = fc.subarray(TEXTS, { minLength: 1, maxLength: 3 });
  const settled = fc.array(fc.tuple(set, settlement), { maxLength: 6 });
  fc.assert(
    fc.property(
      settled,
      fc.subarray(TEXTS, { maxLength: 2 }),
      fc.array(set, { maxLength: 3 }),
      (sets, retired, violating) => {
        const hypotheses = space();
        for (const [literals, word] of sets) {
          hypotheses.settle(literals, word);
        }
        for (const core of violating) {
          hypotheses.settle(core, 'violated');
          hypotheses.blockSupersets(core);
        }
        for (const literal of retired) {
          hypotheses.retire(literal);
        }
        try {
          const one = certify(hypotheses, 1, ESTIMATE);
          const tested = one.held + one.vacuous + one.implied + one.unreachable;
          assert.is(tested + one.inconclusive + one.violated, 10);
        } catch (error) {
          assert.not.ok(error instanceof InvariantError, String(error));
          throw error;
        }
      },
    ),
  );
});

test.run();
