/**
 * Births and deaths of tracees: every way to become another process, and crashes of whole nodes.
 */
import { existsSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { TraceEvent } from '../../src/model/trace.ts';
import type { Context } from '../../src/tracer/context.ts';
import { Ends } from '../../src/tracer/ends.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { Lifecycle } from '../../src/tracer/lifecycle.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import { DIAL, SERVE } from './casts.ts';
import { compile } from './compile.ts';
import { fates, play, playBoth, said } from './play.ts';

const test = suite('tracer/lifecycle');

const of = (events: Iterable<TraceEvent>, node: string, call: string): readonly TraceEvent[] =>
  [...events].filter((event) => event.node === node && event.call === call);

test('a forked child uses the connection that it inherited', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6', 'read a 9'],
    c: [...DIAL, 'fork {', 'write a one', '}', 'wait', 'write a two', 'close a'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  const sends = of(traced.trace.events, 'c', 'send').filter(({ phase }) => phase === 'entry');
  assert.equal(
    sends.map(({ process }) => process),
    [1, 0],
  );
});

test('the first event of a child is after its parent made it', async () => {
  const { trace } = await playBoth({ c: ['fork {', 'exit 3', '}', 'wait'] });
  const [spawn] = of(trace.events, 'c', 'spawn');
  const edge = trace.edges.find(({ kind }) => kind === 'spawn');
  assert.is(edge?.from, spawn?.id);
  assert.is(trace.events.at(edge?.to ?? 0)?.process, 1);
});

for (const inherited of ['', ' cloexec']) {
  test(`vfork and exec: a connection is ${inherited === '' ? '' : 'not '}inherited`, async () => {
    const traced = await playBoth({
      s: [...SERVE, 'all a 6', 'read a 9'],
      c: [
        ...[`tcp a${inherited}`, 'connect a 127.0.0.1 %port', 'write a one'],
        ...['vfork {', 'write a two', '}', 'wait', 'write a end', 'close a'],
      ],
    });
    assert.is(said(traced).length, inherited === '' ? 3 : 2);
    assert.is(of(traced.trace.events, 'c', 'exec').length, 2);
  });
}

test('who waits in vfork goes on after its child runs another program, or ends', async () => {
  const { trace } = await playBoth({ c: ['vfork {', 'exit 3', '}', 'pipe r w', 'wait'] });
  const edge = trace.edges.find(({ kind }) => kind === 'vfork');
  const [from, to] = [edge?.from ?? 0, edge?.to ?? 0].map((id) => trace.events.at(id));
  assert.equal([from?.call, from?.process, to?.process], ['exec', 1, 0]);
  const { trace: forked } = await playBoth({ c: ['fork {', 'exit 3', '}', 'wait'] });
  assert.is(
    forked.edges.find(({ kind }) => kind === 'vfork'),
    undefined,
  );
});

test('a program that is replaced keeps its connection and its place', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6'],
    c: [...DIAL, 'write a one', 'exec {', 'write a two', '}'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  assert.equal(
    of(traced.trace.events, 'c', 'send').map(({ process, thread }) => `${process} ${thread}`),
    ['0 0', '0 0', '0 0', '0 0'],
  );
});

test('a program that is replaced by a thread other than its first', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6', 'read a 9'],
    c: [...DIAL, 'write a one', 'threadexec {', 'write a two', 'exit 5', '}'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  assert.is(traced.ends['c'], 'exit code 5');
});

test('the first thread ends and another goes on: its sockets are still seen', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6', 'read a 9'],
    c: ['leave {', 'alone', ...DIAL, 'write a one', 'dup a b', 'write b two', 'exit 7', '}'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  assert.is(traced.ends['c'], 'exit code 7');
  assert.equal(traced.unfollowed, []);
});

test('what a program did not hand over is not seen in the one that replaces it', async () => {
  // Static: nothing opens and closes the number before the program does.
  const traced = await playBoth(
    {
      s: [...SERVE, 'read a 9', 'read a 9'],
      c: [
        ...['tcp a cloexec', 'connect a 127.0.0.1 %port', 'write a one'],
        ...['exec {', 'open f %dir/file', 'write f file', '}'],
      ],
    },
    { program: compile('actor', '-static') },
  );
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
});

test('a cut whose sender dies before its call is seen to end has fired', () => {
  const fired: string[] = [];
  const fault = parseFault('a→b "x"#1: cut');
  const interposer = {
    ...PASSIVE,
    fired: (_fault: Fault, event: number, detail: string) => void fired.push(`${event} ${detail}`),
  };
  const recorder = new Recorder();
  const processes = new ProcessTable();
  const context = {
    interposer,
    recorder,
    processes,
    ends: new Ends(),
    startNs: 0,
  } as unknown as Context;
  const thread = processes.addProcess(10, 'a', new Map());
  const order = {
    deliver: 2,
    cut: 'silence',
    sentUntil: 9,
    crash: false,
    faults: [fault],
  } as const;
  const call = { handling: 'write', nr: 1, args: [3], entry: 4, order } as const;
  thread.pending = { ...call, faked: 9, delivered: 2 };
  new Lifecycle(context).gone(thread, { kind: 'exited', related: 9 } as Stop);
  assert.equal(fired, ['4 withheld 7 bytes of this write, then the sender died']);
});

test('threads that each have a connection of their own', async () => {
  const each = (name: string): string[] => [
    ...['thread {', `tcp ${name}`, `connect ${name} 127.0.0.1 %port`],
    ...[`repeat ${name} 20 ${name}${name}`, `shutdown ${name} wr`, `recv ${name} 9`, '}'],
  ];
  const traced = await play(
    {
      s: [
        ...['tcp l', 'bind l 127.0.0.1 %port', 'listen l', 'accept l a', 'accept l b'],
        ...['accept l c', 'all a 40', 'all b 40', 'all c 40'],
      ],
      c: [...each('x'), ...each('y'), ...each('z'), 'join'],
    },
    { framer: 'write' },
  );
  assert.is(traced.trace.channels.length, 3);
  const bytes = traced.trace.messages.filter(({ kind }) => kind === 'tcp');
  assert.is(bytes.length, 60);
  assert.ok(bytes.every(({ received }) => received.length > 0));
});

test('a daemon, forked twice into a session of its own, is still part of its node', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'read a 9'],
    c: ['daemon {', ...DIAL, 'write a one', '}', 'exit 0'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
  assert.is(of(traced.trace.events, 'c', 'exit').length, 3);
});

