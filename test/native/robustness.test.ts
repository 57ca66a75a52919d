/** What must not be left behind, however a run, a runner or a search ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunRequest } from '../../src/model/run.ts';
import type { Spec } from '../../src/model/spec.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { eventually, tracees } from '../helpers/ldfi.ts';
import { OUTPUT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { actor, echoSpec, node, program } from '../runner/actors.ts';

const test = suite('native/robustness');

const request = (id: number): RunRequest => ({ id, purpose: 'baseline', faults: [] });

/** State letter and parent of every process. */
const processes = (): { pid: number; parent: number; state: string; command: string }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
        const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
        return [{ pid: Number(name), parent: Number(parent), state, command }];
      } catch {
        return [];
      }
    });

const childrenOf = (pid: number) => processes().filter(({ parent }) => parent === pid);

const runnerOf = (pid: number): number =>
  childrenOf(pid).find(({ command }) => command.includes('runner/main.js'))?.pid ?? 0;

/** Everything that makes processes: threads, children, daemons, orphans. */
const busy = (folder: string): Spec =>
  echoSpec(folder, {
    nodes: [
      node(
        folder,
        's',
        ...['daemon {', 'hang', '}', 'fork {', 'fork {', 'hang', '}', 'exit', '}'],
        ...['thread {', 'hang', '}', 'accept l a', 'read a 9', 'write a world', 'hang'],
      ),
    ],
  });

test('a hundred runs leave no process, no zombie and no descriptor behind', async () => {
  const folder = makeScratch();
  const runner = await createProcessRunner(busy(folder), { storeDir: folder, keepRuns: 'failing' });
  await runner.run(request(1));
  const pid = runnerOf(process.pid);
  const descriptors = (): number => readdirSync(`/proc/${pid}/fd`).length;
  const before = descriptors();
  for (let id = 2; id <= 100; id++) {
    assert.is((await runner.run(request(id))).verdict.kind, 'held');
    if (id % 10 === 0) {
      assert.equal(childrenOf(pid), [], `after run ${id}`);
    }
  }
  assert.is(descriptors(), before);
  assert.equal(tracees(folder), []);
  await runner.close();
  assert.is(runnerOf(process.pid), 0);
});

const hanging = (folder: string): Spec => ({
  ...busy(folder),
  workload: program(folder, actor('fork {', 'hang', '}', 'hang')),
});

test('killing the runner process leaves nothing that it traced', async () => {
  const folder = makeScratch();
  const runner = await createProcessRunner(hanging(folder), { storeDir: folder, keepRuns: 'all' });
  const run = runner.run(request(1));
  // Four of the node, two of the workload.
  await eventually(() => tracees(folder).length === 5);
  process.kill(runnerOf(process.pid), 'SIGKILL');
  const { verdict } = await run;
  assert.is(
    verdict.kind === 'inconclusive' && verdict.reason,
    'the runner process ended (SIGKILL)',
  );
  await eventually(() => tracees(folder).length === 0);
  await runner.close();
});

const SEARCH = `
  const [, runner, spec, storeDir] = process.argv;
  const { createProcessRunner } = await import(runner);
  const one = await createProcessRunner(JSON.parse(spec), { storeDir, keepRuns: 'all' });
  await one.run({ id: 1, purpose: 'baseline', faults: [] });`;

/** A search that hangs in a run: a process of its own, to be killed. */
const search = (spec: Spec, folder: string): ChildProcess => {
  const runner = join(OUTPUT, 'src/runner/process-runner.js');
  const args = ['--input-type=module', '-e', SEARCH, runner, JSON.stringify(spec), folder];
  return spawn(process.execPath, args, { stdio: 'inherit' });
};

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`a search that dies of ${signal} takes its runner and all tracees with it`, async () => {
    const folder = makeScratch();
    const child = search(hanging(folder), folder);
    await eventually(() => tracees(folder).length === 5);
    const runner = runnerOf(child.pid ?? 0);
    assert.ok(runner > 0);
    child.kill(signal);
    await eventually(() => processes().every(({ pid }) => pid !== runner));
    await eventually(() => tracees(folder).length === 0);
  });
}

test.run();
