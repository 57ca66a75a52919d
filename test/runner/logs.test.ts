import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lastLine, logSizesOf, logTail, readLog } from '../../src/runner/logs.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('logs');

test('the tail is the last fifteen lines', () => {
  const folder = makeScratch();
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`);
  writeFiles(folder, { 'a.log': `${lines.join('\n')}\n` });
  assert.equal(logTail(join(folder, 'a.log')).split('\n'), lines.slice(-15));
});

test('a log that is not there, or empty, is said to be', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'empty.log': '' });
  assert.is(readLog(join(folder, 'none.log')), '');
  assert.match(logTail(join(folder, 'none.log')), /wrote nothing/);
  assert.match(logTail(join(folder, 'empty.log')), /wrote nothing/);
});

test('sizes are those of the logs that are there', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'a.log': 'one\n', 'b.log': '' });
  const sizes = logSizesOf(['a', 'b', 'c'], (name) => join(folder, `${name}.log`));
  assert.equal(sizes(), { a: 4, b: 0 });
  writeFiles(folder, { 'a.log': 'one\ntwo\n' });
  assert.is(sizes()['a'], 8);
});

test('the last line is the last that says something', () => {
  assert.is(lastLine('one\ntwo  \n\n'), 'two');
  assert.is(lastLine(''), '');
});

test.run();
