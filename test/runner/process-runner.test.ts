/** The runner's door on real processes: a lost runner process, closing in mid-run, clean ends. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunRequest } from '../../src/model/run.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { eventually, tracees } from '../helpers/ldfi.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('process runner');

const SPEC = `version: 1
name: pipe
nodes:
  server:
    command: [node, server.js, '\${port.server.main}']
    ports: { main: auto }
workload: { command: [node, client.js, '\${port.server.main}'] }
invariant: { command: [sh, -c, 'exit 0'] }
`;

const FILES = {
  'pipe.yaml': SPEC,
  'server.js': `const [, , port] = process.argv;
require('net').createServer((s) => s.pipe(s)).listen(port, '127.0.0.1');`,
  'client.js': `const [, , port] = process.argv;
const s = require('net').connect(port, '127.0.0.1', () => s.write('hello\\n'));
s.on('data', () => s.destroy());`,
};

async function piping(files: Partial<typeof FILES> = {}) {
  const folder = makeScratch();
  writeFiles(folder, { ...FILES, ...files });
  const storeDir = join(folder, 'store');
  const spec = loadSpec(join(folder, 'pipe.yaml'));
  return { folder, runner: await createProcessRunner(spec, { storeDir, keepRuns: 'all' }) };
}

const request = (id: number): RunRequest => ({ id, purpose: 'baseline', faults: [] });

/** Runner processes that this test has started. */
function runnerPids(): readonly number[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return line.includes('runner/main.js') && status.includes(`PPid:\t${process.pid}\n`);
      } catch {
        return false;
      }
    });
}

test('a run comes back with its verdict, its trace and nothing left running', async () => {
  const { folder, runner } = await piping();
  const result = await runner.run(request(1));
  assert.is(result.verdict.kind, 'held');
  const hello = result.trace.messages.filter(({ label }) => label === 'hello');
  assert.equal(
    hello.map(({ from, to }) => `${from} ${to}`),
    ['client server', 'server client'],
  );
  assert.equal(tracees(folder), []);
  await runner.close();
  assert.equal(runnerPids(), []);
});

test('programs know nothing of how the memory of the runner is set up', async () => {
  const { runner } = await piping({
    'pipe.yaml': SPEC.replace('exit 0', 'test -z "$GLIBC_TUNABLES"'),
  });
  const { verdict } = await runner.run(request(1));
  assert.is(verdict.kind, 'held');
  await runner.close();
});

test('a lost runner process makes its run inconclusive, and the next one works', async () => {
  const hanging = { 'client.js': 'setInterval(() => undefined, 1000);' };
  const { folder, runner } = await piping(hanging);
  const running = runner.run(request(1));
  await eventually(() => tracees(folder).length >= 2);
  for (const pid of runnerPids()) {
    process.kill(pid, 'SIGKILL');
  }
  const result = await running;
  assert.is(result.verdict.kind, 'inconclusive');
  assert.match('reason' in result.verdict ? result.verdict.reason : '', /SIGKILL/);
  await eventually(() => tracees(folder).length === 0);
  writeFiles(folder, { 'client.js': FILES['client.js'] });
  assert.is((await runner.run(request(2))).verdict.kind, 'held');
  await runner.close();
});

test('closing in the middle of a run ends it, and all that it started', async () => {
  const { folder, runner } = await piping({ 'client.js': 'setInterval(() => undefined, 1000);' });
  const running = runner.run(request(1));
  await eventually(() => tracees(folder).length >= 2);
  await runner.close();
  assert.equal(tracees(folder), []);
  assert.equal((await running).verdict, { kind: 'inconclusive', reason: 'interrupted' });
  assert.equal(runnerPids(), []);
});

test('thirty runs leave no process and no descriptor behind in the runner', async () => {
  const { folder, runner } = await piping();
  await runner.run(request(1));
  const [pid = 0] = runnerPids();
  const descriptors = (): number => readdirSync(`/proc/${pid}/fd`).length;
  const before = descriptors();
  for (let id = 2; id <= 30; id++) {
    assert.is((await runner.run(request(id))).verdict.kind, 'held');
  }
  assert.is(descriptors(), before);
  assert.equal(tracees(folder), []);
  await runner.close();
});

test.run();
