/** Atomic writing, and errors that name path and errno. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linkAtomically, makeFolder, readBytes, writeAtomically } from '../../src/corpus/files.ts';
import { EXIT, StoreError } from '../../src/model/errors.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('files');

function storeErrorOf(action: () => void): StoreError {
  try {
    action();
  } catch (error) {
    assert.instance(error, StoreError);
    return error as StoreError;
  }
  throw new Error('no error');
}

test('writing replaces the file and leaves nothing beside it', () => {
  const folder = makeScratch();
  const path = join(folder, 'a.json');
  writeAtomically(path, 'one');
  writeAtomically(path, 'two');
  assert.is(readFileSync(path, 'utf8'), 'two');
  assert.equal(readdirSync(folder), ['a.json']);
});

test('a failed write names path and errno, and leaves nothing behind', () => {
  const folder = makeScratch();
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'x'), { recursive: true });
  const error = storeErrorOf(() => writeAtomically(path, 'one'));
  assert.ok(error.message.includes(path), error.message);
  assert.match(error.message, /E[A-Z]+$/);
  assert.is(error.exitCode, EXIT.store);
  assert.equal(readdirSync(folder), ['taken']);
});

test('a folder inside a file cannot be made', () => {
  const path = join(makeScratch(), 'file');
  writeAtomically(path, '');
  assert.match(storeErrorOf(() => makeFolder(join(path, 'x'))).message, /ENOTDIR/);
});

test('a link is replaced in one step', () => {
  const path = join(makeScratch(), 'latest');
  linkAtomically(path, 'one');
  linkAtomically(path, 'two');
  assert.is(readlinkSync(path), 'two');
});

test('reading what is not there is a StoreError', () => {
  assert.match(storeErrorOf(() => readBytes('/nowhere/at/all')).message, /ENOENT/);
});

test.run();
