/** The end of faults, on real processes: nodes come back, and the invariant finds them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { RunResult } from '../../src/model/run.ts';
import type { Spec } from '../../src/model/spec.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { checkTrace } from '../tracer/check-trace.ts';
import { engineOf } from '../tracer/play.ts';
import { actor, echoSpec, node, program } from './actors.ts';

const test = suite('runner/healing');

const DIAL = ['tcp a', 'connect a 127.0.0.1 ${port.s.main}'];
const ECHO = ['accept l a', 'read a 9', 'write a world', 'hang'];

async function run(
  faults: readonly string[],
  change: (folder: string) => Partial<Spec> = () => ({}),
): Promise<RunResult & { readonly log: (name: string) => string }> {
  const folder = makeScratch();
  const spec = echoSpec(folder, {
    invariant: program(folder, actor(...DIAL, 'write a again', 'read a 9')),
    ...change(folder),
  });
  const planned = faults.map((text) => parseFault(text));
  const request = { id: 1, purpose: 'hypothesis', faults: planned } as const;
  const result = await runExperiment(spec, request, join(folder, 'runs/1'), engineOf());
  checkTrace(result.trace, false);
  assert.is(engineOf().next(0).kind, 'none', 'nothing is left');
  return { ...result, log: (name) => readFileSync(join(result.directory, `${name}.log`), 'utf8') };
}

const fates = ({ faults }: RunResult): string[] =>
  faults.map(({ outcome, detail }) => `${outcome}: ${detail}`);

const starts = (log: string): number => log.match(/^listen l: 0$/gm)?.length ?? 0;

test('a node that crashed without a restart stays down', async () => {
  const result = await run(['s: crash after s→client "world"#1']);
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.match(result.log('invariant'), 'connect a: ECONNREFUSED');
});

test('restart at heal: the invariant finds the node, with its ports and its name', async () => {
  const result = await run(['s: crash after s→client "world"#1, restart at heal']);
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.is(starts(result.log('s')), 2);
  assert.match(result.log('invariant'), 'connect a: 0\nwrite a: 5\nread a: "world"');
  const answers = result.trace.messages.filter(({ from, label }) => from === 's' && label !== '');
  assert.equal(
    answers.map(({ to, label, phase }) => `${to} ${label} ${phase}`),
    ['client world workload', 'invariant world check'],
  );
});

test('a crash at the end, and back at heal', async () => {
  const result = await run(['s: crash at end, restart at heal']);
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.match(result.log('invariant'), 'connect a: 0');
});

test('restart after a time: the client of the same run meets the node again', async () => {
  const again = ['tcp b', 'reach b 127.0.0.1 ${port.s.main}', 'write b hello', 'read b 9'];
  const result = await run(
    ['s: crash before s→client "world"#1, restart after 30ms'],
    (folder) => ({
      workload: program(folder, actor(...DIAL, 'write a hello', 'read a 9', ...again)),
    }),
  );
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.match(result.log('client'), 'read b: "world"');
  assert.is(starts(result.log('s')), 2);
});

test('restart once another node has crashed; what waits for the restart fires then', async () => {
  const nodes = (folder: string) => [
    node(folder, 's', ...ECHO),
    node(folder, 't', 'accept l a', 'read a 9', 'write a bye', 'hang'),
    node(folder, 'u', 'hang'),
  ];
  const second = ['tcp b', 'connect b 127.0.0.1 ${port.t.main}', 'write b hello', 'read b 9'];
  const third = ['tcp c', 'reach c 127.0.0.1 ${port.s.main}', 'write c hello', 'read c 9'];
  const result = await run(
    [
      's: crash after s→client "world"#1, restart once t crashed',
      't: crash once client→t "hello"#1 sent',
      'u: crash once s restarted',
    ],
    (folder) => ({
      nodes: nodes(folder),
      workload: program(
        folder,
        actor(...DIAL, 'write a hello', 'read a 9', ...second, ...third, 'read c 9'),
      ),
      invariant: program(folder, ['/bin/sh', '-c', 'exit 0']),
    }),
  );
  assert.equal(fates(result), Array(3).fill('fired: killed 1 process'));
  assert.match(result.log('client'), 'read c: "world"');
});

test('a spec may have all crashed nodes started again at heal', async () => {
  const change = (folder: string): Partial<Spec> => ({
    faults: { ...echoSpec(folder).faults, restart: 'heal' },
  });
  const fired = await run(['s: crash after s→client "world"#1'], change);
  assert.equal(fates(fired), ['fired: killed 1 process']);
  assert.is(starts(fired.log('s')), 2);
  assert.match(fired.log('invariant'), 'connect a: 0\nwrite a: 5\nread a: "world"');
  const atEnd = await run(['s: crash at end'], change);
  assert.match(atEnd.log('invariant'), 'connect a: 0');
});

test('one that ended by itself stays down, whatever the spec says', async () => {
  const ended = await run(['s: crash after s→client "never"#1'], (folder) => ({
    nodes: [node(folder, 's', 'accept l a', 'read a 9', 'write a world', 'exit 1')],
    faults: { ...echoSpec(folder).faults, restart: 'heal' },
  }));
  assert.match(fates(ended)[0] ?? '', /^missed/);
  assert.match(ended.log('invariant'), 'connect a: ECONNREFUSED');
});

test('a datagram that is late until heal arrives when the workload has ended', async () => {
  const udp = ['udp u', 'bind u 127.0.0.1 ${port.s.main}', 'recv u 9', 'hang'];
  const result = await run(['client→s udp "late"#1: delay until heal'], (folder) => ({
    nodes: [node(folder, 's', ...udp)],
    workload: program(folder, actor('udp b', 'sendto b 127.0.0.1 ${port.s.main} late')),
    invariant: program(folder, ['/bin/sh', '-c', 'exit 0']),
  }));
  assert.equal(fates(result), ['fired: withheld: a datagram of 4 bytes']);
  assert.match(result.log('s'), 'recv u: "late"');
  const [late] = result.trace.messages.filter(({ kind }) => kind === 'udp');
  assert.ok((late?.received[0] ?? 0) >= result.trace.workload.to);
});

test('a node that does not come up again is left down, and the invariant judges', async () => {
  const result = await run(['s: crash at end, restart at heal'], (folder) => ({
    nodes: [
      {
        ...node(folder, 's'),
        command: [
          '/bin/sh',
          '-c',
          `test -e mark && exit 3; touch mark; exec ${actor(
            'tcp l',
            'bind l 127.0.0.1 ${port.s.main}',
            'listen l',
            ...ECHO,
          )
            .map((word) => `"${word}"`)
            .join(' ')}`,
        ],
      },
    ],
  }));
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.match(result.log('invariant'), 'connect a: ECONNREFUSED');
});

/** A spec whose faults end while its workload goes on. */
const healing =
  (heal: string, server: readonly string[], ...client: readonly string[]) =>
  (folder: string): Partial<Spec> => {
    const { faults } = echoSpec(folder);
    return {
      nodes: [node(folder, 's', ...server)],
      workload: program(folder, actor(...DIAL, ...client)),
      invariant: program(folder, ['/bin/sh', '-c', 'exit 0']),
      faults: { ...faults, heal: { text: heal, source: 'spec.yaml', line: 1, column: 1 } },
    };
  };
