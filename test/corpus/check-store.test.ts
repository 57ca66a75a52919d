/** Damage of any kind is found, set aside, and costs nothing else. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkStore, setAside } from '../../src/corpus/check-store.ts';
import { listFindings } from '../../src/corpus/list-findings.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { readRecording } from '../../src/corpus/trace-file.ts';
import { FINDING } from '../helpers/findings.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('check store');

/** Two findings, and one that is kept. */
function wholeStore(): { readonly store: string; readonly folder: string } {
  const store = makeScratch();
  const session = openSession(store, 'mailbox', new Date(0), 1);
  const logs = makeScratch();
  writeFiles(logs, { 'n1.log': 'hello' });
  saveFinding(session, { ...FINDING, logs }, '/a.yaml', failingRun());
  saveFinding(session, { ...FINDING, id: 'other', logs }, '/a.yaml', failingRun());
  const folder = join(session.directory, 'findings', FINDING.id);
  cpSync(folder, join(store, 'mailbox/findings/kept'), { recursive: true });
  return { store, folder };
}

test('a whole store is well, and so is none', () => {
  const { store } = wholeStore();
  assert.equal(checkStore(store), { damages: [], findings: 3, files: 3 });
  assert.equal(checkStore('/nowhere'), { damages: [], findings: 0, files: 0 });
});

test('a damaged finding is set aside whole, with its name, and the others are still there', () => {
  const { store, folder } = wholeStore();
  const text = readFileSync(join(folder, 'finding.json'), 'utf8');
  writeFileSync(join(folder, 'finding.json'), text.slice(0, 300));
  const [damage, ...more] = checkStore(store).damages;
  assert.equal(more, []);
  assert.ok(damage?.kind === 'damaged' && damage.path === folder);
  const place = setAside(store, damage);
  assert.is(relative(store, place), join('.aside', relative(store, folder)));
  assert.ok(existsSync(join(place, 'trace.ldfi-trace')));
  assert.equal(checkStore(store), { damages: [], findings: 2, files: 2 });
  const ids = listFindings(store).findings.map(({ finding }) => finding.id);
  assert.equal(ids.sort(), [FINDING.id, 'other'], 'the kept one has that id, too');
  cpSync(place, folder, { recursive: true });
  const [again] = checkStore(store).damages;
  assert.ok(again !== undefined);
  assert.is(setAside(store, again), `${place}-2`);
});

test('a damaged trace costs the trace alone, wherever the damage is', () => {
  const { store, folder } = wholeStore();
  const file = join(folder, 'trace.ldfi-trace');
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 40)) {
    const bytes = Uint8Array.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    writeFileSync(file, bytes);
    const { damages } = checkStore(store);
    assert.equal(
      damages.map(({ path }) => path),
      [file],
      `byte ${at}`,
    );
    writeFileSync(file, whole.subarray(0, at));
    assert.is(checkStore(store).damages.length, 1, `cut off at ${at}`);
  }
  writeFileSync(file, whole.subarray(0, whole.length - 5));
  const [damage] = checkStore(store).damages;
  assert.match(damage?.why ?? '', /is cut off at byte \d+|trace/);
  assert.ok(damage !== undefined);
  setAside(store, damage);
  assert.equal(checkStore(store), { damages: [], findings: 3, files: 2 });
  assert.ok(readRecording(join(store, 'mailbox/findings/kept')).trace.messages.length > 0);
});

test('a folder without its finding, logs that are gone, results and journals that are none', () => {
  const { store, folder } = wholeStore();
  rmSync(join(folder, 'logs'), { recursive: true });
  const session = join(folder, '../..');
  writeFiles(session, {
    'findings/half/logs/n1.log': 'x',
    'results.json': '{"version":1',
    'hunt.ldfi-journal': 'foreign',
  });
  const { damages } = checkStore(store);
  assert.equal(
    damages.map(({ path, kind }) => `${kind} ${relative(session, path)}`),
    [
      `missing findings/${FINDING.id}/logs`,
      'damaged findings/half',
      'damaged hunt.ldfi-journal',
      'damaged results.json',
    ],
  );
});

test.run();
