import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { distributionOf } from '../../src/lineage/class-tally.ts';
import { cumulative, renderDistribution } from '../../src/report/distribution-report.ts';

const test = suite('distribution report');

test('the curve adds up to all runs', () => {
  assert.equal(cumulative(distributionOf([1, 2, 1])), [0.5, 0.75, 1]);
});

test('it says how many classes hold 99 % of the runs, and what the next run may be', () => {
  const text = renderDistribution({
    title: 'redis',
    plain: distributionOf([60, 38, 1, 1]),
    symmetric: distributionOf([98, 2]),
  });
  assert.match(text, /^redis: 100 runs\n/);
  assert.match(text, /as seen +4 classes +99 % of runs in 3 +next run new: 2\.0 % \(95 %: /);
  assert.match(text, /up to symmetry +2 classes +99 % of runs in 2/);
});

test('where no nodes are equal there is one count', () => {
  const text = renderDistribution({ title: 'one', plain: distributionOf([3]) });
  assert.not.match(text, /symmetry/);
  assert.match(text, /as seen +1 class +99 % of runs in 1/);
});

test('the chart is no wider than a terminal', () => {
  const plain = distributionOf(Array.from({ length: 500 }, (_, index) => index + 1));
  const widths = renderDistribution({ title: 'wide', plain })
    .split('\n')
    .map((line) => [...line].length);
  assert.ok(Math.max(...widths) <= 100, `${Math.max(...widths)}`);
});

test('no runs make no chart of nothing', () => {
  assert.match(renderDistribution({ title: 'none', plain: distributionOf([]) }), /none: 0 runs/);
});

test.run();
