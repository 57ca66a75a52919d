/** Canonical order and identity of fault sets. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalFaults, faultSetId } from '../../src/faults/order.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import { anyFault } from './any-fault.ts';

const test = suite('order of faults');

test('cuts come first, then refusals, omissions and crashes, each by text', () => {
  const texts = [
    'a→b "X"#1: cut',
    'a→b "X"#2: cut',
    'a→b connect#1: refuse',
    'a→b udp "X"#1: omit',
    'a: crash at end',
    'b: crash at end',
  ];
  const shuffled = [3, 5, 1, 4, 0, 2].map((index) => parseFault(texts[index] ?? ''));
  assert.equal(canonicalFaults(shuffled).map(faultText), texts);
});

test('a fault given twice is in the set once', () => {
  const fault = parseFault('a: crash at end');
  assert.equal(canonicalFaults([fault, { ...fault }]), [fault]);
});

test('the identity of the empty set is empty', () => {
  assert.is(faultSetId([]), '');
});

test('the identity joins the texts', () => {
  assert.is(
    faultSetId([parseFault('a: crash at end'), parseFault('a→b "X"#1: cut')]),
    'a→b "X"#1: cut; a: crash at end',
  );
});

test('equal sets have equal identities, in whatever order', () => {
  fc.assert(
    fc.property(fc.array(anyFault, { maxLength: 5 }), fc.nat(), (faults, turn) => {
      const at = faults.length === 0 ? 0 : turn % faults.length;
      const turned = [...faults.slice(at), ...faults.slice(0, at)].reverse();
      assert.is(faultSetId(turned), faultSetId(faults));
    }),
  );
});

test('putting faults in order twice changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyFault, { maxLength: 5 }), (faults) => {
      const once = canonicalFaults(faults);
      assert.equal(canonicalFaults(once), once);
    }),
  );
});

test.run();
