import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Bounds, mostOf } from '../../src/model/bounds.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import { countContaining, countFaultSets } from '../../src/search/fault-sets.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('fault sets');

const TEXTS = [
  'a→b "X"#1: cut',
  'a→b "X"#1: cut reset',
  'a→b "Y"#1: cut',
  'a→b udp "Z"#1: omit',
  'a→b udp "Z"#1: delay until heal',
  'a→b udp "Z"#1: delay until b→a udp "W"#1 sent',
  'a→b "Y"#1: delay until heal',
  'a↔b: partition from workload started',
  'client→a connect#1: refuse',
  'a: crash at end',
  'a: crash after a→b "X"#1',
  'b: crash at end',
];
const LITERALS: readonly FaultLiteral[] = TEXTS.map((text) => {
  const fault = hunted(text);
  const exclusion = fault.kind === 'crash' ? fault.node : text.replace(/:.*/, '');
  return { text, fault, ladder: undefined, exclusion, position: 1, unstable: false, distance: 0 };
});

const bounds: fc.Arbitrary<Bounds> = fc.record({
  faultsMax: fc.nat(4),
  perKindMax: fc.record({
    cut: fc.nat(3),
    omit: fc.nat(3),
    refuse: fc.nat(3),
    crash: fc.nat(3),
    delay: fc.nat(2),
    partition: fc.nat(1),
  }),
});

/** All non-empty sets within the bounds, one by one. */
function enumerate(literals: readonly FaultLiteral[], within: Bounds): FaultLiteral[][] {
  return Array.from({ length: 2 ** literals.length }, (_, bits) =>
    literals.filter((__, index) => (bits & (1 << index)) !== 0),
  ).filter(
    (set) =>
      set.length > 0 &&
      set.length <= within.faultsMax &&
      new Set(set.map(({ exclusion }) => exclusion)).size === set.length &&
      HUNTED_KINDS.every(
        (kind) => set.filter(({ fault }) => fault.kind === kind).length <= mostOf(within, kind),
      ),
  );
}

test('property: the count is that of the sets listed one by one', () => {
  fc.assert(
    fc.property(fc.subarray([...LITERALS]), bounds, (literals, within) => {
      assert.is(countFaultSets(literals, within), enumerate(literals, within).length);
    }),
  );
});

test('property: so is the count of the sets that hold one of some cores', () => {
  const core = fc.subarray([...LITERALS], { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(core, { maxLength: 4 }), bounds, (cores, within) => {
      const expected = enumerate(LITERALS, within).filter((set) =>
        cores.some((one) => one.every((literal) => set.includes(literal))),
      );
      assert.is(countContaining(LITERALS, within, cores), expected.length);
    }),
  );
});

test.run();
