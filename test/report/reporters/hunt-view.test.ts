/** What is neither a pass nor a finding, and what is new. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isInconclusive, newFindings } from '../../../src/report/reporters/hunt-view.ts';
import { FINDING } from '../../helpers/findings.ts';
import { huntView, KNOWN, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';

const test = suite('hunt view');

test('what was known before is not new when it is found again', () => {
  const other = { ...FINDING, id: 'other' };
  const view = huntView({ findings: [FINDING, other] });
  assert.equal(newFindings(view), [FINDING, other]);
  assert.equal(newFindings({ ...view, known: KNOWN }), [other]);
});

test('only a hunt that decided nothing is inconclusive', () => {
  assert.is(isInconclusive(huntView()), false);
  assert.is(isInconclusive(huntView(PASSED)), false);
  assert.is(isInconclusive(huntView(UNDECIDED)), true);
});

test.run();
