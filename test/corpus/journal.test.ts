/** Journals on disk: what was appended is found again, whatever a crash left of it. */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeChunk } from '../../src/corpus/chunks.ts';
import {
  JOURNAL_FILE,
  type OpenJournal,
  resumeJournal,
  startJournal,
  startTicksOf,
} from '../../src/corpus/journal.ts';
import { encodeProcess } from '../../src/corpus/journal-codec.ts';
import { openSession, type Session } from '../../src/corpus/session.ts';
import { parseFault } from '../../src/faults/text.ts';
import { StoreError } from '../../src/model/errors.ts';
import type { RunResult } from '../../src/model/run.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('journal');

const HEAD = { identity: 'same', startedAt: '2026-01-31T23:59:59.123Z' };

function run(id: number): RunResult {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('a', 'b', `SET k${id}`);
  builder.endWorkload();
  const fault = parseFault(`a→b "SET k${id}"#1: cut`);
  return {
    request: { id, purpose: 'hypothesis', faults: [fault] },
    verdict: { kind: 'held' },
    faults: [{ fault, outcome: 'fired', detail: 'withheld', event: 0 }],
    trace: builder.build(),
    directory: `/runs/${id}`,
    durationMs: 12.5,
    stops: 7,
  };
}

const fresh = (): Session => openSession(makeScratch(), 'spec', new Date(0), 1);
const fileOf = ({ directory }: Session): string => join(directory, JOURNAL_FILE);

/** Rewrites the journal as one whose process is gone: pids have no start time of 1 tick. */
function orphan(session: Session): void {
  const startTicks = startTicksOf(process.pid) ?? 0;
  const mine = encodeChunk('PROC', encodeProcess({ pid: process.pid, startTicks }));
  const gone = encodeChunk('PROC', encodeProcess({ pid: process.pid, startTicks: 1 }));
  let bytes = readFileSync(fileOf(session));
  for (let at = bytes.indexOf(mine); at >= 0; at = bytes.indexOf(mine)) {
    bytes = Buffer.concat([bytes.subarray(0, at), gone, bytes.subarray(at + mine.length)]);
  }
  writeFileSync(fileOf(session), bytes);
}

/** A session with `count` runs whose process is gone. */
function interruptedAfter(count: number): Session {
  const session = fresh();
  const journal = startJournal(session, HEAD);
  for (let id = 1; id <= count; id += 1) {
    journal.append({ result: run(id), elapsedMs: id * 10 });
  }
  journal.close();
  orphan(session);
  return session;
}

function reopen(session: Session): OpenJournal | undefined {
  return resumeJournal(session.store, 'spec', HEAD.identity)?.journal;
}

const idsOf = (journal: OpenJournal | undefined): readonly number[] | undefined =>
  journal && [...journal.past].map(({ result }) => result.request.id);

test('runs come back as they were, with the time', () => {
  const session = interruptedAfter(2);
  const found = resumeJournal(session.store, 'spec', HEAD.identity);
  assert.is(found?.session.directory, session.directory);
  assert.is(found?.startedAt, HEAD.startedAt);
  assert.is(found?.journal.runs, 2);
  const [first, second] = [...(found?.journal.past ?? [])];
  assert.equal(JSON.parse(JSON.stringify(first?.result)), JSON.parse(JSON.stringify(run(1))));
  assert.is(second?.elapsedMs, 20);
  found?.journal.close();
});

test('what is appended later stands behind what was there', () => {
  const session = interruptedAfter(2);
  const journal = reopen(session);
  journal?.append({ result: run(3), elapsedMs: 30 });
  journal?.close();
  orphan(session);
  assert.equal(idsOf(reopen(session)), [1, 2, 3]);
});

test('cut off anywhere, it has the runs that were whole, and takes more', () => {
  const session = interruptedAfter(3);
  const whole = readFileSync(fileOf(session));
  let before = 0;
  for (let length = whole.length; length >= 0; length -= 17) {
    writeFileSync(fileOf(session), whole.subarray(0, length));
    const journal = reopen(session);
    const ids = idsOf(journal);
    if (length === whole.length) {
      assert.equal(ids, [1, 2, 3]);
    }
    assert.equal(ids, ids && [1, 2, 3].slice(0, ids.length));
    journal?.append({ result: run(ids === undefined ? 0 : ids.length + 1), elapsedMs: 99 });
    journal?.close();
    orphan(session);
    if (ids !== undefined) {
      before += 1;
      assert.equal(idsOf(reopen(session)), [...ids, ids.length + 1]);
    }
  }
  assert.ok(before > whole.length / 17 / 2, 'most beginnings of a journal can be gone on with');
});

test('a flipped byte ends it there', () => {
  const session = interruptedAfter(3);
  const whole = readFileSync(fileOf(session));
  const bytes = Buffer.from(whole);
  bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
  writeFileSync(fileOf(session), bytes);
  assert.equal(idsOf(reopen(session)), [1, 2]);
});

test('a run that is whole and no run is an error with a way out', () => {
  const session = interruptedAfter(1);
  appendFileSync(fileOf(session), encodeChunk('RUN ', Buffer.from('\x05[1,2]', 'latin1')));
  assert.throws(
    () => idsOf(reopen(session)),
    (error: unknown) => error instanceof StoreError && String(error.hint).includes('--fresh'),
  );
});

test('nobody goes on with a hunt that ended, that is being worked on, or that differs', () => {
  const ended = interruptedAfter(1);
  const journal = reopen(ended);
  journal?.end();
  journal?.close();
  orphan(ended);
  assert.is(reopen(ended), undefined);

  const busy = fresh();
  startJournal(busy, HEAD).close();
  assert.is(reopen(busy), undefined);

  const other = interruptedAfter(1);
  assert.is(resumeJournal(other.store, 'spec', 'another'), undefined);
  assert.is(resumeJournal(other.store, 'no such spec', 'same'), undefined);
});

test('the latest of equal hunts counts, and files that are no journals do not', () => {
  const session = interruptedAfter(1);
  const later = openSession(session.store, 'spec', new Date(1000), 1);
  mkdirSync(join(later.directory, 'runs'));
  writeFileSync(fileOf(later), 'something else');
  assert.equal(idsOf(reopen(session)), [1]);
});

test.run();
