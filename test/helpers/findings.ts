/** fast-check arbitraries and literals for faults, findings and hunt results. */
import * as fc from 'fast-check';
import { canonicalFaults } from '../../src/faults/order.ts';
import type { Address } from '../../src/model/address.ts';
import type { Fault } from '../../src/model/fault.ts';
import {
  CHANGES,
  type Finding,
  type Lessening,
  type Minimality,
  type Nearest,
  type SizeTry,
  type Steered,
  type Variation,
} from '../../src/model/finding.ts';
import type { HuntResult } from '../../src/model/hunt.ts';
import type { WorkloadSize } from '../../src/model/run.ts';

/** As fc.record, but never without a prototype: such an object is equal to none that was read. */
function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const nodeName = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const text = fc.string({ unit: 'binary', maxLength: 20 });
const ends = { from: nodeName, to: nodeName, ordinal: fc.integer({ min: 1, max: 999 }) };

const hex = fc.stringMatching(/^[0-9a-f]{8}$/);
const name = fc.oneof(
  plainRecord({ level: fc.constant('exact' as const), label: text, digest: hex }),
  plainRecord({ level: fc.constantFrom('label', 'class'), label: text, digest: fc.constant('') }),
  fc.constant({ level: 'order' as const, label: '', digest: '' }),
);

function messageAddress(kind: 'tcp' | 'udp'): fc.Arbitrary<Address> {
  return fc.tuple(plainRecord(ends), name).map(([at, named]) => ({ ...at, kind, ...named }));
}

const connectAddress: fc.Arbitrary<Address> = plainRecord(ends).map((at) => ({
  ...at,
  kind: 'connect' as const,
  level: 'order' as const,
  label: '',
  digest: '',
}));

/** Any fault that the fault language can write. */
export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  plainRecord({
    kind: fc.constant('cut' as const),
    at: messageAddress('tcp'),
    ending: fc.constantFrom('silence', 'reset'),
  }),
  plainRecord({ kind: fc.constant('omit' as const), at: messageAddress('udp') }),
  plainRecord({ kind: fc.constant('refuse' as const), at: connectAddress }),
  plainRecord({
    kind: fc.constant('crash' as const),
    node: nodeName,
    when: fc.constant('end' as const),
  }),
  plainRecord({
    kind: fc.constant('crash' as const),
    node: nodeName,
    when: fc.constantFrom('before', 'after'),
    at: messageAddress('tcp'),
  }),
);

const rate = fc
  .tuple(fc.nat(50), fc.nat(50))
  .map(([a, b]) => ({ violated: Math.min(a, b), runs: Math.max(a, b) }));
const faultSet = (minLength: number): fc.Arbitrary<readonly Fault[]> =>
  fc.array(anyFault, { minLength, maxLength: 4 }).map(canonicalFaults);

const minimality: fc.Arbitrary<Minimality> = plainRecord({
  complete: fc.boolean(),
  tries: fc.array(
    fc.record(
      {
        change: fc.constantFrom(...CHANGES),
        fault: anyFault,
        to: anyFault,
        kept: fc.boolean(),
        rate,
      },
      { requiredKeys: ['change', 'fault', 'kept', 'rate'], noNullPrototype: true },
    ) as fc.Arbitrary<Lessening>,
    { maxLength: 3 },
  ),
});

const sizeTry: fc.Arbitrary<SizeTry> = fc.record(
  { size: fc.nat(), kept: fc.boolean(), rate, faults: faultSet(1) },
  { requiredKeys: ['size', 'kept', 'rate'], noNullPrototype: true },
);
const sizedMinimality: fc.Arbitrary<Minimality> = fc
  .tuple(minimality, fc.array(sizeTry, { maxLength: 3 }))
  .map(([plain, sizes]) => ({ ...plain, sizes }));
const size: fc.Arbitrary<WorkloadSize> = plainRecord({ variable: text, value: fc.nat() });

