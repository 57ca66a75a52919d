/** Glances at real processes, pinned to one processor with us as tracees are. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '../../src/runner/clock.ts';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { createPump } from '../../src/runner/pump.ts';
import { createGlances, type Glance, type Glances } from '../../src/runner/rest.ts';
import { settle } from '../../src/runner/settle.ts';
import { openEngine } from '../../src/tracer/engine.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { startWaiter } from './waiter.ts';

const test = suite('runner/rest');

const engine = openEngine();
engine.pin(allowedCpus().at(-1) ?? 0);

const glancesAt = (pids: readonly number[]): Glances =>
  createGlances(engine, {
    tids: () => pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map(Number)),
    pids: () => pids,
  });

/** Others get the processor between two looks. */
const glancesOf = async ({ look }: Glances, count: number): Promise<Glance[]> => {
  const seen: Glance[] = [];
  for (let i = 0; i < count; i++) {
    seen.push(look());
    await new Promise((resolve) => setTimeout(resolve, i % 3));
  }
  return seen;
};

/** Until it is that. */
const untilIs = async (glances: Glances, wanted: Glance): Promise<void> => {
  while (glances.look() !== wanted) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};

test('programs that wait for others, or for a time that is far, come to rest', async () => {
  const waiters = await Promise.all(
    ['epoll', 'nanosleep', 'futex-until', 'timer'].map(startWaiter),
  );
  await untilIs(glancesAt(waiters.map(({ pid }) => pid)), 'resting');
  await Promise.all(waiters.map(({ end }) => end()));
});

test('one that runs is seen among those that wait', async () => {
  const waiters = await Promise.all(['epoll', 'spin'].map(startWaiter));
  const seen = await glancesOf(glancesAt(waiters.map(({ pid }) => pid)), 40);
  await Promise.all(waiters.map(({ end }) => end()));
  assert.equal(new Set(seen), new Set(['busy']));
});

test('one that sleeps for moments only is never at rest', async () => {
  const waiter = await startWaiter('naps');
  const seen = await glancesOf(glancesAt([waiter.pid]), 100);
  await waiter.end();
  assert.not.ok(seen.includes('resting'), seen.join(' '));
});

test('two that take turns are never both at rest', async () => {
  const waiter = await startWaiter('turns');
  const seen = await glancesOf(glancesAt([waiter.pid, Number(waiter.said)]), 300);
  await waiter.end();
  assert.not.ok(seen.includes('resting'), seen.join(' '));
});

test('who is to go on later is not at rest', () => {
  const folder = makeScratch();
  engine.subscribe([], []);
  const tid = engine.start({
    file: '/bin/sh',
    argv: ['sh', '-c', 'while :; do :; done'],
    environment: {},
    directory: folder,
    outputFile: join(folder, 'out'),
  });
  assert.is(engine.next(0).kind, 'exec');
  engine.resumeLater(tid, 'next');
  assert.is(glancesAt([tid]).look(), 'busy');
  engine.kill(tid);
  assert.is(engine.next(0).kind, 'exited');
});

test('who has stopped with news is about to go on', async () => {
  const folder = makeScratch();
  engine.subscribe([], []);
  const tid = engine.start({
    file: '/bin/true',
    argv: ['true'],
    environment: {},
    directory: folder,
    outputFile: join(folder, 'out'),
  });
  while (!engine.hasNews()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.is(glancesAt([tid]).look(), 'busy');
  assert.is(engine.next(0).kind, 'exec');
  assert.not.ok(engine.hasNews());
  await untilIs(glancesAt([tid]), 'resting');
  engine.resume(tid, 'next');
  assert.is(engine.next(0).kind, 'exited');
  assert.is(engine.next(0).kind, 'none');
});

test('a program that stops all the time, where nobody is asked, does not settle', async () => {
  const folder = makeScratch();
  Tracer.subscribe(engine);
  const tracer = new Tracer({
    engine,
    interposer: PASSIVE,
    framers: new Map(),
    portOwners: new Map(),
  });
  const clock = realClock(engine);
  const pump = createPump(engine, tracer, clock);
  const glances = createGlances(engine, tracer);
  tracer.start('writer', {
    file: '/bin/sh',
    argv: ['sh', '-c', 'while :; do echo x; done >/dev/null'],
    environment: {},
    directory: folder,
    outputFile: join(folder, 'out'),
  });
  assert.is(await settle({ tracer, pump, clock, glances }, 100), false);
  tracer.kill('writer');
  await pump.until(() => false, clock.after(10_000));
  assert.not.ok(tracer.isAlive('writer'));
});

test.run();
