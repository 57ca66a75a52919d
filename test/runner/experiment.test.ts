/** One experiment on real processes, from the launch of its nodes to its verdict. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { supportOf } from '../../src/lineage/support.ts';
import { BaselineError } from '../../src/model/errors.ts';
import type { Chance, RunResult } from '../../src/model/run.ts';
import type { Spec } from '../../src/model/spec.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { checkTrace } from '../tracer/check-trace.ts';
import { engineOf } from '../tracer/play.ts';
import { actor, echoSpec, node, program } from './actors.ts';

const test = suite('runner/experiment');

const sh = (folder: string, script: string) => program(folder, ['/bin/sh', '-c', script]);

/** Runs a spec made from the echo spec, in a folder of its own. */
async function run(
  change: (folder: string) => Partial<Spec> = () => ({}),
  faults: readonly string[] = [],
  chance?: Chance,
): Promise<RunResult> {
  const folder = makeScratch();
  const spec = echoSpec(folder, change(folder));
  const request = {
    id: 1,
    purpose: 'hypothesis',
    faults: faults.map((text) => parseFault(text)),
    ...(chance && { chance }),
  } as const;
  const result = await runExperiment(spec, request, join(folder, 'runs/1'), engineOf());
  if (!result.verdict.kind.startsWith('incon')) {
    checkTrace(result.trace, false);
  }
  assert.is(engineOf().next(0).kind, 'none', 'nothing is left');
  return result;
}

const reasonOf = ({ verdict }: RunResult): string => ('reason' in verdict ? verdict.reason : '');

test('a run that holds: its messages, its phases, its logs', async () => {
  const result = await run();
  assert.equal(result.verdict, { kind: 'held' });
  assert.equal(
    result.trace.messages.map(({ from, to, kind, label, phase }) =>
      [from, to, kind, label, phase].join(' '),
    ),
    ['client s connect  workload', 'client s tcp hello workload', 's client tcp world workload'],
  );
  assert.equal(result.trace.nodes, ['s', 'client', 'invariant']);
  assert.equal(readdirSync(result.directory).toSorted(), [
    ...['client.log', 'invariant.err', 'invariant.log', 's.log'],
  ]);
  assert.match(readFileSync(join(result.directory, 'client.log'), 'utf8'), 'read a: "world"');
  assert.ok(result.stops > 20 && result.durationMs > 0);
});

test('a fault that fires notes how much each node had written by then', async () => {
  const result = await run(() => ({}), ['client→s "hello"#1: delay for 20ms']);
  const [report] = result.faults;
  assert.is(report?.outcome, 'fired', report?.detail);
  const sizeOf = (name: string): number =>
    readFileSync(join(result.directory, `${name}.log`)).length;
  const { s = -1, client = -1 } = report?.logs ?? {};
  assert.ok(s >= 0 && s <= sizeOf('s'));
  assert.ok(client >= 0 && client < sizeOf('client'), 'it has not told of the answer yet');
});

test('what the invariant says is the verdict, its last line the reason', async () => {
  const violated = await run((folder) => ({
    invariant: sh(folder, 'echo x; echo k1 is lost; exit 1'),
  }));
  assert.equal(violated.verdict, { kind: 'violated', reason: 'k1 is lost' });
  const vacuous = await run((folder) => ({ invariant: sh(folder, 'exit 77') }));
  assert.is(vacuous.verdict.kind, 'vacuous');
});

test('what must never happen is a violation, whatever the invariant says', async () => {
  const speaker = {
    ...node(makeScratch(), 'b'),
    command: ['/bin/sh', '-c', 'echo ready; echo "panic: no disk" >&2; exec sleep 1000'],
    ports: {},
    ready: [{ type: 'log', node: 'b', match: 'ready', timeoutMs: 5_000 }],
  } as const;
  const panicked = await run((folder) => ({
    nodes: [...echoSpec(folder).nodes, speaker],
    never: [{ type: 'log', match: '^panic:' }],
  }));
  assert.equal(panicked.verdict, { kind: 'violated', reason: 'b wrote: panic: no disk' });
});

test('a node that ends by itself is told from one that a fault has killed', async () => {
  const ending = (folder: string): Partial<Spec> => ({
    nodes: [node(folder, 's', 'accept l a', 'read a 9', 'write a world')],
    never: [{ type: 'end' }],
  });
  const ended = await run(ending);
  assert.is(reasonOf(ended), 's ended by itself: exit code 0');
  const crash = 's: crash after s→client "world"#1';
  const killed = await run((folder) => ({ never: ending(folder).never ?? [] }), [crash]);
  assert.is(killed.faults[0]?.outcome, 'fired');
  assert.is(killed.verdict.kind, 'held');
});

