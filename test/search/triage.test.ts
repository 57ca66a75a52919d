/** What became of a finding. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NO_REPLAY, standingOf } from '../../src/search/triage.ts';

const test = suite('triage');

test('what was not known is new', () => {
  assert.is(standingOf(true, undefined), 'new');
});

test('found again or broken by its faults, even once, it goes on', () => {
  assert.is(standingOf(true, { runs: 3, violated: 0, held: 3 }), 'ongoing');
  assert.is(standingOf(false, { runs: 3, violated: 1, held: 2 }), 'ongoing');
  assert.is(standingOf(true, NO_REPLAY), 'ongoing');
});

test('only replays that all held resolve it', () => {
  assert.is(standingOf(false, { runs: 3, violated: 0, held: 3 }), 'resolved');
  assert.is(standingOf(false, { runs: 3, violated: 0, held: 2 }), 'not reproduced');
  assert.is(standingOf(false, NO_REPLAY), 'not reproduced');
});

test.run();
