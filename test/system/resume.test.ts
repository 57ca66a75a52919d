/** Hunts that were killed at some point and are started again, as a user does both. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { JOURNAL_FILE } from '../../src/corpus/journal.ts';
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

/** What the search did and found; times and folders differ from hunt to hunt. */
function shown({ outcome, experiments, findings, runs }: Results): unknown {
  return {
    outcome,
    experiments,
    findings: findings.map(({ faults }) => faults),
    runs: runs.map(({ id, purpose, faults, verdict }) => [id, purpose, verdict, ...faults]),
  };
}

function journalSize(folder: string): number {
  const sessions = join(folder, 'store/d2-retry');
  const names = existsSync(sessions) ? readdirSync(sessions) : [];
  const files = names.map((name) => join(sessions, name, JOURNAL_FILE)).filter(existsSync);
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

test('killed twice, it makes no run again and finds the same; the next is a new one', async () => {
  const folder = makeScratch();
  const args = ['run', SPEC, '--store', join(folder, 'store')];
  for (const times of [1, 2]) {
    const hunt = startLdfi(args, folder);
    const before = journalSize(folder);
    await eventually(() => journalSize(folder) > before + 4000 || hunt.process.exitCode !== null);
    hunt.process.kill('SIGKILL');
    assert.is((await hunt.end).signal, 'SIGKILL', `the hunt was not over, time ${times}`);
    await eventually(() => tracees(folder).length === 0);
  }
  const resumed = await ldfi(args, folder);
  assert.match(
    resumed.err,
    /going on with the hunt of .* after \d+ experiments; --fresh starts anew/,
  );
  assert.is(resumed.code, 1, resumed.err);
  const results = resultsIn(folder);
  assert.equal(
    results.runs.map(({ id }) => id),
    results.runs.map((_, index) => index + 1),
  );
  const next = await ldfi(args, folder);
  assert.not.match(next.err, 'going on');
  assert.is(next.code, 1);
  assert.equal(shown(results), shown(resultsIn(folder)));
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
