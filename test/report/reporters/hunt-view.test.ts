/** What is neither a pass nor a finding. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isInconclusive } from '../../../src/report/reporters/hunt-view.ts';
import { huntView, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';

const test = suite('hunt view');

test('only a hunt that decided nothing is inconclusive', () => {
  assert.is(isInconclusive(huntView()), false);
  assert.is(isInconclusive(huntView(PASSED)), false);
  assert.is(isInconclusive(huntView(UNDECIDED)), true);
});

test.run();