test('what the check does is no part of the workload', async () => {
  const { trace } = await run((folder) => ({
    nodes: [
      node(folder, 's', 'accept l a', 'read a 9', 'write a hi', 'accept l b', 'read b 9', 'hang'),
    ],
    invariant: program(
      folder,
      actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a check'),
    ),
  }));
  const check = trace.messages.filter(({ phase }) => phase === 'check');
  assert.equal(
    check.map(({ from, label }) => `${from} ${label}`),
    ['invariant ', 'invariant check'],
  );
  assert.ok(check.every(({ sent }) => sent >= trace.workload.to));
});

test('a workload that fails without faults tells nothing', async () => {
  const result = await run((folder) => ({ workload: sh(folder, 'echo oops; exit 3') }));
  assert.is(reasonOf(result), 'the workload ended with exit code 3');
  assert.is('detail' in result.verdict && result.verdict.detail, 'oops');
});

test('clients of one workload start together, each as a node of its own', async () => {
  const result = await run((folder) => ({
    nodes: [node(folder, 's', ...['accept l a', 'read a 9', 'accept l b', 'read b 9'], 'hang')],
    workload: {
      ...program(
        folder,
        actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a ${name}', 'close a'),
      ),
      clients: 2,
    },
  }));
  assert.is(result.verdict.kind, 'held');
  const { trace } = result;
  assert.equal(trace.nodes, ['s', 'client.1', 'client.2', 'invariant']);
  const execs = trace.events.filter(({ call, node: of }) => call === 'exec' && of !== 'invariant');
  const first = trace.events.find(({ call }) => call === 'connect');
  assert.ok(execs.every(({ id }) => id < (first?.id ?? 0)));
  const said = trace.messages.filter(({ kind, to }) => kind === 'tcp' && to === 's');
  assert.equal(said.map(({ from, label }) => `${from} ${label}`).sort(), [
    'client.1 client.1',
    'client.2 client.2',
  ]);
});

test('a client that cannot be started holds no other up', async () => {
  const result = await run((folder) => ({
    workload: { ...program(folder, ['/nowhere/program']), clients: 2 },
  }));
  assert.is(result.verdict.kind, 'inconclusive');
});

test('writes are made short by chance: the kernel is asked for less', async () => {
  const long = 'x'.repeat(64);
  const result = await run(
    (folder) => ({
      nodes: [node(folder, 's', 'accept l a', 'all a 640', 'hang')],
      workload: program(
        folder,
        actor(
          ...['tcp a', 'connect a 127.0.0.1 ${port.s.main}'],
          ...Array.from({ length: 20 }, () => `write a ${long}`),
        ),
      ),
      settleMs: 0,
    }),
    [],
    { seed: 3, shortenWrites: true },
  );
  const sends = result.trace.events.filter(
    ({ call, phase, node: of }) => call === 'send' && phase === 'exit' && of === 'client',
  );
  assert.ok(sends.some(({ result: sent = 0 }) => sent > 0 && sent * 2 < 64));
  const written = sends.reduce((sum, { result: sent = 0 }) => sum + sent, 0);
  assert.is(sends.at(-1)?.window?.to, written);
});

test('under faults a workload may fail', async () => {
  const result = await run((folder) => ({ workload: sh(folder, 'exit 3') }), ['s: crash at end']);
  assert.is(result.verdict.kind, 'held');
});

test('a workload or an invariant that does not end in time is killed', async () => {
  const hang = (folder: string) => ({
    ...program(folder, actor('say here', 'hang')),
    timeoutMs: 60,
  });
  const workload = await run((folder) => ({ workload: hang(folder) }));
  assert.is(reasonOf(workload), 'the workload did not end within 60 ms');
  const invariant = await run((folder) => ({ invariant: hang(folder) }));
  assert.is(reasonOf(invariant), 'the invariant script did not end within 60 ms');
});

test('a node that ends before it is ready fails the run, and leaves nothing', async () => {
  const nodes = (folder: string) => [
    { ...node(folder, 's'), command: actor('say broken', 'exit 2') },
  ];
  try {
    await run((folder) => ({ nodes: nodes(folder) }));
    assert.unreachable();
  } catch (error) {
    assert.instance(error, BaselineError);
    assert.match((error as BaselineError).message, 'node s ended with exit code 2');
    assert.match((error as BaselineError).detail ?? '', 'broken');
  }
  assert.is(engineOf().next(0).kind, 'none');
});

test('a node that ends between being ready and the workload fails the run', async () => {
  try {
    await run((folder) => ({ nodes: [node(folder, 's', 'exit 4')] }));
    assert.unreachable();
  } catch (error) {
    assert.match((error as BaselineError).message, 'ended with exit code 4 before the workload');
  }
});

test('a run that could not be followed is inconclusive, whatever the invariant says', async () => {
  for (const code of [0, 1]) {
    const result = await run((folder) => {
      return {
        workload: program(
          folder,
          actor(
            ...['tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello', 'read a 9'],
            'traceme',
          ),
        ),
        invariant: sh(folder, `echo lost; exit ${code}`),
      };
    });
    assert.is(result.verdict.kind, 'inconclusive');
    assert.match(reasonOf(result), 'the run could not be followed: client traces a program');
  }
});

