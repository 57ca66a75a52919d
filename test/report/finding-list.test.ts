/** Findings as lines. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderFindings } from '../../src/report/finding-list.ts';
import { anyFinding, FINDING } from '../helpers/findings.ts';

const test = suite('finding list');

test('a line tells id, time, spec, rate, faults and what was broken', () => {
  const session = '20260131T235959.123Z-4711';
  assert.is(
    renderFindings([{ finding: FINDING, session, times: 1 }]),
    'finding   last found (UTC)  spec     rate  faults    found  violated\n' +
      '1a2b3c4d  2026-01-31 23:59  mailbox  5/5   2 faults  once   entry 1 is lost\n',
  );
  assert.match(renderFindings([{ finding: FINDING, session: 'odd', times: 3 }]), '3 times');
  assert.is(renderFindings([]), 'no findings\n');
});

test('each finding takes one line, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { minLength: 1 }), (findings) => {
      const rows = findings.map((finding) => ({ finding, session: finding.spec, times: 1 }));
      assert.is(renderFindings(rows).trimEnd().split('\n').length, findings.length + 1);
    }),
  );
});

test.run();
