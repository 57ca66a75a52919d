/** Finding a finding: by path, folder, id; and its spec. */
import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFinding } from '../../src/corpus/read-finding.ts';
import { markLatest, openSession, saveFinding } from '../../src/corpus/session.ts';
import { SpecError, UsageError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('read finding');

interface Saved {
  readonly root: string;
  readonly store: string;
  readonly spec: string;
  /** Saves another finding in a session of that day of January and gives back its file. */
  readonly save: (day: number, finding?: Finding) => string;
}

function store(): Saved {
  const root = makeScratch();
  const spec = join(root, 'spec.yaml');
  writeFileSync(spec, '');
  const path = join(root, 'store');
  return {
    root,
    store: path,
    spec,
    save: (day, finding = FINDING) => {
      const session = openSession(path, 'mailbox', new Date(Date.UTC(2026, 0, day)), 1);
      markLatest(session);
      return saveFinding(session, { ...finding, logs: makeScratch() }, spec, undefined).file;
    },
  };
}

test('a file, its folder, its id and the start of its id mean one finding', () => {
  const saved = store();
  const file = saved.save(1);
  for (const reference of [file, dirname(file), FINDING.id, FINDING.id.slice(0, 3)]) {
    const found = readFinding(reference, saved.store);
    assert.is(found.file, file);
    assert.is(found.specFile, saved.spec);
  }
});

test('the newest of several sessions wins', () => {
  const saved = store();
  saved.save(2);
  const newest = saved.save(3);
  saved.save(1);
  assert.is(readFinding(FINDING.id, saved.store).file, newest);
});

test('the start of two ids is refused and both are named', () => {
  const saved = store();
  saved.save(1);
  saved.save(2, { ...FINDING, id: '1affffff' });
  assert.throws(
    () => readFinding('1a', saved.store),
    (error: unknown) => error instanceof UsageError && /1a2b3c4d.*|1affffff/.test(error.hint ?? ''),
  );
});

test('an id that is the start of another one means itself', () => {
  const saved = store();
  const file = saved.save(1, { ...FINDING, id: '1a' });
  saved.save(2);
  assert.is(readFinding('1a', saved.store).file, file);
});

for (const reference of ['nothing', './nothing', 'nothing.json', '']) {
  test(`"${reference}" is no finding`, () => {
    assert.throws(
      () => readFinding(reference, store().store),
      (error: unknown) => error instanceof UsageError,
    );
  });
}

test('the spec is found by its relative path when all was moved together', () => {
  const saved = store();
  saved.save(1);
  const moved = `${saved.root}-moved`;
  renameSync(saved.root, moved);
  const found = readFinding(FINDING.id, join(moved, 'store'));
  assert.is(found.specFile, join(moved, 'spec.yaml'));
  renameSync(moved, saved.root);
});

test('the spec is found by its absolute path when the finding was moved alone', () => {
  const saved = store();
  const moved = join(makeScratch(), 'finding.json');
  renameSync(saved.save(1), moved);
  assert.is(readFinding(moved, saved.store).specFile, saved.spec);
});

test('the spec is found through the latest link', () => {
  const saved = store();
  saved.save(1);
  const path = join(saved.store, 'latest', 'findings', FINDING.id);
  assert.is(readFinding(path, saved.store).specFile, saved.spec);
});

test('a spec that is gone is said, with the places where it was looked for', () => {
  const saved = store();
  saved.save(1);
  renameSync(saved.spec, `${saved.spec}.old`);
  assert.throws(
    () => readFinding(FINDING.id, saved.store),
    (error: unknown) => error instanceof SpecError && error.message.includes(saved.spec),
  );
  assert.is(
    readFinding(FINDING.id, saved.store, 'other.yaml').specFile.endsWith('other.yaml'),
    true,
  );
});

test.run();
