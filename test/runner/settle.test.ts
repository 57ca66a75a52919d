import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '../../src/runner/clock.ts';
import type { Pump } from '../../src/runner/pump.ts';
import { settle } from '../../src/runner/settle.ts';
import type { Tracer } from '../../src/tracer/tracer.ts';

const test = suite('settling');

/** A clock that moves by one tick whenever the pump looks. */
function world(look: (tick: number) => { stops: number; bytes: number }) {
  let tick = 0;
  const clock: Clock = { nowNs: () => tick * 4e6, after: (ms) => tick * 4e6 + ms * 1e6 };
  const tracer = {
    get stops() {
      return look(tick).stops;
    },
    get bytesUnderWay() {
      return look(tick).bytes;
    },
    tids: () => [],
  } as unknown as Tracer;
  const pump: Pump = {
    until: async (holds, deadlineNs) => {
      for (;;) {
        if (holds()) {
          return true;
        }
        if (clock.nowNs() >= deadlineNs) {
          return false;
        }
        tick += 1;
      }
    },
  };
  return { run: (ms: number) => settle(tracer, pump, clock, ms), ticks: () => tick };
}

test('a system at rest settles after a few looks that agree', async () => {
  const { run, ticks } = world(() => ({ stops: 5, bytes: 0 }));
  assert.is(await run(1000), true);
  assert.ok(ticks() >= 2, 'one look is not enough');
});

test('bytes under way keep it from settling until they are read', async () => {
  const { run, ticks } = world((tick) => ({ stops: 5, bytes: tick < 20 ? 3 : 0 }));
  assert.is(await run(1000), true);
  assert.ok(ticks() >= 22);
});

test('news between two looks start the count anew', async () => {
  const { run, ticks } = world((tick) => ({ stops: Math.min(tick, 10), bytes: 0 }));
  assert.is(await run(1000), true);
  assert.ok(ticks() >= 12);
});

test('a system that never rests is given up when the time is over', async () => {
  const { run, ticks } = world((tick) => ({ stops: tick, bytes: 0 }));
  assert.is(await run(100), false);
  assert.is(ticks(), 25);
});

test.run();
