/** Which file a call is about, asked of this process itself. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/tracer/engine.ts';
import { pathOfCall, pathOfFd } from '../../src/tracer/file-paths.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('tracer/file-paths');

/** A tracee whose memory holds that path, wherever it is looked for. */
const holding = (text: string): Engine =>
  ({ read: () => Buffer.from(`${text}\0rest`) }) as unknown as Engine;
const ME = { tid: process.pid, pid: process.pid };

test('by its descriptor', () => {
  const file = join(makeScratch(), 'log');
  const fd = openSync(file, 'w');
  assert.is(pathOfCall(holding(''), ME, 'fsync', [fd]), file);
  closeSync(fd);
  assert.is(pathOfFd(process.pid, 9999), undefined);
});

test('by the path that it names, from the directory that it starts from', () => {
  const folder = makeScratch();
  const fd = openSync(folder, 'r');
  assert.is(pathOfCall(holding('/a/../b'), ME, 'open', [1]), '/b');
  assert.is(pathOfCall(holding('x/y'), ME, 'mkdir', [1]), join(process.cwd(), 'x/y'));
  assert.is(pathOfCall(holding('x'), ME, 'openat', [-100, 1]), join(process.cwd(), 'x'));
  assert.is(pathOfCall(holding('x'), ME, 'openat', [fd, 1]), join(folder, 'x'));
  closeSync(fd);
});

test('a call that is about no file has no path', () => {
  assert.is(pathOfCall(holding('/x'), ME, 'socket', [1]), undefined);
  assert.is(pathOfCall(holding(''), ME, 'open', [1]), undefined);
});

test.run();
