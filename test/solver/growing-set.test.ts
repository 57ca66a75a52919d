/** Sets over a universe that grows, against the language's own sets. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GrowingSet } from '../../solver/growing-set.ts';

const test = suite('growing set');

const members = fc.array(fc.nat({ max: 200 }));
const listOf = (set: GrowingSet): number[] => {
  const found: number[] = [];
  set.forEach((member) => {
    found.push(member);
  });
  return found;
};

test('a set has the members that were added, ascending, each once', () => {
  fc.assert(
    fc.property(members, members, (first, later) => {
      const set = new GrowingSet(first);
      const known = new Set(first);
      for (const member of later) {
        assert.is(set.add(member), !known.has(member));
        known.add(member);
      }
      assert.equal(
        listOf(set),
        [...known].sort((a, b) => a - b),
      );
      assert.ok([...known].every((member) => set.has(member)));
    }),
  );
});

test('what lies beyond everything added is not in it', () => {
  assert.not(new GrowingSet([3]).has(10_000));
});

test.run();
