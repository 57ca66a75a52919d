/** Numbers as text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  countText,
  durationText,
  intervalText,
  rateText,
  shareText,
} from '../../src/report/quantity.ts';

const test = suite('quantity');

const DURATIONS: readonly (readonly [number, string])[] = [
  [0, '0 ms'],
  [-5, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_400, '59 min 59 s'],
  [3_600_000, '1 h 00 min'],
  [7_620_000, '2 h 07 min'],
];

for (const [ms, text] of DURATIONS) {
  test(`${ms} milliseconds are ${text}`, () => {
    assert.is(durationText(ms), text);
  });
}

test('one is singular, all else plural', () => {
  assert.is(countText(1, 'run'), '1 run');
  assert.is(countText(0, 'run'), '0 runs');
});

test('a rate shows its runs and where the true rate lies', () => {
  assert.is(rateText({ violated: 5, runs: 5 }), '5/5');
  assert.is(intervalText({ violated: 5, runs: 5 }), '57–100 %');
});

test('a small share is never shown as none', () => {
  assert.is(shareText(0.001), '< 1 %');
  assert.is(shareText(0), '0 %');
  assert.is(shareText(0.2), '20 %');
});

test.run();
