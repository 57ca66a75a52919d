/** The table of addresses. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnMasks } from '../../src/faults/masks.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { measureStability } from '../../src/faults/stability.ts';
import { renderNames, renderStability } from '../../src/report/address-report.ts';
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

test('each message stands with the name that faults use, and what else tells it', () => {
  const connect = outgoing('', 'a', 'b', 'connect');
  const runs = [workload(connect, 'SET k1=a', 'SET k1=b', 'PING'), workload(connect, 'SET k1=a')];
  const lines = renderNames(runs[0] ?? workload(), learnNaming(runs), new Map()).split('\n');
  assert.match(lines[2] ?? '', /^message +exact +context +channel$/);
  assert.is(lines[3], 'a→b connect#1');
  assert.match(lines[5] ?? '', /^a→b "SET k1"#2, unstable +@62000000#1 +~00000000#2 +\/#2$/);
  assert.match(lines[6] ?? '', /^a→b "PING"#1, unstable +@00000000#1 +~00000000#1 +\/#1$/);
});

test('what stands behind a label in quotes is told from it', () => {
  const run = workload('"#7=x');
  assert.match(renderNames(run, learnNaming([run]), new Map()), /^a→b "\\"#7"#1 +@78000000#1 /m);
});

test('what no framer knows stands with its mask', () => {
  const unframed = (label: string) => ({ ...outgoing(label), labelClass: 'bytes' });
  const runs = [workload(unframed('\\x01ab')), workload(unframed('\\x01xb'))];
  const lines = renderNames(runs[0] ?? workload(), learnNaming(runs), learnMasks(runs)).split('\n');
  assert.match(lines[2] ?? '', /channel +mask$/);
  assert.match(lines[3] ?? '', /a→b "\\\\x01\\\\\?b"#1$/);
});

test('runs without messages say so', () => {
  assert.is(renderStability([], 3), 'no messages in 3 runs\n');
  assert.is(renderNames(workload(), learnNaming([]), new Map()), '');
});

test.run();
