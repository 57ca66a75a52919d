/** What is to be seen of the waits of real programs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callWakesInNs, timerfdFiresInNs } from '../../src/runner/timed-waits.ts';
import { numbersOfCalls } from '../../src/tracer/calls.ts';
import { openEngine } from '../../src/tracer/engine.ts';
import { startWaiter, untilWaits } from './waiter.ts';

const test = suite('runner/timed-waits');
const engine = openEngine();

/** What a waiter is told to do, the call that it waits in, and whether that ends by itself. */
const WAITS: readonly (readonly [
  how: string,
  call: string,
  limit: 'none' | 'length' | 'moment',
])[] = [
  ['for-ever', 'pause', 'none'],
  ['epoll', 'epoll_wait', 'none'],
  ['epoll-limit', 'epoll_wait', 'length'],
  ['poll-limit', 'poll', 'length'],
  ['ppoll', 'ppoll', 'none'],
  ['ppoll-limit', 'ppoll', 'length'],
  ['select-limit', 'select', 'length'],
  ['nanosleep', 'nanosleep', 'length'],
  ['sleep-until', 'clock_nanosleep', 'moment'],
  ['sleep-until-real', 'clock_nanosleep', 'moment'],
  ['futex', 'futex', 'none'],
  ['futex-limit', 'futex', 'length'],
  ['futex-until', 'futex', 'moment'],
  ['futex-until-real', 'futex', 'moment'],
];

const FAR_NS = 100e9;

for (const [how, call, limit] of WAITS) {
  test(`${call}, as in "${how}", tells how long it waits`, async () => {
    const waiter = await startWaiter(how);
    try {
      await untilWaits(waiter.pid, numbersOfCalls([call])[0] ?? -1);
      const ns = callWakesInNs(engine, waiter.pid);
      if (limit === 'none') {
        assert.is(ns, Number.POSITIVE_INFINITY);
      } else if (limit === 'length') {
        assert.is(ns, FAR_NS);
      } else {
        assert.ok(ns > 0 && ns <= FAR_NS, `${ns} ns`);
      }
    } finally {
      await waiter.end();
    }
  });
}

test('a timer that is a descriptor tells when it fires, one that is off never does', async () => {
  for (const how of ['timer', 'timer-off']) {
    const waiter = await startWaiter(how);
    try {
      await untilWaits(waiter.pid, numbersOfCalls(['poll'])[0] ?? -1);
      assert.is(callWakesInNs(engine, waiter.pid), Number.POSITIVE_INFINITY);
      const ns = timerfdFiresInNs(waiter.pid);
      if (how === 'timer') {
        assert.ok(ns > 0 && ns <= FAR_NS, `${ns} ns`);
      } else {
        assert.is(ns, Number.POSITIVE_INFINITY);
      }
    } finally {
      await waiter.end();
    }
  }
});

test('of who runs, or is gone, nobody can tell that he waits', async () => {
  const waiter = await startWaiter('spin');
  assert.is(callWakesInNs(engine, waiter.pid), 0);
  await waiter.end();
  assert.is(callWakesInNs(engine, waiter.pid), 0);
  assert.is(timerfdFiresInNs(waiter.pid), Number.POSITIVE_INFINITY);
});

test.run();
