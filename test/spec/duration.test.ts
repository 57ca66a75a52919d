/** Durations as people write them. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { DURATION_MAX_MS, parseDuration } from '../../src/spec/duration.ts';

const test = suite('duration');

for (const [text, ms] of [
  ['1.5s', 1500],
  ['300ms', 300],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['0s', 0],
  ['2.3m', 138_000],
  ['0.4ms', 0],
  [250, 250],
  [0, 0],
  [DURATION_MAX_MS, DURATION_MAX_MS],
] as const) {
  test(`${text} is ${ms} ms`, () => {
    assert.is(parseDuration(text), ms);
  });
}

for (const bad of ['', '5', 's', '5 s', '-1s', '+1s', '1e3ms', '.5s', '1s2', '5S', '1d', '597h']) {
  test(`the text ${JSON.stringify(bad)} is no duration`, () => {
    assert.throws(
      () => parseDuration(bad, '--budget'),
      (error: unknown) =>
        error instanceof SpecError &&
        error.message.startsWith('--budget: expected a duration') &&
        error.message.endsWith(`got a string (${JSON.stringify(bad)})`),
    );
  });
}

for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY, DURATION_MAX_MS + 1]) {
  test(`the number ${bad} is no duration`, () => {
    assert.throws(
      () => parseDuration(bad),
      (error: unknown) => error instanceof SpecError,
    );
  });
}

test('whole milliseconds survive being written in any unit', () => {
  const units = fc.constantFrom(['ms', 1], ['s', 1000], ['m', 60_000], ['h', 3_600_000] as const);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: DURATION_MAX_MS }), units, (ms, [unit, factor]) => {
      const text = `${(ms / Number(factor)).toFixed(12)}${unit}`;
      assert.is(parseDuration(text), ms);
    }),
  );
});

test('any text is a duration or a SpecError', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        assert.ok(Number.isInteger(parseDuration(text)));
      } catch (error) {
        assert.instance(error, SpecError);
      }
    }),
  );
});

test.run();
