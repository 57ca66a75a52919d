/** Files of a run by pattern. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { filesLike } from '../../src/runner/run-files.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('runner/run-files');

function folderWith(...paths: readonly string[]): string {
  const folder = makeScratch();
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  return folder;
}

test('stars and question marks stand for parts of one name, in folders too', () => {
  const folder = folderWith('h-1.jsonl', 'h-22.jsonl', 'nodes/a/h.jsonl', 'nodes/b/h.jsonl');
  assert.equal(filesLike(folder, 'h-*.jsonl'), ['h-1.jsonl', 'h-22.jsonl']);
  assert.equal(filesLike(folder, './h-?.jsonl'), ['h-1.jsonl']);
  assert.equal(filesLike(folder, 'nodes/*/h.jsonl'), ['nodes/a/h.jsonl', 'nodes/b/h.jsonl']);
  assert.equal(filesLike(folder, '*'), ['h-1.jsonl', 'h-22.jsonl']);
});

test('all other characters stand for themselves, and what is not there is nothing', () => {
  const folder = folderWith('a+b.jsonl', 'aab.jsonl', '.hidden');
  assert.equal(filesLike(folder, 'a+b.jsonl'), ['a+b.jsonl']);
  assert.equal(filesLike(folder, 'aab?jsonl'), ['aab.jsonl']);
  assert.equal(filesLike(folder, '*hidden'), []);
  assert.equal(filesLike(folder, 'no/such/*'), []);
});

test.run();
