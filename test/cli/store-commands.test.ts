/** `ldfi pack`, `diff`, `gc` and `fsck`, as they are typed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { FINDING } from '../helpers/findings.ts';
import { ldfi } from '../helpers/ldfi.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('store commands');

function place(): { readonly folder: string; readonly found: string } {
  const folder = makeScratch();
  const session = openSession(join(folder, '.ldfi/store'), 'mailbox', new Date(0), 4_194_305);
  writeFiles(session.directory, { 'runs/1/n1.log': 'hello' });
  const finding = { ...FINDING, logs: join(session.directory, 'runs/1') };
  const { file } = saveFinding(session, finding, '/a.yaml', failingRun());
  const other = { ...finding, id: 'other', faults: FINDING.faults.slice(1) };
  saveFinding(session, other, '/a.yaml', failingRun('PUT 2'));
  openSession(join(folder, '.ldfi/store'), 'mailbox', new Date(1000), 4_194_305);
  return { folder, found: file };
}

test('a pack is written, told, compared, and never packed again', async () => {
  const { folder } = place();
  const made = await ldfi(['pack', '1a2b'], folder);
  assert.is(made.code, 0, made.err);
  assert.match(made.out, /^1a2b3c4d\.ldfi\.tgz \(\d+ KiB\)/);
  const shown = await ldfi(['show', '1a2b3c4d.ldfi.tgz'], folder);
  assert.match(shown.out, 'entry 1 is lost');
  assert.match(shown.out, 'npx ldfi replay 1a2b3c4d.ldfi.tgz');
  assert.is((await ldfi(['diff', '1a2b3c4d.ldfi.tgz', '1a2b3c4d'], folder)).code, 0);
  assert.is((await ldfi(['pack', '1a2b3c4d.ldfi.tgz'], folder)).code, 64);
});

test('two findings are compared by faults and messages, as text and as data', async () => {
  const { folder, found } = place();
  const text = await ldfi(['diff', found, 'other'], folder);
  assert.is(text.code, 1, text.err);
  assert.match(text.out, '− primary→backup "COPY 1"#1: cut');
  assert.match(text.out, '+ client→a "PUT 2"#1');
  const data = JSON.parse((await ldfi(['diff', found, 'other', '--json'], folder)).out);
  assert.equal(data.messages.onlyB, ['client→a "PUT 2"#1']);
  const trace = join(found, '../trace.ldfi-trace');
  const runs = await ldfi(['diff', trace, trace], folder);
  assert.is(runs.code, 0, runs.err);
  assert.match(runs.out, /: a run of .*, violated: entry 1 is lost/);
});

test('gc says what would go, then lets it go; every finding is still there', async () => {
  const { folder } = place();
  const listed = (await ldfi(['ls', '--json'], folder)).out;
  const runs = join(folder, '.ldfi/store/mailbox/19700101T000000.000Z-4194305/runs');
  const dry = await ldfi(['gc', '--dry-run'], folder);
  assert.match(dry.out, /would drop 1 item, 0\.0 MiB/);
  assert.ok(existsSync(runs));
  assert.is((await ldfi(['gc'], folder)).code, 0);
  assert.not.ok(existsSync(runs));
  assert.is((await ldfi(['ls', '--json'], folder)).out, listed);
});

test('fsck tells damage by its exit code and sets it aside; then all is well', async () => {
  const { folder, found } = place();
  assert.is((await ldfi(['fsck'], folder)).code, 0);
  writeFileSync(found, readFileSync(found).subarray(0, 99));
  const dry = await ldfi(['fsck', '--dry-run'], folder);
  assert.is(dry.code, 74);
  assert.ok(existsSync(found));
  const end = await ldfi(['fsck'], folder);
  assert.is(end.code, 74);
  assert.match(end.err, /damaged: .*finding\.json.*\n {2}set aside in \.ldfi\/store\/\.aside\//);
  const after = await ldfi(['fsck'], folder);
  assert.is(after.code, 0);
  assert.match(after.out, '1 finding and 1 other file read: all is well');
});

test.run();
