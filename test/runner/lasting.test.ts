/** When a fault that lasts is over: by time, by events, at heal. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPlan } from '../../src/faults/plan.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import { createLasting } from '../../src/runner/lasting.ts';

const test = suite('runner/lasting');

/** Faults planned and fired, and a clock that is set by hand. */
function fire(...texts: readonly string[]) {
  const faults = texts.map((text) => parseFault(text));
  const plan = createPlan(faults);
  const time = { now: 0 };
  const clock = { nowNs: () => time.now, after: (ms: number) => time.now + ms * 1e6 };
  const lasting = createLasting(plan, clock);
  for (const fault of faults) {
    plan.markFired(fault);
    lasting.began(fault);
  }
  return { plan, time, lasting };
}

test('a time is counted from when the fault fired', () => {
  const { lasting, time } = fire('s: pause before s→c any#1 for 2s', 's: crash at end');
  assert.is(lasting.nextNs(), 2e9);
  assert.equal(lasting.over(), []);
  time.now = 2e9;
  assert.equal(lasting.over().map(faultText), ['s: pause before s→c any#1 for 2s']);
});

test('events end it when all have happened', () => {
  const { lasting, plan } = fire('s: crash at end, restart once t crashed', 't: crash at end');
  assert.is(lasting.nextNs(), undefined);
  assert.equal(lasting.over(), []);
  plan.observe({ kind: 'crashed', node: 't' });
  assert.is(lasting.over().length, 1);
});

test('at heal there are those that were not over, each until it is marked', () => {
  const { lasting } = fire('a↔b: partition', 's: crash at end, restart at heal', 't: crash at end');
  const all = lasting.all();
  assert.is(all.length, 2);
  for (const fault of all) {
    lasting.ended(fault);
  }
  assert.equal(lasting.all(), []);
  assert.equal(lasting.over(), []);
});

test.run();
