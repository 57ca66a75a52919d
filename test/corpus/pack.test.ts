/** The pack of a finding, read again where there is nothing else. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isPack, packFinding, readPack } from '../../src/corpus/pack.ts';
import { openFinding, readFinding } from '../../src/corpus/read-finding.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { writeTar } from '../../src/corpus/tar.ts';
import { SpecError } from '../../src/model/errors.ts';
import { FINDING } from '../helpers/findings.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('pack');

/** A finding with all that is its own, packed, and then gone; the folder, and the pack's path. */
function packed(): { readonly root: string; readonly file: string } {
  const root = makeScratch();
  writeFiles(root, { 'specs/a.yaml': 'version: 1\n', 'run/n1.log': 'hello\n' });
  const spec = join(root, 'specs/a.yaml');
  const session = openSession(join(root, 'store'), 'mailbox', new Date(0), 1);
  const finding = { ...FINDING, logs: join(root, 'run') };
  const saved = saveFinding(session, finding, spec, failingRun(), { specHash: 'ff00' });
  writeFiles(dirname(saved.file), { 'report.html': '<!DOCTYPE html>', '.99.tmp': 'left over' });
  const bytes = packFinding(openFinding(saved.file, ''), spec, root);
  const again = packFinding(openFinding(saved.file, ''), spec, root);
  assert.is(Buffer.compare(bytes, again), 0, 'the same finding makes the same pack');
  const file = join(root, 'one.tgz');
  writeFileSync(file, bytes);
  rmSync(join(root, 'store'), { recursive: true });
  return { root, file };
}

test('a pack holds the finding, and all that stood beside it', () => {
  const { file } = packed();
  const { finding, specHash, packed: files } = openFinding(file, '');
  assert.equal(finding, FINDING);
  assert.is(specHash, 'ff00');
  assert.equal(
    [...(files?.keys() ?? [])],
    ['finding.json', 'logs/n1.log', 'report.html', 'trace.ldfi-trace', 'spec/a.yaml'],
  );
});

test('its spec is looked for from here, then where it was', () => {
  const { root, file } = packed();
  assert.is(readFinding(file, '').specFile, join(root, 'specs/a.yaml'));
  rmSync(join(root, 'specs'), { recursive: true });
  assert.throws(() => readFinding(file, ''), /its spec is not at .*specs\/a\.yaml/);
});

test('what is no pack is refused with a reason', () => {
  const { file } = packed();
  const bytes = readFileSync(file);
  assert.ok(isPack(bytes));
  for (const [broken, why] of [
    [bytes.subarray(0, 200), /not the pack of a finding/],
    [gzipSync('hello'), /the archive is cut off/],
    [gzipSync(writeTar([])), /there is no finding.json in it/],
  ] as const) {
    try {
      readPack(broken, 'x.tgz');
      assert.unreachable();
    } catch (error) {
      assert.instance(error, SpecError);
      assert.match((error as SpecError).message, why);
    }
  }
});

test.run();
