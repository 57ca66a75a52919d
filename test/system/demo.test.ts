/** The commands that a new user tries first. */
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('demo and record');

test('record prints one traced run of the mailbox', async () => {
  const folder = makeScratch();
  const spec = join(ROOT, 'specs/mailbox/mailbox.yaml');
  const end = await ldfi(['record', spec, '--store', join(folder, 'store')], folder);
  assert.is(end.code, 0, end.err);
  for (const fragment of ['↓send', '↑receive', 'COPY 1 hello', 'ACK 2']) {
    assert.ok(end.out.includes(fragment), `"${fragment}" is missing in:\n${end.out}`);
  }
});

test('the demo ends well', async () => {
  const end = await ldfi(['demo'], makeScratch());
  assert.is(end.code, 0, end.err + end.out);
});

test.run();
