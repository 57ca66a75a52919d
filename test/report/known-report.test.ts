/** Known findings as text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type KnownRow, knownSummary, renderKnown } from '../../src/report/known-report.ts';
import { FINDING } from '../helpers/findings.ts';
import { HOSTILE } from '../helpers/recordings.ts';

const test = suite('known report');

const ROW: KnownRow = {
  standing: 'ongoing',
  finding: FINDING,
  rate: { violated: 1, runs: 1 },
  isSpecChanged: false,
  note: '',
  replay: 'npx ldfi replay corpus/mailbox/findings/1a2b3c4d',
};
const GONE: KnownRow = {
  ...ROW,
  standing: 'resolved',
  finding: { ...FINDING, id: '2222', reason: `${HOSTILE}\u001b[31m` },
  rate: { violated: 0, runs: 3 },
  isSpecChanged: true,
};
const UNCLEAR: KnownRow = {
  ...GONE,
  standing: 'not reproduced',
  isSpecChanged: false,
  rate: { violated: 0, runs: 0 },
  note: 'void: the message was never sent',
};

test('where nothing is known nothing is said', () => {
  assert.is(renderKnown([]), '');
});

test('what still fails comes first, with the command that shows it', () => {
  const lines = renderKnown([GONE, UNCLEAR, ROW]).split('\n');
  assert.is(lines[0], '3 known findings: 1 still fails, 1 no longer fails, 1 not reproduced');
  assert.match(lines[1] ?? '', /^ {2}still fails +1a2b3c4d +violated in 1\/1 .*entry 1 is lost$/);
  assert.is(lines[2], `    ${ROW.replay}`);
  assert.match(
    lines[3] ?? '',
    /^ {2}no longer fails +2222 +violated in 0\/3.*; the spec has changed since it was found/,
  );
  assert.match(lines[4] ?? '', /^ {2}not reproduced +2222 +void: the message was never sent/);
  assert.not.match(lines.join('\n'), '\u001b');
});

test('only what there is is counted', () => {
  assert.is(knownSummary([ROW]), '1 known finding: 1 still fails');
});

test.run();
