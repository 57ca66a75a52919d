import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { chanceOf, drawn } from '../../src/model/chance.ts';

const test = suite('runner/chance');

test('property: equal seeds make equal choices, all of them below 1', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [one, other] = [chanceOf(seed), chanceOf(seed)];
      for (let i = 0; i < 20; i += 1) {
        const value = one();
        assert.is(value, other());
        assert.ok(value >= 0 && value < 1);
      }
    }),
  );
});

test('property: what is drawn is what there was', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.integer(), (items, seed) => {
      assert.equal(drawn(items, chanceOf(seed)).sort(), items.toSorted());
    }),
  );
});

test('every order of three comes up', () => {
  const orders = Array.from({ length: 200 }, (_, seed) => drawn(['a', 'b', 'c'], chanceOf(seed)));
  assert.is(new Set(orders.map((order) => order.join(''))).size, 6);
});

test.run();
