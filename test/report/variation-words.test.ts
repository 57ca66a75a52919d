/** Where a fault may be, in words. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nearestWords, variationLine, variedFaults } from '../../src/report/variation-words.ts';
import { CRASH, CUT, FINDING } from '../helpers/findings.ts';

const test = suite('variations in words');

const LATE = { kind: 'crash', node: 'primary', when: 'end' } as const;
const of = (violated: number, runs: number) => ({
  fault: CRASH,
  to: LATE,
  rate: { violated, runs },
});

for (const [violated, runs, words] of [
  [2, 2, 'breaks it as well (2/2)'],
  [0, 2, 'does not (0/2)'],
  [1, 2, 'now and then (1/2)'],
  [0, 0, 'gave no verdict'],
] as const) {
  test(`${violated} of ${runs}: ${words}`, () => {
    assert.is(variationLine(of(violated, runs)), `primary: crash at end: ${words}`);
  });
}

test('they stand with their fault, those that break the promise first', () => {
  const variations = [of(0, 2), of(2, 2)];
  const [varied, ...others] = variedFaults({ ...FINDING, variations });
  assert.equal(others, []);
  assert.equal(varied?.fault, CRASH);
  assert.match(varied?.lines[0] ?? '', /as well/);
  assert.match(varied?.lines[1] ?? '', /does not/);
});

test('the nearest good run is told by what it does without', () => {
  const nearest = { missing: [], extra: [] };
  assert.match(
    nearestWords({ ...nearest, without: [CUT, CRASH] }, [CUT, CRASH]),
    /without the faults$/,
  );
  assert.match(
    nearestWords({ ...nearest, without: [CUT] }, [CUT, CRASH]),
    /without primary→backup/,
  );
});

test.run();
