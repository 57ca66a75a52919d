/** Sets in 32-bit words, against the language's own sets. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addTo,
  type Bitset,
  bitsetOf,
  hasMember,
  intersectWith,
  isSubset,
  meets,
  removeFrom,
  sizeOf,
  subtractFrom,
} from '../../solver/bitset.ts';

const test = suite('bitset');

const SIZE = 70;
const members = fc.uniqueArray(fc.nat({ max: SIZE - 1 }));
const listOf = (set: Bitset): number[] =>
  Array.from({ length: SIZE }, (_, member) => member).filter((member) => hasMember(set, member));
const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

test('a set has the members it was made of', () => {
  fc.assert(
    fc.property(members, (list) => {
      const set = bitsetOf(SIZE, list);
      assert.equal(listOf(set), ascending(list));
      assert.is(sizeOf(set), list.length);
    }),
  );
});

test('a member added is in, a member removed is out', () => {
  fc.assert(
    fc.property(members, fc.nat({ max: SIZE - 1 }), (list, member) => {
      const set = bitsetOf(SIZE, list);
      addTo(set, member);
      assert.ok(hasMember(set, member));
      removeFrom(set, member);
      assert.equal(listOf(set), ascending(list.filter((other) => other !== member)));
    }),
  );
});

test('subset, overlap, intersection and difference are those of the lists', () => {
  fc.assert(
    fc.property(members, members, (a, b) => {
      const both = ascending(a.filter((member) => b.includes(member)));
      assert.is(meets(bitsetOf(SIZE, a), bitsetOf(SIZE, b)), both.length > 0);
      assert.is(isSubset(bitsetOf(SIZE, a), bitsetOf(SIZE, b)), both.length === a.length);
      const intersection = bitsetOf(SIZE, a);
      assert.is(intersectWith(intersection, bitsetOf(SIZE, b)), both.length > 0);
      assert.equal(listOf(intersection), both);
      const difference = bitsetOf(SIZE, a);
      subtractFrom(difference, bitsetOf(SIZE, b));
      assert.equal(listOf(difference), ascending(a.filter((member) => !b.includes(member))));
    }),
  );
});

test.run();