test('a static program is traced as any other', async () => {
  const program = compile('actor', '-static');
  const traced = await playBoth(
    { s: [...SERVE, 'read a 9'], c: [...DIAL, 'fork {', 'write a one', '}', 'wait'] },
    { program },
  );
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
});

test('a program that does not exist ends its node, with the errno of exec', async () => {
  const traced = await play({ c: ['say hi'] }, { program: '/nowhere/at-all' });
  assert.is(traced.ends['c'], 'exit code 127');
});

test('a crash kills children, threads and daemons of the node, and nothing else', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'read a 9', 'write b x', 'exit 4'],
      c: [
        ...['daemon {', 'touch %dir/daemon', 'hang', '}', 'fork {', 'fork {', 'hang', '}'],
        ...['touch %dir/child', 'hang', '}', 'thread {', 'hang', '}'],
        ...['await %dir/daemon', 'await %dir/child', ...DIAL, 'write a one', 'hang'],
      ],
    },
    { faults: ['c: crash after c→s any#1'] },
  );
  assert.equal(fates(traced), ['fired: killed 4 processes']);
  assert.match(traced.output['s'] ?? '', 'read a: "one"\nread a: ""\n');
  assert.is(traced.ends['s'], 'exit code 4');
});

test('a crash at the end of the workload kills the node', async () => {
  const traced = await play(
    { s: ['touch %dir/up', 'hang'], c: ['await %dir/up'] },
    { faults: ['s: crash at end'], until: (tracer) => !tracer.isAlive('c') },
  );
  assert.equal(fates(traced), ['fired: killed 1 process']);
});

test('a crash of a node that has ended is reported as missed', async () => {
  const traced = await play({ s: [], c: [] }, { faults: ['s: crash at end'] });
  assert.equal(fates(traced), ['missed: s was not running any more']);
});

test('a crash in the middle of forking leaves no child behind', async () => {
  for (let round = 0; round < 12; round++) {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'read a 9'],
        c: [
          ...['thread {', 'spawner', '}', 'thread {', 'spawner', '}'],
          ...['pair x y', `quiet x ${5 + round}`, ...DIAL, 'write a one', 'hang'],
        ],
      },
      { faults: ['c: crash after c→s any#1'] },
    );
    // The connection is inherited by each child: the end shows only when all of them are gone.
    assert.match(traced.output['s'] ?? '', 'read a: "one"\nread a: ""\n');
    assert.match(fates(traced)[0] ?? '', /^fired: killed \d+ process/);
  }
});

test('bytes of a thread that dies in its call are those of its call', async () => {
  const traced = await play(
    {
      s: [
        'tcp l',
        'buffer l 60000 in',
        ...SERVE.slice(1),
        'poll a in',
        'touch %dir/full',
        'await %dir/go',
        'count a',
      ],
      c: [
        ...['tcp a', 'buffer a 60000', ...DIAL.slice(1)],
        ...['fork {', 'close a', 'await %dir/full', 'pair x y', 'quiet x 80', 'touch %dir/go', '}'],
        ...['thread {', 'await %dir/full', 'pair u v', 'quiet u 20', 'raise 9', '}'],
        'long a 3000000',
      ],
    },
    { framer: 'line', gaps: true },
  );
  const count = Number(/count a: (\d+)/.exec(traced.output['s'] ?? '')?.[1]);
  assert.ok(count > 0 && count < 3_000_000, `${count}`);
  assert.equal(traced.unfollowed, []);
  assert.is(
    of(traced.trace.events, 's', 'receive').findLast(({ window }) => window)?.window?.to,
    count,
  );
});

test('what a node that crashes was about to send keeps its name', async () => {
  const traced = await play(
    {
      s: ['tcp l', 'buffer l 60000 in', ...SERVE.slice(1), 'accept l b', 'read b 9', 'count a'],
      c: [
        ...['tcp a', 'buffer a 60000', ...DIAL.slice(1)],
        ...['thread {', 'tcp b', 'connect b 127.0.0.1 %port', 'pair u v', 'quiet u 60'],
        ...['write b die', '}', 'long a 3000000'],
      ],
    },
    { framer: 'line', faults: ['c: crash after c→s "die"#1'] },
  );
  assert.equal(traced.unfollowed, []);
  const long = traced.trace.messages.find(({ label }) => label.startsWith('xxx'));
  assert.ok((long?.received.length ?? 0) > 0, said(traced).join('\n'));
});

test('the actor is where the tests look for it', () => {
  assert.ok(existsSync(compile('actor')));
});

test.run();
