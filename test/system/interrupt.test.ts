/** Ctrl-C and kill in the middle of a hunt. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, type RunningLdfi, startLdfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('interrupt');

const SPEC = join(ROOT, 'specs/mailbox/mailbox-fixed.yaml');

/** A hunt of which at least two nodes are up. */
async function hunting(folder: string): Promise<RunningLdfi> {
  const hunt = startLdfi(['run', SPEC, '--store', join(folder, 'store')], folder);
  await eventually(() => tracees(folder).length >= 2 || hunt.process.exitCode !== null);
  assert.is(hunt.process.exitCode, null, 'the hunt goes on');
  return hunt;
}

test('SIGINT ends the hunt with 130, what it has is kept, nothing is left running', async () => {
  const folder = makeScratch();
  const hunt = await hunting(folder);
  hunt.process.kill('SIGINT');
  const end = await hunt.end;
  assert.is(end.code, 130, end.err);
  assert.match(end.err, /interrupted/);
  assert.equal(tracees(folder), []);
  const results = join(folder, 'store/mailbox-fixed/latest/results.json');
  assert.is(JSON.parse(readFileSync(results, 'utf8')).outcome, 'inconclusive');
});

test('SIGTERM ends it with 143', async () => {
  const folder = makeScratch();
  const hunt = await hunting(folder);
  hunt.process.kill('SIGTERM');
  assert.is((await hunt.end).code, 143);
  assert.equal(tracees(folder), []);
});

test('SIGKILL of the command leaves no process', async () => {
  const folder = makeScratch();
  const hunt = await hunting(folder);
  hunt.process.kill('SIGKILL');
  await hunt.end;
  await eventually(() => tracees(folder).length === 0);
  assert.equal(tracees(folder), []);
});

test.run();
