/** The pictures of wrong histories beside a finding. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyPictures, picturesIn } from '../../src/corpus/history-pictures.ts';
import { PICTURES_FILE } from '../../src/model/run.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('corpus/history-pictures');

const PICTURE = {
  ...{ title: 'register', reason: 'r', before: 0, after: 1 },
  operations: [{ process: 'a', words: 'read → 1', from: 0, to: 1, culprit: true }],
};

function folderWith(text: string): string {
  const folder = makeScratch();
  writeFileSync(join(folder, PICTURES_FILE), text);
  return folder;
}

test('what a run left is kept beside the finding', () => {
  const run = folderWith(JSON.stringify({ version: 1, pictures: [PICTURE] }));
  const finding = makeScratch();
  copyPictures(run, finding);
  assert.equal(picturesIn(finding), [PICTURE]);
});

test('where there is none, or none of ours, nothing is drawn', () => {
  const empty = makeScratch();
  copyPictures(empty, empty);
  assert.equal(picturesIn(empty), []);
  assert.equal(picturesIn(folderWith('{"version":1,"pict')), []);
  assert.equal(picturesIn(folderWith('{"version":2,"pictures":[]}')), []);
  assert.equal(picturesIn(folderWith('{"version":1,"pictures":[{"title":1}]}')), []);
});

test.run();
