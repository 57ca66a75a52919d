/** Spec and command line make the plan. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planData, planHunt } from '../../src/cli/hunt-plan.ts';
import { UsageError } from '../../src/model/errors.ts';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
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
    order: EQUAL_WEIGHTS,
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

test('delays and partitions are tried only if somebody asks for them', () => {
  assert.not(planHunt(SPEC, NOTHING).kinds.includes('delay'));
  const plan = planHunt(SPEC, { ...NOTHING, perKindMax: { delay: 1, partition: 2 } });
  assert.equal(plan.kinds, ['cut', 'crash', 'delay', 'partition']);
  assert.equal(plan.bounds.perKindMax, {
    ...{ cut: 2, omit: 0, refuse: 0, crash: 1 },
    ...{ delay: 1, partition: 2 },
  });
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

const PAIR: Spec = {
  ...SPEC,
  nodes: ['a', 'b'].map((name) => ({
    ...{ name, command: ['true'], environment: {}, workingDir: '/', ports: {}, ready: [] },
    framer: 'auto' as const,
  })),
};

test('places and the end of faults are those of the command line, else of the spec', () => {
  const { bounds } = PAIR.faults;
  const spec: Spec = {
    ...PAIR,
    faults: {
      ...PAIR.faults,
      bounds: { ...bounds, only: ['a'] },
      until: { text: 'a -> b "X"#1', source: 'x.yaml', line: 1, column: 1 },
    },
  };
  const plain = planHunt(spec, NOTHING);
  assert.equal(plain.bounds.only, ['a']);
  assert.is(plain.bounds.until, 'a→b "X"#1 sent');
  const more = { only: ['a->b', 'client'], except: ['b'], until: 'b→a "Y"#2 received' };
  const asked = planHunt(spec, { ...NOTHING, ...more, settleMs: 7 });
  assert.equal(asked.bounds.only, ['a→b', 'client']);
  assert.equal(asked.bounds.except, ['b']);
  assert.is(asked.bounds.until, 'b→a "Y"#2 received');
  assert.is(asked.spec.settleMs, 7);
});

test('places that are none, and events that are no messages, are refused', () => {
  const codeOf = (more: Partial<Parameters<typeof planHunt>[1]>): string => {
    try {
      planHunt(PAIR, { ...NOTHING, ...more });
    } catch (error) {
      return (error as UsageError).code;
    }
    return 'accepted';
  };
  assert.is(codeOf({ only: ['c'] }), 'usage-place');
  assert.is(codeOf({ except: ['a→c'] }), 'usage-place');
  assert.is(codeOf({ until: 'workload started' }), 'usage-eff');
  assert.is(codeOf({ until: 'a→' }), 'fault-syntax');
});

test('no limit is written as null', () => {
  const data = planData(planHunt(SPEC, { ...NOTHING, timeMs: 5 }));
  assert.is(data['experimentsMax'], null);
  assert.is(data['timeMs'], 5);
});

test.run();
