/** What one run has that another has not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Trace } from '../../src/model/trace.ts';
import { differenceOf } from '../../src/report/difference.ts';
import { failingRun } from '../helpers/recordings.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('difference');

function goodRun(): Trace {
  const builder = traceBuilder(['a', 'b']);
  builder.connect('a', 'b');
  builder.startWorkload();
  builder.connect('client', 'a');
  builder.message('client', 'a', 'PUT 1');
  builder.message('a', 'b', 'COPY 1');
  builder.message('b', 'a', 'COPIED 1');
  builder.message('a', 'client', 'ACK 1');
  builder.endWorkload();
  return builder.build();
}

/** What the invariant asked and was told in the failing run alone. */
const CHECK = ['invariant→b "LIST"', 'b→invariant "END"'];

test('what was withheld did not happen, nor what would have come of it', () => {
  const { missing, extra } = differenceOf(goodRun(), failingRun().trace);
  assert.equal(missing, ['a→b "COPY 1"#1', 'b→a "COPIED 1"#1']);
  assert.equal(extra, CHECK);
});

test('turned round, it happened instead', () => {
  const { missing, extra } = differenceOf(failingRun().trace, goodRun());
  assert.equal([missing, extra], [CHECK, ['a→b "COPY 1"#1', 'b→a "COPIED 1"#1']]);
});

test('a run does not differ from itself', () => {
  assert.equal(differenceOf(goodRun(), goodRun()), { missing: [], extra: [] });
});

test.run();
