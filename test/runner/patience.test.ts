/** When held messages are let go although nothing of what they wait for has come. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPatience, PATIENCE_MS } from '../../src/runner/patience.ts';
import type { Glance } from '../../src/runner/rest.ts';
import type { Steered } from '../../src/runner/steered.ts';

const test = suite('patience');

function scene(look: () => Glance) {
  const state = { nowMs: 0, stops: 0, held: 1, went: 0, chores: 0 };
  const steered = {
    get held() {
      return state.held;
    },
    letGo: () => {
      state.went += 1;
      state.held = 0;
    },
  } as unknown as Steered;
  const clock = {
    nowNs: () => state.nowMs * 1e6,
    after: (ms: number) => (state.nowMs + ms) * 1e6,
  };
  const chores = {
    run: () => {
      state.chores += 1;
    },
    nextNs: () => undefined,
  };
  const tracer = {
    get stops() {
      return state.stops;
    },
  };
  const patience = createPatience({ steered, tracer, glances: { look }, clock }, chores);
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 1) {
      state.nowMs += 1;
      patience.run();
    }
  };
  return { state, patience, pass };
}

test('where all rest and nobody wakes, the earliest goes at once', () => {
  const { state, pass } = scene(() => 'resting');
  pass(20);
  assert.is(state.went, 1);
});

test('while somebody is about to wake, it is waited for him, but not for ever', () => {
  const { state, pass } = scene(() => 'waiting');
  pass(PATIENCE_MS - 10);
  assert.is(state.went, 0);
  pass(20);
  assert.is(state.went, 1);
});

test('while something happens nobody rests', () => {
  const { state, pass } = scene(() => {
    state.stops += 1;
    return 'resting';
  });
  pass(PATIENCE_MS - 10);
  assert.is(state.went, 0);
});

test('where nothing is held nothing is looked at, and other chores go on', () => {
  const { state, patience, pass } = scene(() => {
    throw new Error('looked');
  });
  state.held = 0;
  pass(10);
  assert.is(state.chores, 10);
  assert.is(patience.nextNs(), undefined);
});

test.run();
