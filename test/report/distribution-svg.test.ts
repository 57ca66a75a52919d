import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { distributionOf } from '../../src/lineage/class-tally.ts';
import { distributionSvg } from '../../src/report/distribution-svg.ts';

const test = suite('distribution svg');

test('each curve is a path and a line of the legend; one dashed has its own dashes', () => {
  const svg = distributionSvg('Runs of <redis>', [
    { name: '2cl', distribution: distributionOf([60, 38, 1, 1]) },
    { name: '2cl, symmetric', distribution: distributionOf([98, 2]), dashed: true },
  ]);
  assert.match(svg, /^<svg [^>]*>\n<title>Runs of &lt;redis><\/title>/);
  assert.is(svg.match(/fill="none"/g)?.length, 2);
  assert.is(svg.match(/stroke-dasharray/g)?.length, 2);
  assert.match(svg, />2cl: 99 % in 3, 4 seen</);
  assert.match(svg, /\(100 runs each\)/);
  assert.ok(svg.endsWith('</svg>\n'));
});

test('a curve ends where 99 % of the runs are reached, inside the picture', () => {
  const svg = distributionSvg('one', [{ name: 'x', distribution: distributionOf([100]) }]);
  const path = /d="(M[^"]*)" fill="none"/.exec(svg)?.[1] ?? '';
  const numbers = path.match(/[\d.]+/g)?.map(Number) ?? [];
  assert.is(Math.max(...numbers.slice(3)), 616);
});

test('no runs at all draw axes only', () => {
  const svg = distributionSvg('none', [{ name: 'x', distribution: distributionOf([]) }]);
  assert.not.match(svg, /NaN|Infinity/);
});

test.run();
