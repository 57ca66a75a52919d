/** What a user gets wrong: one clear message, the right exit code, nothing left running. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type LdfiEnd, ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('bad input');

/** A node that listens, a workload and an invariant that end well; each part can be replaced. */
const PARTS = {
  'server.js': `const [, , port] = process.argv;
require('net').createServer((s) => s.pipe(s)).listen(port, '127.0.0.1');`,
  'workload.js': `const [, , port] = process.argv;
const s = require('net').connect(port, '127.0.0.1', () => s.end('hello\\n'));
s.on('data', () => undefined);
s.on('error', () => undefined);
s.setTimeout(300, () => s.destroy());`,
  'invariant.js': 'process.exit(0);',
};

const SPEC = `version: 1
name: small
nodes:
  server:
    command: [node, server.js, '\${port.server.main}']
    ports: { main: auto }
    ready: [{ listen: main, timeout: 20s }]
workload: { command: [node, workload.js, '\${port.server.main}'], timeout: 20s }
invariant: { command: [node, invariant.js], timeout: 20s }
faults: { bounds: { max_faults: 1 } }
baselines: 1
`;

interface Case {
  readonly spec?: string;
  readonly parts?: Partial<typeof PARTS>;
  readonly wrapper?: readonly string[];
}

/** Runs `ldfi run` on the small system with that one thing wrong. */
async function runWith({ spec = SPEC, parts = {}, wrapper = [] }: Case): Promise<LdfiEnd> {
  const folder = makeScratch();
  writeFiles(folder, { 'small.yaml': spec, ...PARTS, ...parts });
  const end = await ldfi(['run', 'small.yaml'], folder, wrapper);
  assert.equal(tracees(folder), [], 'nothing is left running');
  return end;
}

function assertSays(end: LdfiEnd, code: number, ...fragments: readonly string[]): void {
  for (const fragment of fragments) {
    assert.ok(end.err.includes(fragment), `"${fragment}" is missing in:\n${end.err}`);
  }
  assert.is(end.code, code, end.err);
  assert.not.match(end.err, /internal error/);
}

test('the small system itself holds', async () => {
  const end = await runWith({});
  assert.is(end.code, 0, end.err + end.out);
});

test('an unknown key is named with its place and a suggestion', async () => {
  const end = await runWith({
    spec: SPEC.replace('    command: [node, server', '    comand: [node, server'),
  });
  assertSays(end, 64, 'small.yaml:5:5', 'comand', 'did you mean "command"');
});

test('a wrong type is named with its place', async () => {
  const end = await runWith({ spec: SPEC.replace('baselines: 1', 'baselines: many') });
  assertSays(end, 64, 'small.yaml:11:12', 'baselines', 'many');
});

test('a spec that is not there', async () => {
  const end = await ldfi(['run', 'nowhere.yaml'], makeScratch());
  assertSays(end, 64, 'nowhere.yaml');
});

test('a missing program is named with its place in the spec', async () => {
  const end = await runWith({ spec: SPEC.replace('[node, server.js', '[nodde, server.js') });
  assertSays(end, 64, 'small.yaml:5:14', 'nodde', 'PATH');
});

test('a missing script file is named', async () => {
  const end = await runWith({
    spec: SPEC.replace('[node, invariant.js]', '[node, invariannt.js]'),
  });
  assertSays(end, 64, 'small.yaml:9:', 'invariannt.js');
});

test('a node that never becomes ready', async () => {
  const end = await runWith({
    spec: SPEC.replace('timeout: 20s }]', 'timeout: 5s }]'),
    parts: {
      'server.js': `console.log('waiting for nothing'); setInterval(() => undefined, 1000);`,
    },
  });
  assertSays(end, 3, 'server was not ready', '5000 ms', 'port "main"', 'waiting for nothing');
});

test('a node that dies at its start shows its last words', async () => {
  const end = await runWith({
    parts: { 'server.js': `console.error('no such disk'); process.exit(9);` },
  });
  assertSays(end, 3, 'server ended with exit code 9', 'no such disk');
});

test('a system that fails without faults', async () => {
  const end = await runWith({
    parts: { 'invariant.js': `console.log('entry 7 is gone'); process.exit(1);` },
  });
  assertSays(end, 3, 'fault-free run 1', 'entry 7 is gone');
});

test('a workload that promises nothing', async () => {
  const end = await runWith({
    parts: { 'invariant.js': `console.log('nothing acknowledged'); process.exit(77);` },
  });
  assertSays(end, 3, 'vacuous', 'nothing acknowledged');
});

test('an invariant script that crashes shows its stderr', async () => {
  const end = await runWith({
    parts: { 'invariant.js': `throw new Error('typo in the script');` },
  });
  assertSays(end, 3, 'invariant script ended with exit code 1 but', 'typo in the script');
});

test('an invariant script that hangs', async () => {
  const end = await runWith({
    spec: SPEC.replace('invariant.js], timeout: 20s', 'invariant.js], timeout: 5s'),
    parts: { 'invariant.js': `console.error('asking'); setInterval(() => undefined, 1000);` },
  });
  assertSays(end, 3, 'invariant script did not end within 5000 ms', 'asking');
});

test('a workload that hangs', async () => {
  const end = await runWith({
    spec: SPEC.replace(
      "'${port.server.main}'], timeout: 20s",
      "'${port.server.main}'], timeout: 700ms",
    ),
    parts: { 'workload.js': 'setInterval(() => undefined, 1000);' },
  });
  assertSays(end, 3, 'workload did not end within 700 ms');
});

test('a workload that fails', async () => {
  const end = await runWith({
    parts: { 'workload.js': `console.error('no route'); process.exit(4);` },
  });
  assertSays(end, 3, 'workload ended with exit code 4', 'no route');
});

test('a host that forbids ptrace', async () => {
  const folder = makeScratch();
  const program = join(folder, 'deny-ptrace');
  const source = join(ROOT, 'test/fixtures/system/deny-ptrace.c');
  const compiled = spawnSync('cc', ['-o', program, source], { encoding: 'utf8' });
  assert.is(compiled.status, 0, compiled.stderr);
  const end = await runWith({ wrapper: [program] });
  assertSays(end, 69, 'PTRACE_SEIZE', 'not permitted', 'ldfi doctor');
});

test('a finding that is not there', async () => {
  const end = await ldfi(['replay', 'abcdef'], makeScratch());
  assertSays(end, 64, 'abcdef');
});

test.run();
