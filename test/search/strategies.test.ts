/** What lineage is measured against: the same bounds and runs, and nothing learnt from them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { STRATEGIES } from '../../src/model/hunt.ts';
import type { HuntOptions } from '../../src/search/hunt.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { type Hunted, huntWith, textsOf } from '../helpers/hunting.ts';
import { asyncBackup, syncBackup } from '../helpers/protocols.ts';

const test = suite('strategies');

/** The fault sets that were tried, each as one text. */
function tried({ requests }: Hunted): readonly string[] {
  return requests
    .filter(({ purpose }) => purpose === 'hypothesis')
    .map(({ faults }) => [...textsOf(faults)].sort().join('; '));
}

const hunted = (options: Partial<HuntOptions>): Promise<Hunted> =>
  huntWith(createFakeRunner(syncBackup()), { stopOn: 'all', ...options });

test('everything within the bounds is tried once, small sets first', async () => {
  const all = await hunted({ strategy: 'exhaustive' });
  assert.is(all.result.outcome, 'exhausted');
  const sets = tried(all);
  assert.is(new Set(sets).size, sets.length);
  const sizes = sets.map((set) => set.split('; ').length);
  assert.equal(sizes, sizes.toSorted());
  const { implied, violated, inconclusive } = all.result.certificate ?? {};
  assert.equal([implied, violated, inconclusive], [0, 0, 0]);
});

test('chance ends when nothing is left, and tries nothing twice', async () => {
  const { result, ...drawn } = await hunted({ strategy: 'random', seed: 3 });
  assert.is(result.outcome, 'exhausted');
  const sets = tried({ result, ...drawn });
  assert.is(new Set(sets).size, sets.length);
  assert.is(result.certificate?.implied, 0);
});

test('equal seeds draw alike, others do not', async () => {
  const sets = async (seed: number): Promise<readonly string[]> =>
    tried(await hunted({ strategy: 'random', seed, budget: { experimentsMax: 20, timeMs: 1e9 } }));
  assert.equal(await sets(5), await sets(5));
  assert.not.equal(await sets(5), await sets(6));
});

test('each finds what is there, and the minimal set of it', async () => {
  for (const strategy of STRATEGIES) {
    const runner = createFakeRunner(asyncBackup(['k1', 'k2', 'k3']));
    const { result } = await huntWith(runner, { strategy });
    assert.is(result.outcome, 'violated', strategy);
    assert.is(result.findings[0]?.faults.length, 2, strategy);
  }
});

test.run();
