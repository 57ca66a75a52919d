/** What the demo takes for a success. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoShortfall } from '../../src/cli/demo-expectation.ts';
import type { Finding } from '../../src/model/finding.ts';
import { CRASH, CUT, FINDING, HUNT_RESULT } from '../helpers/findings.ts';

const test = suite('demo expectation');

const withFinding = (change: Partial<Finding>): string | undefined =>
  demoShortfall({ ...HUNT_RESULT, findings: [{ ...FINDING, ...change }] });

test('the cut and the crash, sure and calm, are what it must find', () => {
  assert.is(demoShortfall(HUNT_RESULT), undefined);
});

test('no finding falls short, with the reason of the hunt', () => {
  const result = {
    ...HUNT_RESULT,
    outcome: 'inconclusive',
    reason: 'no time',
    findings: [],
  } as const;
  assert.match(demoShortfall(result) ?? '', 'no time');
});

test('one fault more or less falls short', () => {
  assert.match(withFinding({ faults: [CUT] }) ?? '', 'other faults');
  assert.match(withFinding({ faults: [CUT, CRASH, CRASH] }) ?? '', 'other faults');
});

test('faults elsewhere fall short', () => {
  const faults = [CUT, { kind: 'crash', node: 'backup', when: 'end' }] as const;
  assert.match(withFinding({ faults }) ?? '', 'other faults');
});

test('a rate below 5/5, or above 0/5 without, falls short', () => {
  assert.match(withFinding({ withFaults: { violated: 4, runs: 5 } }) ?? '', '4/5');
  assert.match(withFinding({ withoutFaults: { violated: 1, runs: 5 } }) ?? '', '1/5');
});

test.run();
