import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ClassTally,
  classesCovering,
  distributionOf,
  runsIn,
} from '../../src/lineage/class-tally.ts';

const test = suite('class tally');

const classOf = (name: string, symmetric: string) => ({ runClass: { name, symmetric } });

test('classes are counted as they are and up to symmetry, the commonest first', () => {
  const tally = new ClassTally();
  for (const one of [classOf('a', 'x'), classOf('b', 'x'), classOf('b', 'x'), classOf('c', 'y')]) {
    tally.add(one);
  }
  assert.equal(tally.distribution().counts, [2, 1, 1]);
  assert.equal(tally.symmetric().counts, [3, 1]);
  assert.is(tally.counts().get('b'), 2);
});

test('99 % of 100 runs may leave one class out', () => {
  const distribution = distributionOf([1, 95, 4]);
  assert.is(classesCovering(distribution, 0.99), 2);
  assert.is(classesCovering(distribution, 1), 3);
  assert.is(classesCovering(distributionOf([]), 0.99), 0);
});

test('property: fewer classes do not cover that share', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 });
  fc.assert(
    fc.property(counts, fc.double({ min: 0.01, max: 1, noNaN: true }), (list, share) => {
      const distribution = distributionOf(list);
      const covering = classesCovering(distribution, share);
      const sum = (classes: number): number =>
        distribution.counts.slice(0, classes).reduce((all, count) => all + count, 0);
      const wanted = share * runsIn(distribution) - 1e-9;
      assert.ok(sum(covering) >= wanted && sum(covering - 1) < wanted);
    }),
  );
});

test.run();
