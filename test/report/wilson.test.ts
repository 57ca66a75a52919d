/** The Wilson interval against published values and its own laws. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wilson } from '../../src/report/wilson.ts';

const test = suite('wilson');

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 0.0005, `${actual} is not ${expected}`);

test('5 of 5 is at least 57 %, not certain', () => {
  near(wilson(5, 5).low, 0.5655);
  assert.is(wilson(5, 5).high, 1);
});

test('0 of 5 is at most 43 %', () => {
  assert.is(wilson(0, 5).low, 0);
  near(wilson(0, 5).high, 0.4345);
});

test('8 of 10 is between 49 % and 94 %', () => {
  near(wilson(8, 10).low, 0.4902);
  near(wilson(8, 10).high, 0.9433);
});

test('nothing tried is nothing known', () => {
  assert.equal(wilson(0, 0), { low: 0, high: 1 });
});

test('the interval holds the share, lies in [0, 1], and mirrors for failures', () => {
  const trials = fc
    .integer({ min: 1, max: 1000 })
    .chain((n) => fc.tuple(fc.nat(n), fc.constant(n)));
  fc.assert(
    fc.property(trials, ([successes, n]) => {
      const { low, high } = wilson(successes, n);
      const mirrored = wilson(n - successes, n);
      assert.ok(0 <= low && low <= successes / n && successes / n <= high && high <= 1);
      near(mirrored.low, 1 - high);
    }),
  );
});

test.run();
