import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { positionIn } from '../../src/spec/position.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('position');

test('the place of a value is its line and column in the file', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'a.yaml': 'version: 1\nnodes:\n  one:\n    command: [x, y]\n' });
  const file = join(folder, 'a.yaml');
  assert.is(positionIn(file, ['nodes', 'one', 'command']), `${file}:4:14`);
});

test('what is absent stands where the nearest thing around it has its name', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'a.yaml': 'nodes:\n  one: {}\n' });
  const file = join(folder, 'a.yaml');
  assert.is(positionIn(file, ['nodes', 'one', 'command']), `${file}:2:3`);
});

test('a file that is gone has no place but itself', () => {
  assert.is(positionIn('/nowhere/a.yaml', ['nodes']), '/nowhere/a.yaml');
});

test.run();
