/** Certificates are made again from journals, and false ones are found out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createEnumeratingSolver } from '../../solver/enumerating.ts';
import { checkCommand } from '../../src/cli/check-command.ts';
import { startJournal } from '../../src/corpus/journal.ts';
import { openSession, resultsData, saveResults } from '../../src/corpus/session.ts';
import { StoreError, UsageError } from '../../src/model/errors.ts';
import type { Strategy } from '../../src/model/hunt.ts';
import { continuing, type JournalEntry } from '../../src/search/resume.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { huntWith, ONE_AND_ONE } from '../helpers/hunting.ts';
import { asyncBackup, syncBackup } from '../helpers/protocols.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('check certificate');

const OPTIONS = {
  bounds: ONE_AND_ONE,
  kinds: ['cut', 'omit', 'refuse', 'crash'],
  cutEndings: ['silence'],
  baselines: 2,
  confirm: { runs: 3, threshold: 2 },
  stopOn: 'first',
} as const;

/** The folder of a hunt; `keep` tells which of its runs the journal gets. */
async function hunted(
  protocol: Protocol,
  keep: (entry: JournalEntry) => boolean = () => true,
  strategy: Strategy = 'lineage',
): Promise<string> {
  const session = openSession(makeScratch(), protocol.name, new Date(0), 1);
  const head = { identity: '', startedAt: new Date(0).toISOString() };
  const journal = startJournal(session, head);
  const append = (entry: JournalEntry): void => {
    if (keep(entry)) {
      journal.append(entry);
    }
  };
  const { over } = continuing({ past: [], append }, () => 0);
  const { result } = await huntWith(over(createFakeRunner(protocol)), {
    ...OPTIONS,
    strategy,
    solver: createEnumeratingSolver(OPTIONS.bounds.faultsMax),
  });
  journal.close();
  const context = {
    ...{ spec: 'test', file: '/test.yaml', options: { ...OPTIONS, strategy } },
    ...{ versions: {}, host: {}, startedAt: '' },
  };
  saveResults(session, resultsData(context, result));
  return session.directory;
}

async function check(results: string): Promise<{ code: number; text: string }> {
  const { terminal, out } = fakeTerminal();
  const code = await checkCommand({ results }, terminal);
  return { code, text: out() };
}

for (const strategy of ['lineage', 'exhaustive'] as const) {
  test(`the certificate of a ${strategy} hunt holds, from folder and file`, async () => {
    const folder = await hunted(syncBackup(), () => true, strategy);
    const { code, text } = await check(folder);
    assert.is(code, 0, text);
    assert.match(
      text,
      /^The certificate holds: its \d+ fault sets were counted again from \d+ runs/,
    );
    assert.is((await check(join(folder, 'results.json'))).code, 0);
  });
}

test('a run that is not in the journal is missed', async () => {
  const folder = await hunted(syncBackup(), ({ result }) => result.request.id !== 9);
  const { code, text } = await check(folder);
  assert.is(code, 1);
  assert.match(text, 'does not hold');
});

test('a journal that ends too early does not do', async () => {
  const folder = await hunted(syncBackup(), ({ result }) => result.request.id < 20);
  assert.match((await check(folder)).text, /does not hold: the journal ends before run 20/);
});

test('a count that was changed is found', async () => {
  const folder = await hunted(syncBackup());
  const file = join(folder, 'results.json');
  const results = JSON.parse(readFileSync(file, 'utf8'));
  results.certificate.held += 1;
  results.certificate.implied -= 1;
  writeFileSync(file, JSON.stringify(results));
  assert.is((await check(folder)).code, 1);
});

test('what is no finished hunt is refused', async () => {
  const refused = async (path: string): Promise<unknown> =>
    check(path).then(
      () => undefined,
      (error: unknown) => error,
    );
  assert.instance(await refused(await hunted(asyncBackup(['k1']))), UsageError);
  assert.instance(await refused(join(makeScratch(), 'nowhere')), StoreError);
  const other = join(makeScratch(), 'results.json');
  writeFileSync(other, '{"version": 1}');
  assert.match(String(await refused(other)), /not the results of a hunt: spec/);
});

test.run();
