/** Tracing needs no privileges: tests run once more as a user that has none. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { locateEngine } from '../../src/tracer/locate-engine.ts';
import { OUTPUT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('native/nobody');

const NOBODY = 65_534;
const AS_NOBODY = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', '--no-new-privs'];

/** Runs a compiled test file as that user, in a temporary folder of its own. */
const runAsNobody = (file: string): Promise<string> => {
  const folder = makeScratch();
  chmodSync(folder, 0o755);
  const own = join(folder, 'own');
  mkdirSync(own);
  chownSync(own, NOBODY, NOBODY);
  const child = spawn('setpriv', [...AS_NOBODY, process.execPath, join(OUTPUT, 'test', file)], {
    cwd: '/',
    env: { PATH: process.env['PATH'], TMPDIR: own, HOME: own },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  }
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(`exit code ${code}\n${text}`));
  });
};

/** Node and this folder may lie where only root may look, /root for one. */
const isWithinReach = (): boolean => {
  const look = `require('fs').accessSync(${JSON.stringify(join(OUTPUT, 'src'))})`;
  return spawnSync('setpriv', [...AS_NOBODY, process.execPath, '-e', look]).status === 0;
};

// Who is not root is another user already, and all tests run as that one.
if (process.getuid?.() === 0 && isWithinReach()) {
  for (const file of [
    'runner/experiment.test.js',
    'tracer/lifecycle.test.js',
    'tracer/privileges.test.js',
  ]) {
    test(`a user without privileges may trace: ${file}`, async () => {
      const text = await runAsNobody(file);
      assert.match(text, /^exit code 0\n/, text);
      assert.match(text, /Passed: +\d+\n/);
    });
  }
}

test('every user may read the engine', () => {
  assert.is(statSync(locateEngine()).mode & 0o044, 0o044);
});

test.run();
