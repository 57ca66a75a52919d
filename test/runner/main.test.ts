/** The runner process itself, spoken to as the search does. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type FromRunner, type ToRunner, WIRE_VERSION } from '../../src/runner/protocol.ts';
import { OUTPUT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { actor, echoSpec, program } from './actors.ts';

const test = suite('runner/main');

const start = (): ChildProcess =>
  fork(join(OUTPUT, 'src/runner/main.js'), [], { serialization: 'advanced', silent: true });

const ask = (child: ChildProcess, message: ToRunner): Promise<FromRunner> =>
  new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as FromRunner));
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
    child.send(message);
  });

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
  });

const begin = (spec = echoSpec(makeScratch())): ToRunner => ({
  kind: 'begin',
  wire: WIRE_VERSION,
  spec,
  runsDirectory: makeScratch(),
  cpu: 0,
  steady: false,
});

const RUN: ToRunner = { kind: 'run', request: { id: 1, purpose: 'baseline', faults: [] } };

test('it begins, runs one experiment after the other, and ends', async () => {
  const child = start();
  assert.is((await ask(child, begin())).kind, 'ready');
  for (let round = 0; round < 3; round++) {
    const answer = await ask(child, RUN);
    assert.is(answer.kind === 'result' && answer.result.verdict.kind, 'held');
  }
  const end = ended(child);
  child.send({ kind: 'end' });
  assert.is(await end, 0);
});

test('asked to run before it was told what, it answers with the error', async () => {
  const child = start();
  const answer = await ask(child, RUN);
  assert.is(answer.kind === 'error' && answer.error.name, 'InvariantError');
  child.disconnect();
  assert.is(await ended(child), 0, 'and it ends with its parent');
});

test('a run that fails is answered with its error, and the next one works', async () => {
  const child = start();
  const folder = makeScratch();
  const spec = echoSpec(folder);
  const once = join(folder, 'once');
  const [first] = spec.nodes;
  assert.ok(first);
  const nodes = [
    {
      ...first,
      command: [
        '/bin/sh',
        '-c',
        `test -e ${once} && exec "$@"; touch ${once}`,
        'sh',
        ...first.command,
      ],
    },
  ];
  await ask(child, begin({ ...spec, nodes }));
  const failed = await ask(child, RUN);
  assert.is(failed.kind === 'error' && failed.error.code, 'node-died');
  assert.is((await ask(child, RUN)).kind, 'result');
  child.disconnect();
});

test("Ctrl-C is the search's business, also in the middle of a run", async () => {
  const child = start();
  const folder = makeScratch();
  const workload = program(folder, actor('pair x y', 'quiet x 200'));
  await ask(child, begin(echoSpec(folder, { workload })));
  const answer = ask(child, RUN);
  child.kill('SIGINT');
  const result = await answer;
  assert.is(result.kind === 'result' && result.result.verdict.kind, 'held');
  child.disconnect();
});

test.run();
