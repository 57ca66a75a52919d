/** How the faults of a finding are run again. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conditionsOf } from '../../src/cli/conditions.ts';
import { FINDING } from '../helpers/findings.ts';

const test = suite('conditions');

const size = { variable: 'KEYS', value: 2 };
const order = [{ node: 'a', steps: ['b→a "X"#1'] }];
const steered = { plain: { violated: 1, runs: 5 }, order };

test('a finding that needs nothing is run as the spec says', () => {
  assert.equal(conditionsOf(FINDING), {});
});

test('its size and its order hold for each run', () => {
  assert.equal(conditionsOf({ ...FINDING, size, steered }), { size, steering: order });
});

test('a plain replay takes the messages as they come, and the same workload', () => {
  assert.equal(conditionsOf({ ...FINDING, size, steered }, true), { size });
});

test.run();
