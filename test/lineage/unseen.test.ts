import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { unseenOf } from '../../src/lineage/unseen.ts';

const test = suite('unseen classes');

test('of no runs nothing is known', () => {
  assert.equal(unseenOf([]), { estimate: 1, low: 0, high: 1 });
});

test('the estimate is the share of classes seen once', () => {
  assert.is(unseenOf([2, 1, 1]).estimate, 0.5);
});

test('a hundred runs of one class do not prove that there is no other', () => {
  const { estimate, low, high } = unseenOf([100]);
  assert.equal([estimate, low], [0, 0]);
  assert.ok(high > 0.029 && high < 0.03, `${high}`);
});

test('if all runs differed the next is taken to differ too', () => {
  assert.is(unseenOf([1, 1, 1]).estimate, 1);
  assert.is(unseenOf([1, 1, 1]).high, 1);
});

test('property: the estimate lies within its interval, and that within 0 and 1', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 })), (counts) => {
      const { estimate, low, high } = unseenOf(counts);
      assert.ok(low >= 0 && low <= estimate && estimate <= high && high <= 1);
    }),
  );
});

test.run();
