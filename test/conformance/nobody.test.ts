/** Tests of this folder once more, as a user without rights. */
import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OUTPUT, ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { compile } from '../tracer/compile.ts';
import { need } from './scene.ts';

const test = suite('conformance: as nobody');

const isRoot = process.getuid?.() === 0;
const AS_NOBODY = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];

/** Large, and of no use while the tests run. */
const LEFT_OUT = ['.bin', '@biomejs', '@types', '@typescript', 'typescript'];

/** The clone may stand where others may not look. */
function copyClone(): string {
  const scratch = makeScratch();
  chmodSync(scratch, 0o755);
  const clone = join(scratch, 'clone');
  mkdirSync(clone);
  const filter = (path: string): boolean => !LEFT_OUT.includes(basename(path));
  const compiled = relative(ROOT, OUTPUT);
  for (const place of ['package.json', 'native/build', 'node_modules', 'test/fixtures', compiled]) {
    cpSync(join(ROOT, place), join(clone, place), { recursive: true, filter });
  }
  return join(clone, compiled);
}

function run(command: readonly string[]): Promise<{ code: number | null; output: string }> {
  const [first = '', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(first, rest, {
      cwd: '/',
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', LANG: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

const folder = isRoot ? copyClone() : OUTPUT;
// The actors of the differential tests lie where all users look for them.
compile('actor');

for (const name of ['shell', 'etcd', 'node', 'differential']) {
  test(name, async () => {
    const file = join(folder, 'test/conformance', `${name}.test.js`);
    const wrapper = isRoot ? AS_NOBODY : [];
    const { code, output } = await run([...wrapper, need('node'), file]);
    assert.is(code, 0, output);
    assert.match(output, /Passed: +[1-9]/);
  });
}

test.run();
