/** Sessions of a store, by their names. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSession } from '../../src/corpus/session.ts';
import { foldersOf, storedSessions } from '../../src/corpus/store-folders.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('store folders');

test('what openSession made is found, the latest of a spec last, and nothing else', () => {
  const store = makeScratch();
  const late = openSession(store, 'a', new Date('2026-02-03T04:05:06.789Z'), 12);
  openSession(store, 'a', new Date(0), 11);
  openSession(store, 'b', new Date(0), 13);
  mkdirSync(join(store, 'a/findings'));
  mkdirSync(join(store, '.aside/x'), { recursive: true });
  writeFileSync(join(store, 'hunts.html'), '');
  symlinkSync(late.directory, join(store, 'latest'));
  const found = storedSessions(store);
  assert.equal(
    found.map(({ spec, pid }) => [spec, pid]),
    [
      ['a', 11],
      ['a', 12],
      ['b', 13],
    ],
  );
  assert.is(found[1]?.startedMs, Date.parse('2026-02-03T04:05:06.789Z'));
  assert.is(found[1]?.directory, late.directory);
});

test('where there is no store there are none', () => {
  assert.equal(foldersOf('/nowhere/at/all'), []);
});

test.run();
