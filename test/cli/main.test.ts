/** The program from outside: what runs without tracing. Exit codes, streams, files. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { FINDING } from '../helpers/findings.ts';
import { OUTPUT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('main');

const MAIN = join(OUTPUT, 'src', 'cli', 'main.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ldfi(args: readonly string[], cwd = makeScratch()): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

test('the version goes to stdout', async () => {
  const { code, stdout, stderr } = await ldfi(['--version']);
  assert.is(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  assert.is(stderr, '');
});

test('help goes to stdout', async () => {
  const { code, stdout, stderr } = await ldfi(['--help']);
  assert.is(code, 0);
  assert.match(stdout, 'ldfi demo');
  assert.is(stderr, '');
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['', /no command given/],
  ['rnu x', /did you mean run\?/],
  ['run', /needs <spec>/],
  ['run x --max-fault 1', /did you mean --max-faults\?/],
  ['run nowhere.yaml', /nowhere\.yaml/],
  ['record nowhere.yaml', /nowhere\.yaml/],
  ['replay nowhere', /no finding "nowhere"/],
  ['replay ./nowhere.json', /no finding at/],
];

for (const [line, message] of REFUSED) {
  test(`"ldfi ${line}" exits 64 with one clear error and prints nothing else`, async () => {
    const cwd = makeScratch();
    const words = line.split(' ').filter((word) => word !== '');
    const { code, stdout, stderr } = await ldfi(words, cwd);
    assert.is(code, 64);
    assert.is(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /^ldfi: /);
    assert.not.match(stderr, /\n +at /);
    assert.not.ok(existsSync(join(cwd, '.ldfi')), 'a refused command leaves no folder');
  });
}

test('a disk that is full under stdout is told, with its own code', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [MAIN, '--help'], { stdio: ['ignore', full, 'pipe'] });
  closeSync(full);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.is(code, 74);
  assert.is(stderr, 'ldfi: cannot write to stdout: ENOSPC\n');
});

test('a spec that is no spec is refused with its place', async () => {
  const cwd = makeScratch();
  writeFileSync(join(cwd, 'a.yaml'), 'version: 1\nname: [\n');
  const { code, stderr } = await ldfi(['run', 'a.yaml'], cwd);
  assert.is(code, 64);
  assert.match(stderr, /a\.yaml:\d+:\d+: /);
});

test('a corrupt finding is refused with its place', async () => {
  const cwd = makeScratch();
  writeFileSync(join(cwd, 'finding.json'), '{"version": 1,');
  const { code, stderr } = await ldfi(['replay', 'finding.json'], cwd);
  assert.is(code, 64);
  assert.match(stderr, /finding\.json:1:15: not JSON/);
});

test('a finding whose spec is gone is refused with where it was looked for', async () => {
  const cwd = makeScratch();
  const specFile = { relative: 'gone.yaml', absolute: '/nowhere/gone.yaml' };
  writeFileSync(join(cwd, 'finding.json'), encodeFinding({ finding: FINDING, specFile }));
  const { code, stderr } = await ldfi(['replay', 'finding.json'], cwd);
  assert.is(code, 64);
  assert.match(stderr, '/nowhere/gone.yaml');
  assert.match(stderr, '--spec');
});

test.run();