const TWICE = ['accept l a', 'read a 9', 'write a world', 'read a 9', 'write a again', 'hang'];
const ASKS = ['write a hello', 'read a 9', 'write a more', 'read a 9'];

for (const [heal, fault] of [
  ['until client→s "more"#1 sent', 's: pause after s→client "world"#1 until heal'],
  ['until client→s "more"#1 sent', 'client→s "more"#1: cut until heal'],
] as const) {
  test(`faults end ${heal}, and the workload goes on: ${fault}`, async () => {
    const result = await run([fault], healing(heal, TWICE, ...ASKS));
    assert.match(fates(result)[0] ?? '', /^fired: /);
    assert.is(result.verdict.kind, 'held');
    assert.match(result.log('client'), 'write a: 4\nread a: "again"\n');
    const answer = result.trace.messages.find(({ label }) => label === 'again');
    assert.is(answer?.phase, 'check', 'it is past the time of faults');
  });
}

test('faults end after a time, and the workload goes on', async () => {
  const result = await run(['client↔s: partition until heal'], healing('for 60ms', TWICE, ...ASKS));
  assert.match(fates(result)[0] ?? '', /^fired: /);
  assert.match(result.log('client'), 'write a: 4\nread a: "again"\n');
});

test('a node comes back when the faults end, and the same client meets it again', async () => {
  const result = await run(
    ['s: crash after s→client "world"#1, restart at heal'],
    healing(
      'until s crashed',
      ECHO,
      ...['write a hello', 'read a 9', 'tcp b', 'reach b 127.0.0.1 ${port.s.main}'],
      ...['write b hello', 'read b 9'],
    ),
  );
  assert.equal(fates(result), ['fired: killed 1 process']);
  assert.is(starts(result.log('s')), 2);
  assert.match(result.log('client'), 'read b: "world"');
});

test('nothing fires when the faults have ended, and that is told', async () => {
  const result = await run(
    ['client→s "more"#1: cut'],
    healing('until s→client "world"#1 received', TWICE, ...ASKS),
  );
  assert.match(fates(result)[0] ?? '', /^missed: .*not before the faults had ended$/);
  assert.match(result.log('client'), 'read a: "again"\n');
});

test.run();
