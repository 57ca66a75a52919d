/** The one line that tells of many runs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Tally } from './tally.ts';

const test = suite('tally');

test('clean runs are counted, with their events and times', () => {
  const tally = new Tally();
  tally.add({ trouble: [], events: 10, durationMs: 100 });
  tally.add({ trouble: [], events: 20, durationMs: 300 });
  assert.ok(tally.isClean);
  assert.is(tally.line('x'), 'x: 2 runs, 2 clean; 30 events, 200 ms a run, at most 300 ms');
});

test('trouble is counted by its kind', () => {
  const tally = new Tally();
  tally.add({
    trouble: ['lost: 3 bytes', 'lost: 4 bytes', 'failed: it'],
    events: 0,
    durationMs: 1,
  });
  assert.not.ok(tally.isClean);
  assert.match(tally.line('x'), /^x: 1 runs, 0 clean, 2 lost, 1 failed;/);
});

test.run();
