/** Guessing the word that was meant. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearest } from '../../src/faults/nearest.ts';

const test = suite('nearest');
const WORDS = ['cut', 'omit', 'refuse', 'before'];

for (const [word, guess] of [
  ['cutt', 'cut'],
  ['ctu', 'cut'],
  ['CUT', 'cut'],
  ['omitt', 'omit'],
  ['refsue', 'refuse'],
  ['refuze', 'refuse'],
  ['befor', 'before'],
  ['delay', undefined],
  ['', undefined],
] as const) {
  test(`"${word}" was ${guess === undefined ? 'none of them' : `"${guess}"`}`, () => {
    assert.is(nearest(word, WORDS), guess);
  });
}

test('the nearest of several near words is taken', () => {
  assert.is(nearest('refused', ['reuse', 'refuse']), 'refuse');
});

test.run();
