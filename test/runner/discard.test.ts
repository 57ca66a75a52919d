import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { binOf, createBin } from '../../src/runner/discard.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('runner/discard');

const full = (folder: string): string => {
  mkdirSync(join(folder, 'a', 'b'), { recursive: true });
  writeFileSync(join(folder, 'a', 'file'), 'x');
  return folder;
};

test('a folder is out of its place at once, and gone when the bin is empty', async () => {
  const scratch = makeScratch();
  const bin = createBin(join(scratch, 'bin'));
  await bin.discard(full(join(scratch, 'run')));
  assert.not.ok(existsSync(join(scratch, 'run')));
  await bin.empty();
  assert.equal(readdirSync(scratch), []);
});

test('the same place may be used and discarded again, more often than the bin holds', async () => {
  const scratch = makeScratch();
  const bin = createBin(join(scratch, 'bin'));
  for (let i = 0; i < 40; i++) {
    await bin.discard(full(join(scratch, 'run')));
  }
  await bin.empty();
  assert.equal(readdirSync(scratch), []);
});

test('what is not there is nothing to discard', async () => {
  const scratch = makeScratch();
  const bin = createBin(join(scratch, 'bin'));
  await bin.discard(join(scratch, 'run'));
  await bin.empty();
  assert.equal(readdirSync(scratch), []);
});

test('two bins of one folder of runs do not take each other for their own', async () => {
  const scratch = makeScratch();
  const [one, two] = [binOf(scratch), binOf(scratch)];
  await one.discard(full(join(scratch, '1')));
  await two.discard(full(join(scratch, '2')));
  await one.empty();
  await two.empty();
  assert.equal(readdirSync(scratch), []);
});

test.run();
