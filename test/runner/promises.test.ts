/** What a spec promises without a script, on real processes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { PICTURES_FILE, type RunResult } from '../../src/model/run.ts';
import type { NodeSpec, Spec } from '../../src/model/spec.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { engineOf } from '../tracer/play.ts';
import { actor, echoSpec, node, program } from './actors.ts';

const test = suite('runner/promises');

async function run(
  change: (folder: string) => Partial<Spec>,
  faults: readonly string[] = [],
): Promise<RunResult> {
  const folder = makeScratch();
  const spec = echoSpec(folder, change(folder));
  const request = {
    id: 1,
    purpose: 'hypothesis',
    faults: faults.map((text) => parseFault(text)),
  } as const;
  const result = await runExperiment(spec, request, join(folder, 'runs/1'), engineOf());
  assert.is(engineOf().next(0).kind, 'none', 'nothing is left');
  return result;
}

const sh = (folder: string, script: string) => program(folder, ['/bin/sh', '-c', script]);

/** A node that listens nowhere and runs a script; it is ready when it says so. */
const scripted = (folder: string, script: string): NodeSpec => ({
  ...node(folder, 's'),
  command: ['/bin/sh', '-c', script],
  ports: {},
  ready: [{ type: 'log', node: 's', match: 'ready', timeoutMs: 5_000 }],
});

const reasonOf = ({ verdict }: RunResult): string =>
  'reason' in verdict ? verdict.reason : verdict.kind;

/** The node goes on when the workload asks for it, and the workload when the node has done it. */
const GO = 'cd "$LDFI_RUN_DIR"; echo $$ > pid; echo ready; until [ -e go ]; do sleep 0.01; done';
const goUntil = (folder: string, done: string) =>
  sh(folder, `cd "$LDFI_RUN_DIR"; touch go; until ${done}; do sleep 0.01; done`);
const crash = [{ type: 'crash' }] as const;

test('a node that dies of a signal that no fault sent has crashed', async () => {
  const result = await run((folder) => ({
    nodes: [scripted(folder, `${GO}; kill -SEGV $$`)],
    workload: goUntil(folder, '! kill -0 $(cat pid) 2>/dev/null'),
    never: crash,
  }));
  assert.is(reasonOf(result), 's died of SIGSEGV');
});

test('a process of a node that falls has crashed, though the node goes on', async () => {
  const fall = `sh -c 'kill -ABRT $$' 2>/dev/null; touch done; exec sleep 1000`;
  const result = await run((folder) => ({
    nodes: [scripted(folder, `${GO}; ${fall}`)],
    workload: goUntil(folder, '[ -e done ]'),
    never: crash,
  }));
  assert.is(reasonOf(result), 'a process of s died of SIGABRT');
});

test('a panic that is written and survived is a crash all the same', async () => {
  const result = await run((folder) => ({
    nodes: [scripted(folder, `${GO}; echo 'panic: no disk' >&2; touch done; exec sleep 1000`)],
    workload: goUntil(folder, '[ -e done ]'),
    never: crash,
  }));
  assert.is(reasonOf(result), 's wrote: panic: no disk');
});

test('a node that a fault has killed has not crashed', async () => {
  const fault = 's: crash after s→client "world"#1';
  const result = await run(() => ({ never: crash }), [fault]);
  assert.is(result.faults[0]?.outcome, 'fired');
  assert.is(result.verdict.kind, 'held');
});

test('a workload that ends with another exit code fails, where the spec says so', async () => {
  const failing = (folder: string) => ({ workload: sh(folder, 'exit 3') });
  const result = await run((folder) => ({ ...failing(folder), never: [{ type: 'fail' }] }));
  assert.is(reasonOf(result), 'the workload failed: client ended with exit code 3');
  assert.is(result.verdict.kind, 'violated');
  assert.is((await run(failing)).verdict.kind, 'inconclusive');
});

/** Waits for an answer that never comes. */
const mute = (folder: string): Partial<Spec> => ({
  nodes: [node(folder, 's', 'accept l a', 'read a 9', 'hang')],
  workload: { ...echoSpec(folder).workload, timeoutMs: 100 },
});

test('a workload that does not end when its time and the faults are over hangs', async () => {
  const hangs = await run((folder) => ({
    ...mute(folder),
    never: [{ type: 'hang', graceMs: 100 }],
  }));
  assert.is(hangs.verdict.kind, 'violated');
  assert.is(reasonOf(hangs), 'the workload hangs, though all faults are over');
  const unasked = await run(mute);
  assert.is(reasonOf(unasked), 'the workload did not end within 100 ms');
});

test('a workload that ends once the faults are over does not hang', async () => {
  const result = await run(
    (folder) => ({
      workload: { ...echoSpec(folder).workload, timeoutMs: 1_000 },
      never: [{ type: 'hang', graceMs: 60_000 }],
    }),
    ['s→client "world"#1: delay until heal'],
  );
  assert.is(result.faults[0]?.outcome, 'fired');
  assert.is(reasonOf(result), 'held');
});

const WRITE = [
  '{"process":"c","type":"invoke","f":"write","value":1}',
  '{"process":"c","type":"ok","f":"write"}',
  '{"process":"c","type":"invoke","f":"read"}',
];
const noting = (folder: string, ...lines: readonly string[]) =>
  sh(folder, lines.map((line) => `echo '${line}' >> "$LDFI_RUN_DIR/h.jsonl"`).join('\n'));

test('a history is judged where clients wrote it, and a wrong one leaves its picture', async () => {
  const checks = [{ history: 'h.jsonl', model: 'register', timeoutMs: 10_000 }] as const;
  const answer = (value: number) => `{"process":"c","type":"ok","f":"read","value":${value}}`;
  const right = await run((folder) => ({
    workload: noting(folder, ...WRITE, answer(1)),
    checks,
  }));
  assert.is(right.verdict.kind, 'held');
  const wrong = await run((folder) => ({
    workload: noting(folder, ...WRITE, answer(2)),
    checks,
  }));
  assert.is(reasonOf(wrong), 'not a register: c read → 2, but it was 1 then');
  assert.ok(existsSync(join(wrong.directory, PICTURES_FILE)));
  const none = await run((folder) => ({
    workload: program(folder, actor('tcp a', 'close a')),
    checks,
  }));
  assert.is(none.verdict.kind, 'vacuous');
});

test.run();
