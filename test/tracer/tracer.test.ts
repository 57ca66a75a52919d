/** The tracer as the runner drives it: phases, what is under way, and what outlives a run. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '../../src/runner/clock.ts';
import { allotPort } from '../../src/runner/ports.ts';
import { createPump } from '../../src/runner/pump.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { DIAL, SERVE } from './casts.ts';
import { compile } from './compile.ts';
import { engineOf, play } from './play.ts';

const test = suite('tracer/tracer');

const setUp = async () => {
  const engine = engineOf();
  const port = await allotPort();
  const options = { engine, interposer: PASSIVE, framers: new Map(), portOwners: new Map() };
  const tracer = new Tracer(options);
  const clock = realClock(engine);
  const pump = createPump(engine, tracer, clock);
  const folder = makeScratch();
  const start = (node: string, ...args: readonly string[]): void => {
    tracer.start(node, {
      file: compile('actor'),
      argv: ['actor', ...args],
      environment: {},
      directory: folder,
      outputFile: join(folder, `${node}.log`),
    });
  };
  const until = (holds: () => boolean): Promise<boolean> => pump.until(holds, clock.after(10_000));
  const end = async (...nodes: readonly string[]): Promise<void> => {
    for (const node of nodes) {
      tracer.kill(node);
    }
    await until(() => false);
    tracer.release();
  };
  const touch = (name: string): void => writeFileSync(join(folder, name), '');
  const has = (name: string) => (): boolean => existsSync(join(folder, name));
  return { tracer, start, until, end, touch, has, port };
};

test('messages belong to the phase in which they were sent', async () => {
  const { tracer, start, until, end, touch, has } = await setUp();
  const send = (text: string): string[] => [`sendto a 127.0.0.1 9 ${text}`, `touch ${text}`];
  start('a', 'udp a', ...send('one'), 'await go1', ...send('two'), 'await go2', ...send('three'));
  for (const [sent, phase, go] of [
    ['one', 'workload', 'go1'],
    ['two', 'check', 'go2'],
  ] as const) {
    await until(has(sent));
    tracer.enter(phase);
    touch(go);
  }
  await until(() => !tracer.isAlive('a'));
  const { messages, workload, events } = tracer.finish('', []);
  assert.equal(
    messages.map(({ label, phase }) => `${label} ${phase}`),
    ['one setup', 'two workload', 'three check'],
  );
  const inside = events.filter(({ id }) => id >= workload.from && id < workload.to);
  assert.equal(
    inside.map(({ call, phase }) => `${call} ${phase}`),
    ['send entry', 'send exit'],
  );
  await end();
});

test('a node listens when its listen has returned', async () => {
  const { tracer, start, until, end, port } = await setUp();
  start('s', 'tcp l', `bind l 127.0.0.1 ${port}`, 'listen l', 'hang');
  assert.not.ok(tracer.isListening('s', port));
  assert.ok(await until(() => tracer.isListening('s', port)));
  assert.not.ok(tracer.isListening('s', 80));
  await end('s');
});

test('a node lives until its last process has ended; its end is that of the first', async () => {
  const { tracer, start, until, end } = await setUp();
  start('a', 'fork {', 'hang', '}', 'exit 3');
  assert.ok(tracer.isAlive('a'));
  await until(() => tracer.endOf('a') !== undefined);
  assert.equal(tracer.endOf('a'), { status: 'exit code 3', code: 3, errno: 0, killed: false });
  assert.ok(tracer.isAlive('a'), 'its child');
  await end('a');
  assert.not.ok(tracer.isAlive('a'));
  assert.is(tracer.endOf('nobody'), undefined);
});

test('bytes are under way while somebody may still read them', async () => {
  const { tracer, start, until, end, touch, has, port } = await setUp();
  const serve = ['tcp l', `bind l 127.0.0.1 ${port}`, 'listen l', 'accept l a', 'await read'];
  start('s', ...serve, 'read a 3', 'touch done', 'await close', 'close a', 'touch closed', 'hang');
  await until(() => tracer.isListening('s', port));
  start('c', 'tcp a', `connect a 127.0.0.1 ${port}`, 'write a hello', 'hang');
  assert.ok(await until(() => tracer.bytesUnderWay === 5));
  touch('read');
  await until(has('done'));
  assert.is(tracer.bytesUnderWay, 2);
  touch('close');
  await until(has('closed'));
  assert.is(tracer.bytesUnderWay, 0, 'nobody is left to read them');
  await end('s', 'c');
});

test('bytes to a node that is dead are not under way', async () => {
  const { tracer, start, until, end, port } = await setUp();
  start('s', 'tcp l', `bind l 127.0.0.1 ${port}`, 'listen l', 'accept l a', 'hang');
  await until(() => tracer.isListening('s', port));
  start('c', 'tcp a', `connect a 127.0.0.1 ${port}`, 'write a hello', 'hang');
  await until(() => tracer.bytesUnderWay === 5);
  tracer.kill('s');
  assert.ok(await until(() => tracer.bytesUnderWay === 0));
  await end('c');
});

test('what is recorded after the trace was finished is no part of it', async () => {
  const { tracer, start, until, end } = await setUp();
  start('a', 'hang');
  await until(() => tracer.finish('', []).events.length > 0);
  const trace = tracer.finish('', []);
  const { length } = trace.events;
  await end('a');
  assert.is(trace.events.length, length);
  assert.ok(tracer.finish('', []).events.length > length);
});

test('a stop of a thread that is not known lets it go on', () => {
  const resumed: number[] = [];
  const engine = { now: () => 0, resume: (tid: number) => void resumed.push(tid) };
  const tracer = new Tracer({
    engine: engine as never,
    interposer: PASSIVE,
    framers: new Map(),
    portOwners: new Map(),
  });
  tracer.handle({ kind: 'entry', tid: 7 } as Stop);
  tracer.handle({ kind: 'exited', tid: 8 } as Stop);
  assert.equal(resumed, [7]);
  assert.is(tracer.stops, 2);
});

test('a run leaves no descriptor open', async () => {
  const once = () =>
    play(
      {
        s: [...SERVE, 'read a 9', 'quiet a 5'],
        c: [...DIAL, 'write a one', 'write a two', 'fork {', 'exit', '}', 'wait'],
        d: [
          'leave {',
          'alone',
          'thread {',
          'udp a',
          'dup a b',
          '}',
          'join',
          'udp c',
          'dup c d',
          '}',
        ],
      },
      { faults: ['c→s "two"#1: cut'] },
    );
  await once();
  const before = readdirSync('/proc/self/fd').length;
  for (let round = 0; round < 5; round++) {
    await once();
  }
  assert.is(readdirSync('/proc/self/fd').length, before);
});

test.run();