test('faults: the one that fires and the one that does not are both reported', async () => {
  const workload = (folder: string) =>
    program(
      folder,
      actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello', 'quiet a 50'),
    );
  const result = await run(
    (folder) => ({ workload: workload(folder) }),
    ['s→client "world"#1: cut', 's→client "never"#1: cut'],
  );
  assert.equal(
    result.faults.map(({ outcome, detail }) => `${outcome}: ${detail}`),
    ['fired: withheld 5 bytes of this write', 'missed: its message was not sent in this run'],
  );
  assert.match(readFileSync(join(result.directory, 'client.log'), 'utf8'), 'quiet a: 0');
});

test('who asks is told of the bytes of each message, and which of them is withheld', async () => {
  const folder = makeScratch();
  const told: string[] = [];
  const fault = parseFault('s→client "world"#1: delay for 1ms');
  const { faults } = await runExperiment(
    echoSpec(folder),
    { id: 1, purpose: 'replay', faults: [fault] },
    join(folder, 'runs/1'),
    engineOf(),
    {
      began: ({ from, withheld }, bytes) => {
        told.push(`${from} ${Buffer.from(bytes)}${withheld ? ' withheld' : ''}`);
      },
    },
  );
  assert.is(faults[0]?.outcome, 'fired');
  assert.equal(told, ['client hello', 's world withheld']);
});

test('a crash at the end comes before the invariant looks', async () => {
  const result = await run(
    (folder) => ({
      invariant: program(folder, actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}')),
    }),
    ['s: crash at end'],
  );
  assert.equal(
    result.faults.map(({ outcome }) => outcome),
    ['fired'],
  );
  const log = readFileSync(join(result.directory, 'invariant.log'), 'utf8');
  assert.match(log, 'ECONNREFUSED');
});

test('programs are told the run directory and the faults, and have own folders', async () => {
  const result = await run(
    (folder) => ({
      invariant: sh(folder, 'echo "$LDFI_FAULTS"; echo "$LDFI_RUN_DIR"; ls nodes; exit 77'),
      workload: {
        ...sh(folder, 'test -d "$1" && touch "$1/mine"; echo ${name}'),
        command: ['/bin/sh', '-c', 'test -d "$1" && touch "$1/mine"', 'sh', '${dir}'],
      },
    }),
    ['s: crash at end'],
  );
  const [faults, directory] = readFileSync(join(result.directory, 'invariant.log'), 'utf8').split(
    '\n',
  );
  assert.equal(JSON.parse(faults ?? ''), ['s: crash at end']);
  assert.is(directory, result.directory);
  assert.not.ok(existsSync(join(result.directory, 'nodes')), 'removed when the run is over');
});

test('the trace ends with the run: killing the nodes is no part of it', async () => {
  const { trace } = await run();
  const exits = trace.events.filter(({ call, node: of }) => call === 'exit' && of === 's');
  assert.equal(exits, []);
});

test('a process that is stopped, and one whose first thread has ended, are quiet', async () => {
  const result = await run((folder) => ({
    nodes: [
      node(folder, 's', 'fork {', 'raise 19', '}', 'accept l a', 'read a 9', 'write a hi', 'hang'),
      node(folder, 'l', 'leave {', 'hang', '}'),
    ],
    settleMs: 30_000,
  }));
  assert.is(result.verdict.kind, 'held');
  assert.ok(result.durationMs < 20_000, `${result.durationMs} ms`);
});

test('two nodes, started in order, each ready before the next', async () => {
  const result = await run((folder) => ({
    nodes: [
      node(folder, 'one', 'accept l a', 'read a 9', 'hang'),
      {
        ...node(folder, 's', 'accept l a', 'read a 9', 'write a world', 'hang'),
        command: actor(
          ...['tcp b', 'connect b 127.0.0.1 ${port.one.main}', 'write b hi', 'tcp l'],
          ...['bind l 127.0.0.1 ${port.s.main}', 'listen l', 'accept l a', 'read a 9'],
          ...['write a world', 'hang'],
        ),
      },
    ],
  }));
  assert.is(result.verdict.kind, 'held');
  assert.equal(
    result.trace.messages
      .filter(({ phase }) => phase === 'setup')
      .map(({ from, to }) => `${from}→${to}`),
    ['s→one', 's→one'],
  );
});

test('what the invariant reads from a file of a node brings its past with it', async () => {
  const { verdict, trace } = await run((folder) => ({
    nodes: [
      node(folder, 's', 'accept l a', 'read a 9', 'make f ${dir}/kept', 'put f hello', 'hang'),
    ],
    workload: program(
      folder,
      actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello'),
    ),
    invariant: sh(folder, 'grep -q hello "$LDFI_RUN_DIR/nodes/s/kept"'),
  }));
  assert.equal(verdict, { kind: 'held' });
  const labels = supportOf(trace).messages.map((id) => trace.messages.at(id)?.label);
  assert.equal(labels, ['', 'hello']);
});

test.run();
