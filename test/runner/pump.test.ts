import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPump } from '../../src/runner/pump.ts';
import type { Engine } from '../../src/tracer/engine.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import type { Tracer } from '../../src/tracer/tracer.ts';

const test = suite('runner/pump');

/** An engine that tells these stops, one a millisecond, and then times out for ever. */
const world = (kinds: readonly Stop['kind'][]) => {
  const handled: string[] = [];
  const deadlines: number[] = [];
  let now = 0;
  let at = 0;
  let flushes = 0;
  const engine = {
    flush: () => {
      flushes += 1;
    },
    next: (deadlineNs: number) => {
      deadlines.push(deadlineNs);
      const kind = kinds[at++] ?? 'timeout';
      now = kind === 'timeout' ? Math.max(now, deadlineNs) : now + 1e6;
      return { kind, tid: at, atNs: now } as Stop;
    },
  } as unknown as Engine;
  const tracer = { handle: ({ kind }: Stop) => handled.push(kind) } as unknown as Tracer;
  const clock = { nowNs: () => now, after: (ms: number) => now + ms * 1e6 };
  return {
    pump: createPump(engine, tracer, clock),
    handled,
    deadlines,
    now: () => now,
    flushes: () => flushes,
  };
};

test('stops are handled until the condition holds', async () => {
  const { pump, handled } = world(['entry', 'exit', 'exited', 'entry']);
  assert.is(await pump.until(() => handled.length === 3, 1e9), true);
  assert.equal(handled, ['entry', 'exit', 'exited']);
});

test('nobody who was handled still waits to go on when it has ended', async () => {
  const held = world(['entry']);
  assert.is(await held.pump.until(() => held.handled.length === 1, 1e9), true);
  assert.is(held.flushes(), 1);
  const late = world(['entry']);
  assert.is(await late.pump.until(() => false, 1e6), false);
  assert.ok(late.flushes() > 0);
});

test('a condition that holds already handles nothing', async () => {
  const { pump, handled, deadlines } = world(['entry']);
  assert.is(await pump.until(() => true, 1e9), true);
  assert.equal([handled, deadlines], [[], []]);
});

test('the deadline ends it, whether stops come or not', async () => {
  const idle = world([]);
  assert.is(await idle.pump.until(() => false, 50e6), false);
  assert.ok(idle.now() >= 50e6);
  const busy = world(Array<Stop['kind']>(1000).fill('entry'));
  assert.is(await busy.pump.until(() => false, 50e6), false);
  assert.is(busy.handled.length, 50);
});

test('without tracees it ends at once, and the condition decides', async () => {
  const { pump, handled } = world(['entry', 'none']);
  assert.is(await pump.until(() => false, 1e9), false);
  assert.equal(handled, ['entry']);
  assert.is(await world(['none']).pump.until(() => false, 1e9), false);
});

test('the condition is asked every tick, and no wait goes beyond the deadline', async () => {
  const { pump, deadlines } = world([]);
  let asked = 0;
  await pump.until(() => asked++ > 100, 9e6, 2);
  assert.equal(deadlines, [2e6, 4e6, 6e6, 8e6, 9e6]);
});

test('the event loop turns while stops keep coming', async () => {
  const { pump } = world(Array<Stop['kind']>(1000).fill('entry'));
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  assert.is(await pump.until(() => turned, 500e6), true);
});

test.run();
