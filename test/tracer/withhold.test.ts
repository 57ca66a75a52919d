import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeInto } from '../../src/tracer/withhold.ts';

const test = suite('tracer/withhold');

for (const [left, size, waits, taken, blocks] of [
  [10, 4, false, 4, false],
  [10, 4, true, 4, false],
  [10, 10, true, 10, false],
  [10, 11, false, 10, false],
  [10, 11, true, 10, true],
  [0, 1, false, 0, false],
  [0, 1, true, 0, true],
  [0, 0, true, 0, false],
] as const) {
  const sender = waits ? 'blocking' : 'non-blocking';
  test(`${size} bytes of a ${sender} sender into room for ${left}`, () => {
    assert.equal(takeInto({ taken: 90, room: 90 + left }, size, waits), { taken, blocks });
  });
}

test('never more is taken than fits, and a buffer that is over-full takes nothing', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (taken, room, size, waits) => {
      const more = takeInto({ taken, room }, size, waits);
      assert.ok(more.taken >= 0 && more.taken <= size);
      assert.ok(more.taken === 0 || taken + more.taken <= room);
      assert.is(more.blocks, waits && more.taken < size);
    }),
  );
});

test.run();
