/** How small a fault set is, in words. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { minimalityWords, sizeWords, steeredWords } from '../../src/report/minimality-words.ts';
import { CRASH, CUT } from '../helpers/findings.ts';

const test = suite('minimality in words');

const tries = [
  { change: 'drop', fault: CUT, kept: false, rate: { violated: 0, runs: 1 } },
  { change: 'drop', fault: CRASH, kept: true, rate: { violated: 5, runs: 5 } },
] as const;

test('a set that is 1-minimal is said to be, with what it took', () => {
  const words = minimalityWords({ complete: true, tries });
  assert.match(words, /^1-minimal: .*2 smaller sets tried in 6 runs, 1 step taken/);
});

test('a set that may not be is never said to be', () => {
  const words = minimalityWords({ complete: false, tries });
  assert.match(words, /^not known to be minimal: .*2 smaller sets/);
  assert.not.match(words, /1-minimal/);
});

test('smaller workloads are counted with the smaller sets', () => {
  const sizes = [
    { size: 1, kept: false, rate: { violated: 0, runs: 1 } },
    { size: 3, kept: true, rate: { violated: 5, runs: 5 } },
  ];
  const words = minimalityWords({ complete: true, tries, sizes });
  assert.match(words, /with less of a workload, the promise is kept/);
  assert.match(words, /2 smaller sets and 2 smaller workloads tried in 12 runs, 2 steps taken/);
  assert.match(sizeWords({ variable: 'KEYS', value: 3 }), /KEYS=3$/);
});

test('a finding that needs an order says so, with its rate by itself', () => {
  const words = steeredWords({ plain: { violated: 3, runs: 10 }, order: [] });
  assert.match(words, /lucky order: 3\/10 by itself/);
});

test.run();
