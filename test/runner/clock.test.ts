import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { realClock } from '../../src/runner/clock.ts';
import type { Engine } from '../../src/tracer/engine.ts';

const test = suite('runner/clock');

test("times are the engine's, and durations are milliseconds", () => {
  let now = 5_000_000;
  const clock = realClock({ now: () => now } as Engine);
  assert.is(clock.nowNs(), 5_000_000);
  assert.is(clock.after(3), 8_000_000);
  now = 9_000_000;
  assert.is(clock.after(0), 9_000_000);
});

test.run();
