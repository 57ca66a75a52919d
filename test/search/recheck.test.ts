/** The search again from its runs: the same end, or an error, and never a run. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StoreError } from '../../src/model/errors.ts';
import { type RecheckOptions, recheck } from '../../src/search/recheck.ts';
import { continuing, type JournalEntry } from '../../src/search/resume.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { type Hunted, huntWith, ONE_AND_ONE } from '../helpers/hunting.ts';
import { asyncBackup, syncBackup } from '../helpers/protocols.ts';

const test = suite('recheck');

const OPTIONS: RecheckOptions = {
  specName: 'test',
  bounds: ONE_AND_ONE,
  kinds: ['cut', 'omit', 'refuse', 'crash'],
  cutEndings: ['silence'],
  baselines: 2,
  confirm: { runs: 3, threshold: 2 },
  stopOn: 'first',
  strategy: 'lineage',
  seed: 1,
};

async function hunted(protocol: Protocol): Promise<{ hunt: Hunted; past: JournalEntry[] }> {
  const past: JournalEntry[] = [];
  const append = (entry: JournalEntry): void => {
    past.push(entry);
  };
  const { over } = continuing({ past: [], append }, () => 0);
  return { hunt: await huntWith(over(createFakeRunner(protocol)), OPTIONS), past };
}

test('a hunt that ran out of fault sets does so again, with the same certificate', async () => {
  const { hunt, past } = await hunted(syncBackup());
  const again = await recheck(OPTIONS, past);
  assert.ok(again.certificate !== undefined);
  assert.equal(again.certificate, hunt.result.certificate);
});

test('one that found something finds it again', async () => {
  const { hunt, past } = await hunted(asyncBackup(['k1']));
  const again = await recheck(OPTIONS, past);
  assert.equal(again.findings, hunt.result.findings);
});

test('wider bounds ask for runs that were never made', async () => {
  const { past } = await hunted(syncBackup());
  const bounds = { ...ONE_AND_ONE, perKindMax: { ...ONE_AND_ONE.perKindMax, crash: 2, cut: 2 } };
  const error = await recheck({ ...OPTIONS, bounds }, past).catch((one: StoreError) => one);
  assert.match((error as StoreError).code, /^journal-(?:short|differs)$/);
});

test.run();
