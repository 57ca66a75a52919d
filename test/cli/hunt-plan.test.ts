/** Spec and command line make the plan. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planData, planHunt } from '../../src/cli/hunt-plan.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { Spec } from '../../src/model/spec.ts';

const test = suite('hunt plan');

const PROGRAM = { command: ['true'], environment: {}, workingDir: '/', timeoutMs: 1000 };
const SPEC: Spec = {
  version: 1,
  name: 'mailbox',
  file: '/mailbox.yaml',
  nodes: [],
  ready: [],
  workload: PROGRAM,
  invariant: PROGRAM,
  faults: {
    kinds: ['cut', 'crash'],
    bounds: { faultsMax: 2, perKindMax: { cut: 2, omit: 9, refuse: 0, crash: 1 } },
    cutEndings: ['silence'],
  },
  observe: [],
  baselines: 5,
  confirm: { runs: 5, threshold: 5 },
  settleMs: 100,
};
const NOTHING = { perKindMax: {}, stopOn: 'first' } as const;

test("without options the plan is the spec's, without limits", () => {
  const plan = planHunt(SPEC, NOTHING);
  assert.equal(plan.kinds, ['cut', 'crash']);
  assert.is(plan.bounds.faultsMax, 2);
  assert.is(plan.experimentsMax, Number.POSITIVE_INFINITY);
});

test('a cap for a kind that the spec does not list counts as none', () => {
  assert.is(planHunt(SPEC, NOTHING).bounds.perKindMax.omit, 0);
});

test('an option switches a kind on or off', () => {
  const plan = planHunt(SPEC, { ...NOTHING, perKindMax: { refuse: 1, crash: 0 } });
  assert.equal(plan.kinds, ['cut', 'refuse']);
  assert.equal(plan.bounds.perKindMax, { cut: 2, omit: 0, refuse: 1, crash: 0 });
});

test('a hunt without any fault is refused', () => {
  const refused = (error: unknown): boolean => error instanceof UsageError;
  assert.throws(() => planHunt(SPEC, { ...NOTHING, perKindMax: { cut: 0, crash: 0 } }), refused);
  assert.throws(() => planHunt(SPEC, { ...NOTHING, faultsMax: 0 }), refused);
});

test('retries are folded if spec or command line say so, and the plan tells', () => {
  const plain = planHunt(SPEC, NOTHING);
  assert.not.ok('foldRetries' in planData(plain));
  const asked = planHunt(SPEC, { ...NOTHING, foldRetries: true });
  assert.is(asked.spec.faults.foldRetries, true);
  assert.is(planData(asked)['foldRetries'], true);
});

test('no limit is written as null', () => {
  const data = planData(planHunt(SPEC, { ...NOTHING, timeMs: 5 }));
  assert.is(data['experimentsMax'], null);
  assert.is(data['timeMs'], 5);
});

test.run();
