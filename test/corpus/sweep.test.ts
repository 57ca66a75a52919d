/** What may go from a store, and what never does. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeChunk, journalHead } from '../../src/corpus/chunks.ts';
import { JOURNAL_FILE, startTicksOf } from '../../src/corpus/journal.ts';
import {
  END_CHUNK,
  encodeHunt,
  encodeProcess,
  HUNT_CHUNK,
  JOURNAL_VERSION,
  PROCESS_CHUNK,
} from '../../src/corpus/journal-codec.ts';
import { listFindings } from '../../src/corpus/list-findings.ts';
import { openSession, type Session, saveFinding } from '../../src/corpus/session.ts';
import { sweep, sweepable } from '../../src/corpus/sweep.ts';
import { FINDING } from '../helpers/findings.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('sweep');

/** No process has it: the kernel gives none that high. */
const GONE = 4_194_305;

function session(store: string, spec: string, second: number, pid = GONE): Session {
  const made = openSession(store, spec, new Date(second * 1000), pid);
  writeFiles(made.directory, { 'runs/1/n1.log': 'x'.repeat(100), 'results.json': '{}' });
  return made;
}

/** With a journal of a hunt that a process has worked on. */
function hunted(store: string, second: number, isEnded: boolean, pid = GONE): Session {
  const made = session(store, 'a', second);
  const identity = { identity: 'i', startedAt: '2026-01-01' };
  const startTicks = startTicksOf(pid) ?? 0;
  const bytes = [
    journalHead(JOURNAL_VERSION),
    encodeChunk(HUNT_CHUNK, encodeHunt(identity)),
    encodeChunk(PROCESS_CHUNK, encodeProcess({ pid, startTicks })),
    ...(isEnded ? [encodeChunk(END_CHUNK, new Uint8Array(0))] : []),
  ];
  writeFileSync(join(made.directory, JOURNAL_FILE), Buffer.concat(bytes));
  return made;
}

const all = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

test('journals and runs of sessions that are over go, findings and results stay', () => {
  const store = makeScratch();
  const old = session(store, 'a', 1);
  saveFinding(old, { ...FINDING, logs: join(old.directory, 'runs/1') }, '/a.yaml', failingRun());
  const replayed = openSession(store, 'a', new Date(2000), GONE);
  writeFiles(replayed.directory, { 'runs/1/n1.log': 'x', '.4194305.tmp': 'half' });
  session(store, 'a', 3);
  writeFiles(old.directory, { 'notes.txt': 'mine' });
  const before = all(old.directory).filter((path) => !path.startsWith('runs/'));
  const items = sweepable(store);
  assert.equal(
    items.map(({ path }) => relative(store, path).split('/').slice(2).join('/')),
    ['runs', 'runs', '.4194305.tmp'],
  );
  assert.is(items[0]?.bytes, 100);
  sweep(items);
  assert.equal(all(old.directory), before);
  assert.not.ok(existsSync(replayed.directory), 'a session that held nothing else is gone');
  const [found] = listFindings(store).findings;
  assert.equal(found?.finding, FINDING);
  assert.equal(sweepable(store), []);
});

test('the latest session, a running one and a young one are left alone', () => {
  const store = makeScratch();
  session(store, 'a', 1, process.pid);
  session(store, 'a', 5);
  session(store, 'b', 100);
  session(store, 'b', 200);
  assert.equal(sweepable(store, 50_000), []);
  assert.is(sweepable(store).length, 1);
});

const journalsOf = (store: string): readonly string[] =>
  sweepable(store)
    .map(({ path }) => relative(store, path))
    .filter((path) => path.endsWith(JOURNAL_FILE));

test('an interrupted hunt keeps its journal until another hunt has followed', () => {
  const store = makeScratch();
  hunted(store, 1, true);
  const interrupted = hunted(store, 2, false);
  session(store, 'a', 3);
  const [journal, ...more] = journalsOf(store);
  assert.match(journal ?? '', /^a\/19700101T000001/);
  assert.equal(more, []);
  hunted(store, 4, true);
  assert.is(journalsOf(store).length, 2);
  assert.ok(existsSync(join(interrupted.directory, JOURNAL_FILE)));
});

test('a journal that a process works on is left alone, though its session is an old one', () => {
  const store = makeScratch();
  hunted(store, 1, false, process.pid);
  hunted(store, 2, true);
  assert.equal(sweepable(store), []);
});

test.run();
