/** The shipped mailbox, hunted for real: what is expected is found, and replays. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { assertFound, hunt, resultsOf } from '../helpers/shipped.ts';

const test = suite('shipped mailbox');

test('the mailbox loses an acknowledged entry to a cut and a crash, and it replays', async () => {
  const folder = makeScratch();
  const end = await hunt('mailbox/mailbox.yaml', folder);
  const results = resultsOf(folder, 'mailbox');
  assertFound(end, results, [
    'primary→backup "COPY 1 hello"#1: cut',
    'primary: crash after primary→client "ACK 1"#1',
  ]);
  const id = results.findings[0]?.id ?? '';
  assert.match(end.out, new RegExp(`ldfi replay ${id}`));
  const logs = join(folder, 'store/mailbox/latest/findings', id, 'logs');
  for (const log of ['primary.log', 'backup.log', 'client.log', 'invariant.log']) {
    assert.ok(readdirSync(logs).includes(log), `${log} is kept`);
  }
  const replay = await ldfi(['replay', id, '-n', '2', '--store', join(folder, 'store')], folder);
  assert.is(replay.code, 1, replay.err + replay.out);
  assert.match(replay.out, /2\/2/);
  assert.equal(tracees(folder), []);
});

test('the fixed mailbox stands any single fault, with a certificate', async () => {
  const folder = makeScratch();
  const end = await hunt('mailbox/mailbox-fixed.yaml', folder, '--max-faults', '1');
  const results = resultsOf(folder, 'mailbox-fixed');
  assert.is(end.code, 0, end.err + end.out);
  assert.is(results.outcome, 'exhausted');
  assert.is(results.certificate?.violated, 0);
  assert.is(results.certificate?.inconclusive, 0);
});

test.run();
