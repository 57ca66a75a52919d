/** Values of options: rows of good, rows of refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseChoice, parseCount, parseDuration } from '../../src/cli/values.ts';
import { UsageError } from '../../src/model/errors.ts';

const test = suite('values');

const refuses = (action: () => unknown): void =>
  assert.throws(action, (error: unknown) => error instanceof UsageError);

const DURATIONS: readonly (readonly [string, number])[] = [
  ['90s', 90_000],
  ['10m', 600_000],
  ['10min', 600_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
  ['250ms', 250],
];

for (const [text, ms] of DURATIONS) {
  test(`${text} is ${ms} ms`, () => {
    assert.is(parseDuration('time', text), ms);
  });
}

for (const text of ['', '10', '0s', '-5s', 's', '1e3s', '10 weeks', 'Infinityh', '9'.repeat(300)]) {
  test(`"${text.slice(0, 20)}" is no duration`, () => {
    refuses(() => parseDuration('time', text));
  });
}

test('a count is a whole number of at least its minimum', () => {
  assert.is(parseCount('cuts', '0', 0), 0);
  assert.is(parseCount('cuts', '12', 0), 12);
});

for (const text of ['', '-1', '1.5', '1e3', '0x10', 'two', ' 3', '9'.repeat(30)]) {
  test(`"${text}" is no count`, () => {
    refuses(() => parseCount('cuts', text, 0));
  });
}

test('a count below its minimum is refused with option and value', () => {
  assert.throws(() => parseCount('runs', '0', 1), /--runs .* at least 1, got "0"/);
});

test('a choice is one of its words', () => {
  assert.is(parseChoice('keep', 'all', ['all', 'failing']), 'all');
  assert.throws(
    () => parseChoice('keep', 'none', ['all', 'failing']),
    /all or failing, got "none"/,
  );
});

test.run();
