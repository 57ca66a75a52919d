/** `ldfi run` with findings that are known: what is run again, what is told, what it comes to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { parseFault } from '../../src/faults/text.ts';
import { FINDING } from '../helpers/findings.ts';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('known runs');

const SPEC = join(ROOT, 'specs/ladder/d2-retry.yaml');

interface Results {
  readonly outcome: string;
  readonly options: { readonly known?: readonly string[] };
  readonly known?: readonly Readonly<Record<string, unknown>>[];
  readonly findings: readonly { readonly id: string }[];
}

const resultsIn = (store: string): Results =>
  JSON.parse(readFileSync(join(store, 'd2-retry/latest/results.json'), 'utf8')) as Results;

test('a bug that is known is told as known, and the hunt goes on behind it', async () => {
  const folder = makeScratch();
  const store = join(folder, 'store');
  const args = ['run', SPEC, '--store', store, '--quiet', '--time', '60s'];
  const first = await ldfi(args, folder);
  assert.is(first.code, 1, first.err);
  const [found] = resultsIn(store).findings;
  const session = openSession(store, 'd2-retry', new Date(0), 1);
  const harmless = { ...FINDING, spec: 'd2-retry', logs: makeScratch(), foundAs: [] };
  const nowhere = [parseFault('nowhere: crash at end')];
  const gone = { ...harmless, id: 'aaaa', faults: nowhere };
  saveFinding(session, gone, SPEC, undefined, { specHash: 'another' });
  const junit = join(folder, 'junit.xml');
  const report = ['--experiments', '1', '--reporter', 'text', '--reporter', `junit=${junit}`];
  const again = await ldfi([...args, ...report], folder);
  assert.is(again.code, 1, again.err);
  const { out } = again;
  assert.match(out, '2 known findings: 1 still fails, 1 not reproduced');
  assert.match(out, new RegExp(`still fails +${found?.id} +violated in 1/1`));
  assert.match(out, /not reproduced +aaaa +.*names the node "nowhere".*the spec has changed since/);
  assert.match(readFileSync(junit, 'utf8'), `name="known finding ${found?.id}"`);
  const results = resultsIn(store);
  assert.equal(results.options.known, [found?.id, 'aaaa']);
  assert.equal(
    results.known?.map(({ id, standing, specChanged }) => [id, standing, specChanged]),
    [
      [found?.id, 'ongoing', false],
      ['aaaa', 'not reproduced', true],
    ],
  );
  const kept = await ldfi(['ls', '--store', store], folder);
  assert.match(kept.out, 'aaaa');
  const none = await ldfi([...args, '--known', '0', '--experiments', '1'], folder);
  assert.is(none.code, 2);
  assert.not.match(none.out, 'known');
  assert.equal(tracees(folder), []);
});

test.run();
