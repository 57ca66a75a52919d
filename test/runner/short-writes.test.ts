import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shortWrites } from '../../src/runner/short-writes.ts';

const test = suite('runner/short-writes');

const sizes = fc.array(fc.nat(100_000), { maxLength: 50 });

test('property: what is made short keeps at least one byte and less than half', () => {
  fc.assert(
    fc.property(fc.integer(), sizes, (seed, list) => {
      const shorten = shortWrites(seed);
      for (const size of list) {
        const short = shorten('a', 'b', size);
        assert.ok(short === undefined || (short >= 1 && short * 2 < size), `${short} of ${size}`);
      }
    }),
  );
});

test('property: the choice follows from the seed', () => {
  fc.assert(
    fc.property(fc.integer(), sizes, (seed, list) => {
      const [one, other] = [shortWrites(seed), shortWrites(seed)];
      for (const size of list) {
        assert.is(one('a', 'b', size), other('a', 'b', size));
      }
    }),
  );
});

test('about one send in four is made short', () => {
  const shorten = shortWrites(1);
  const short = Array.from({ length: 1000 }, () => shorten('a', 'b', 100));
  const count = short.filter((size) => size !== undefined).length;
  assert.ok(count > 180 && count < 320, `${count}`);
});

test.run();
