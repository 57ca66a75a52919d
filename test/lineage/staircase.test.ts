import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Staircase } from '../../src/lineage/staircase.ts';

const test = suite('staircase');

test('it is −1 until it rises', () => {
  const stairs = new Staircase();
  assert.is(stairs.valueAt(5), -1);
  stairs.raise(3, 7);
  assert.equal(
    [2, 3, 9].map((event) => stairs.valueAt(event)),
    [-1, 7, 7],
  );
  assert.is(stairs.firstReaching(7), 3);
  assert.is(stairs.firstReaching(8), undefined);
});

test('a rise that an earlier and higher one swallows is kept no longer', () => {
  const stairs = new Staircase();
  stairs.raise(5, 1);
  stairs.raise(6, 2);
  stairs.raise(7, 9);
  stairs.raise(2, 4);
  assert.is(stairs.length, 2);
  assert.equal(
    [1, 2, 6, 7].map((event) => stairs.valueAt(event)),
    [-1, 4, 4, 9],
  );
});

test('property: it is the greatest of what it was raised to so far', () => {
  const raises = fc.array(fc.record({ event: fc.nat(20), least: fc.nat(20) }), { maxLength: 30 });
  fc.assert(
    fc.property(raises, (list) => {
      const stairs = new Staircase();
      const model = new Array<number>(21).fill(-1);
      for (const { event, least } of list) {
        stairs.raise(event, least);
        for (let later = event; later < model.length; later += 1) {
          model[later] = Math.max(model[later] ?? -1, least);
        }
        assert.equal(
          model.map((_, at) => stairs.valueAt(at)),
          model,
        );
        for (let bound = 0; bound <= 20; bound += 1) {
          const first = model.findIndex((value) => value >= bound);
          assert.is(stairs.firstReaching(bound) ?? -1, first);
        }
        assert.is(stairs.length, new Set(model.filter((value) => value >= 0)).size);
      }
    }),
  );
});

test.run();
