/** Hunts that were killed at some point and are started again, as a user does both. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JOURNAL_FILE, journalledRuns } from '../../src/corpus/journal.ts';
import { faultText } from '../../src/faults/text.ts';
import { eventually, ldfi, startLdfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('resume a hunt');

const SPEC = join(ROOT, 'specs/ladder/d2-retry.yaml');

interface Row {
  readonly id: number;
  readonly purpose: string;
  readonly faults: readonly string[];
  readonly verdict: string;
}

interface Results {
  readonly outcome: string;
  readonly experiments: number;
  readonly findings: readonly { readonly faults: readonly string[] }[];
  readonly runs: readonly Row[];
}

function resultsIn(folder: string): Results {
  const file = join(folder, 'store/d2-retry/latest/results.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

function journalSize(folder: string): number {
  const sessions = join(folder, 'store/d2-retry');
  const names = existsSync(sessions) ? readdirSync(sessions) : [];
  const files = names.map((name) => join(sessions, name, JOURNAL_FILE)).filter(existsSync);
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The runs in the journal, as results.json tells them; a torn tail is none. */
function journalled(folder: string): readonly unknown[] {
  const sessions = join(folder, 'store/d2-retry');
  const [session = ''] = readdirSync(sessions).filter((name) => name !== 'latest');
  return [...journalledRuns(join(sessions, session))].map(({ result: { request } }) => ({
    id: request.id,
    purpose: request.purpose,
    faults: request.faults.map(faultText),
  }));
}

const asJournalled = ({ id, purpose, faults }: Row): unknown => ({ id, purpose, faults });

test('killed twice, it makes no run again, finds what it must, and is then over', async () => {
  const folder = makeScratch();
  const args = ['run', SPEC, '--store', join(folder, 'store')];
  let known: readonly unknown[] = [];
  for (const times of [1, 2]) {
    const hunt = startLdfi(args, folder);
    const before = journalSize(folder);
    await eventually(() => journalSize(folder) > before + 4000 || hunt.process.exitCode !== null);
    hunt.process.kill('SIGKILL');
    assert.is((await hunt.end).signal, 'SIGKILL', `the hunt was not over, time ${times}`);
    await eventually(() => tracees(folder).length === 0);
    const now = journalled(folder);
    assert.ok(now.length > known.length);
    assert.equal(now.slice(0, known.length), known, 'what was journalled stays');
    known = now;
  }
  const resumed = await ldfi(args, folder);
  const told = /going on with the hunt of .* after (\d+) experiments; --fresh starts anew/;
  assert.is(told.exec(resumed.err)?.[1], String(known.length));
  assert.is(resumed.code, 1, resumed.err);
  const { runs, findings } = resultsIn(folder);
  assert.equal(runs.slice(0, known.length).map(asJournalled), known);
  assert.equal(
    runs.map(({ id }) => id),
    runs.map((_, index) => index + 1),
  );
  assert.is(findings[0]?.faults.length, 2);
  const next = await ldfi([...args, '--experiments', '1'], folder);
  assert.not.match(next.err, 'going on');
});

test('after Ctrl-C it goes on, unless it is told to start anew', async () => {
  const folder = makeScratch();
  const args = ['run', SPEC, '--store', join(folder, 'store')];
  const hunt = startLdfi(args, folder);
  await eventually(() => journalSize(folder) > 4000 || hunt.process.exitCode !== null);
  hunt.process.kill('SIGINT');
  assert.is((await hunt.end).code, 130);
  const fresh = await ldfi([...args, '--fresh', '--experiments', '3'], folder);
  assert.not.match(fresh.err, 'going on');
  assert.is(resultsIn(folder).experiments, 3);
});

test.run();
