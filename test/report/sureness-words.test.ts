/** How sure a finding is, in words. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText } from '../../src/faults/text.ts';
import { surenessWords } from '../../src/report/sureness-words.ts';
import { FINDING } from '../helpers/findings.ts';

const test = suite('sureness words');

const TEXTS = FINDING.faults.map((fault) => faultText(fault));
const [FIRST = '', SECOND = ''] = TEXTS;

test('rates with and without the faults come first', () => {
  const [withAll, without] = surenessWords(FINDING, []);
  assert.is(withAll, 'with the faults: violated in 5/5 (95 % interval 57–100 %)');
  assert.is(without, 'without them: violated in 0/5 (0–43 %)');
});

test('what a part of the faults did is counted, from runs that have a verdict', () => {
  const words = surenessWords(FINDING, [
    { faults: [], verdict: 'held' },
    { faults: TEXTS, verdict: 'violated' },
    { faults: [FIRST], verdict: 'held' },
    { faults: [FIRST], verdict: 'violated' },
    { faults: [SECOND], verdict: 'void' },
    { faults: [FIRST, 'a→b "Z"#1: cut'], verdict: 'held' },
  ]);
  const parts = words.filter((line) => line.includes('alone'));
  assert.equal(parts, [`with ${FIRST} alone: violated in 1/2`]);
});

test.run();
