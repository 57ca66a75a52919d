import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '../../src/runner/clock.ts';
import type { Pump } from '../../src/runner/pump.ts';
import type { Glance } from '../../src/runner/rest.ts';
import { settle } from '../../src/runner/settle.ts';

const test = suite('settling');

interface Sight {
  readonly stops?: number;
  readonly bytes?: number;
  readonly look?: Glance;
  /** No tracee is left. */
  readonly gone?: boolean;
}

/** What is to be seen at each millisecond; the pump comes back when it was told to. */
function world(at: (ms: number) => Sight) {
  let now = 0;
  let looks = 0;
  const seen = () => ({ stops: 5, bytes: 0, look: 'resting' as const, ...at(now) });
  const clock: Clock = { nowNs: () => now * 1e6, after: (ms) => (now + ms) * 1e6 };
  const tracer = {
    get stops() {
      return seen().stops;
    },
    get bytesUnderWay() {
      return seen().bytes;
    },
  };
  const pump: Pump = {
    until: async (holds, deadlineNs, tick = 20) => {
      for (;;) {
        if (holds()) {
          return true;
        }
        if (clock.nowNs() >= deadlineNs || at(now).gone) {
          return false;
        }
        const ms = typeof tick === 'number' ? tick : tick();
        now += Math.max(0.01, Math.min(ms, deadlineNs / 1e6 - now));
      }
    },
  };
  const looker = {
    look: () => {
      looks += 1;
      return seen().look;
    },
  };
  return {
    run: (ms: number) => settle({ tracer, pump, clock, glances: looker }, ms),
    looks: () => looks,
    ms: () => now,
  };
}

test('two looks that find all at rest are enough, and between them others may run', async () => {
  const { run, looks, ms } = world(() => ({}));
  assert.is(await run(1000), true);
  assert.is(looks(), 2);
  assert.ok(ms() > 0 && ms() < 1, `${ms()} ms`);
});

test('where all wait, but may wake or take turns, it takes looks that agree for long', async () => {
  const { run, looks, ms } = world(() => ({ look: 'waiting' }));
  assert.is(await run(1000), true);
  assert.ok(looks() > 2);
  assert.ok(ms() >= 8, `${ms()} ms`);
});

test('rest that comes after waiting is taken at once', async () => {
  const { run, ms } = world((now) => ({ look: now < 3 ? 'waiting' : 'resting' }));
  assert.is(await run(1000), true);
  assert.ok(ms() >= 3 && ms() < 5, `${ms()} ms`);
});

test('one look at rest between two at waiting is not enough', async () => {
  let looks = 0;
  const { run, ms } = world(() => ({ look: looks++ % 2 === 0 ? 'resting' : 'waiting' }));
  assert.is(await run(1000), true);
  assert.ok(ms() >= 8, `${ms()} ms`);
});

test('bytes under way keep it from settling until they are read', async () => {
  const { run, ms } = world((now) => ({ bytes: now < 20 ? 3 : 0 }));
  assert.is(await run(1000), true);
  assert.ok(ms() >= 20 && ms() < 24, `${ms()} ms`);
});

test('who is at work is looked at more and more rarely', async () => {
  const { run, looks, ms } = world((now) => ({ look: now < 100 ? 'busy' : 'resting' }));
  assert.is(await run(1000), true);
  assert.ok(ms() >= 100 && ms() < 104, `${ms()} ms`);
  assert.ok(looks() < 60, `${looks()} looks`);
});

test('news between two looks start the count anew', async () => {
  const { run, ms } = world((now) => ({ look: 'waiting', stops: Math.min(now, 10) }));
  assert.is(await run(1000), true);
  assert.ok(ms() >= 18, `${ms()} ms`);
  const rest = world((now) => ({ stops: Math.min(now, 10) }));
  assert.is(await rest.run(1000), true);
  assert.ok(rest.ms() >= 10, `${rest.ms()} ms`);
});

test('where nobody is left all is quiet', async () => {
  const { run, ms } = world(() => ({ gone: true }));
  assert.is(await run(1000), true);
  assert.ok(ms() < 1, `${ms()} ms`);
  const late = world((now) => ({ stops: now, gone: now >= 50 }));
  assert.is(await late.run(1000), true);
});

test('a system that never rests is given up when the time is over', async () => {
  const { run, ms } = world((now) => ({ stops: now }));
  assert.is(await run(100), false);
  assert.ok(ms() >= 100 && ms() < 101, `${ms()} ms`);
});

test.run();
