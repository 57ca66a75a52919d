/** Limits on the cost: what is forbidden with a set really costs as much. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { enoughOf, widen } from '../../solver/counter.ts';

const test = suite('counter');

const sumAt = (weights: readonly number[], positions: readonly number[]): number =>
  positions.reduce((sum, position) => sum + (weights[position] as number), 0);

/** Descending weights, ascending positions, and a limit that the positions reach. */
const heldArbitrary = fc
  .array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 })
  .map((weights) => weights.sort((a, b) => b - a))
  .chain((weights) =>
    fc.subarray([...weights.keys()], { minLength: 1 }).chain((held) =>
      fc.record({
        weights: fc.constant(weights),
        held: fc.constant(held),
        limit: fc.integer({ min: 1, max: sumAt(weights, held) }),
      }),
    ),
  );

test('what is enough reaches the limit, and without its last member does not', () => {
  fc.assert(
    fc.property(heldArbitrary, ({ weights, held, limit }) => {
      const enough = enoughOf(weights, held, limit);
      assert.ok(sumAt(weights, enough) >= limit);
      assert.ok(sumAt(weights, enough.slice(0, -1)) < limit);
      assert.equal(enough, held.slice(0, enough.length));
    }),
  );
});

test('every set that is as early as a widened one, place by place, reaches the limit', () => {
  fc.assert(
    fc.property(heldArbitrary, ({ weights, held, limit }) => {
      const wide = widen(weights, held, limit);
      assert.ok(held.every((position, place) => position <= (wide[place] as number)));
      for (let bits = 0; bits < 2 ** weights.length; bits++) {
        const set = [...weights.keys()].filter((position) => ((bits >>> position) & 1) === 1);
        const asEarly = wide.every((position, place) => (set[place] ?? weights.length) <= position);
        assert.ok(!asEarly || sumAt(weights, set) >= limit, `${set} within ${wide}`);
      }
    }),
  );
});

test.run();
