/** The table of addresses. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureStability } from '../../src/faults/stability.ts';
import { renderStability } from '../../src/report/address-report.ts';
import { outgoing, workload } from '../faults/builders.ts';

const test = suite('address report');

test('each class has a row with its agreement at each level', () => {
  const runs = [workload('SET k1=a', 'PING'), workload('SET k1=b')];
  const text = renderStability(measureStability(runs), 2);
  assert.match(text, 'Addresses over 2 runs without faults');
  assert.match(text, /a→b +SET +1 .*0 %? .*100 %.*label$/m);
  assert.match(text, /a→b +PING +0–1 .*unstable$/m);
});

test('what a program sent is escaped', () => {
  const text = renderStability(measureStability([workload(outgoing('\u001b[2J'))]), 1);
  assert.not.match(text, '\u001b');
});

test('runs without messages say so', () => {
  assert.is(renderStability([], 3), 'no messages in 3 runs\n');
});

test.run();