const anyNames = fc.dictionary(fc.constantFrom('exact', 'label', 'order'), text, {
  noNullPrototype: true,
});
const steered: fc.Arbitrary<Steered> = plainRecord({
  plain: rate,
  order: fc.array(plainRecord({ node: nodeName, steps: fc.array(text, { maxLength: 3 }) }), {
    maxLength: 2,
  }),
});
const variation: fc.Arbitrary<Variation> = plainRecord({ fault: anyFault, to: anyFault, rate });
const nearest: fc.Arbitrary<Nearest> = plainRecord({
  without: fc.array(anyFault, { maxLength: 2 }),
  missing: fc.array(text, { maxLength: 2 }),
  extra: fc.array(text, { maxLength: 2 }),
});

const wholeFinding: fc.Arbitrary<Finding> = plainRecord({
  version: fc.constant(1 as const),
  id: fc.stringMatching(/^[0-9a-f]{8}$/),
  spec: text,
  faults: faultSet(1),
  reason: text,
  withFaults: rate,
  withoutFaults: rate,
  experimentsToViolation: fc.nat(),
  experiments: fc.nat(),
  foundAs: faultSet(0),
  size,
  addresses: fc.array(plainRecord({ fault: text, names: anyNames }), { maxLength: 2 }),
  steered,
  minimality: fc.oneof(minimality, sizedMinimality),
  variations: fc.array(variation, { maxLength: 2 }),
  nearest,
  reports: fc.array(
    fc.record(
      {
        fault: anyFault,
        outcome: fc.constantFrom('fired' as const, 'missed' as const),
        detail: text,
        event: fc.nat(),
        logs: fc.dictionary(nodeName, fc.nat(), { maxKeys: 2, noNullPrototype: true }),
      },
      { requiredKeys: ['fault', 'outcome', 'detail'], noNullPrototype: true },
    ),
    { maxLength: 3 },
  ),
  chain: fc.array(text, { maxLength: 3 }),
  logs: text,
});

/** Any finding whose faults stand in canonical order. */
export const anyFinding: fc.Arbitrary<Finding> = fc
  .tuple(wholeFinding, fc.boolean())
  .map(([finding, isLessened]) => {
    const { minimality: _, variations: __, nearest: ___, ...more } = finding;
    const { steered: ____, size: _____, addresses: ______, ...plain } = more;
    return isLessened ? finding : plain;
  });

/** `from→to "label"#ordinal`. */
export function labelAddress(from: string, to: string, label: string, ordinal = 1): Address {
  return { from, to, kind: 'tcp', level: 'label', label, digest: '', ordinal };
}

/** The two faults of the mailbox. */
export const CUT: Fault = {
  kind: 'cut',
  at: labelAddress('primary', 'backup', 'COPY 1'),
  ending: 'silence',
};
export const CRASH: Fault = {
  kind: 'crash',
  node: 'primary',
  when: 'after',
  at: labelAddress('primary', 'client', 'ACK 1'),
};

export const FINDING: Finding = {
  version: 1,
  id: '1a2b3c4d',
  spec: 'mailbox',
  faults: [CUT, CRASH],
  reason: 'entry 1 is lost',
  withFaults: { violated: 5, runs: 5 },
  withoutFaults: { violated: 0, runs: 5 },
  experimentsToViolation: 12,
  experiments: 30,
  foundAs: [CUT, CRASH],
  reports: [],
  chain: ['primary acknowledges entry 1', 'no copy is left'],
  logs: 'logs',
};

export const HUNT_RESULT: HuntResult = {
  outcome: 'violated',
  reason: 'a confirmed finding',
  findings: [FINDING],
  flaky: [],
  counts: { held: 20, violated: 6, vacuous: 1, void: 0, inconclusive: 0 },
  experiments: 27,
  experimentsToViolation: 12,
  durationMs: 27_000,
};
