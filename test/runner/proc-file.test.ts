import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readProc } from '../../src/runner/proc-file.ts';

const test = suite('runner/proc-file');

test('a file of /proc is read, one that is not there is nothing', () => {
  assert.match(readProc('/proc/self/stat') ?? '', new RegExp(`^${process.pid} \\(`));
  assert.is(readProc('/proc/self/nothing'), undefined);
});

test('of a large file, the beginning', () => {
  assert.is(readProc('/proc/self/smaps')?.length, 1024);
});

test.run();
