/** At which calls a pause begins. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { createPauses } from '../../src/runner/pause-points.ts';

const test = suite('runner/pause-points');

const OFFER = { call: 7, messages: [], starts: [0, 3], size: 6 };
const before = parseFault('s: pause before s→c "one"#1 for 1s');
const after = parseFault('s: pause after s→c "two"#1 for 1s');

test('a pause before a message begins before the call', () => {
  const pauses = createPauses();
  pauses.offered(OFFER, [[before], []]);
  assert.equal(pauses.due(), [before]);
});

test('a pause after a message begins when the call has ended that sent it', () => {
  const pauses = createPauses();
  pauses.offered(OFFER, [[], [after]]);
  pauses.sent(7);
  pauses.sent(7);
  assert.equal(pauses.due(), []);
  pauses.ended(7);
  assert.equal(pauses.due(), [after]);
});

test('a call that has not sent it begins no pause', () => {
  const pauses = createPauses();
  pauses.offered(OFFER, [[], [after]]);
  pauses.sent(7);
  pauses.ended(7);
  pauses.ended(8);
  assert.equal(pauses.due(), []);
});

test.run();
