/** Markdown of a hunt: what it tells, and that it stays short. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { markdown } from '../../../src/report/reporters/markdown.ts';
import { FINDING } from '../../helpers/findings.ts';
import { FLAKY, huntView, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';

const test = suite('markdown');

test('a finding is told whole', () => {
  const text = markdown(huntView());
  for (const line of [
    '## mailbox: violated \\(1 finding\\)',
    '### entry 1 is lost',
    'Violated in 5/5 runs with the faults (57–100 %), 0/5 without.',
    'primary→backup "COPY 1"#1: cut',
    '2. no copy is left',
    'npx ldfi replay 1a2b3c4d',
    'store/report.html',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\n---\n${text}`);
  }
});

test('nothing that a program said is markup', () => {
  const reason = '<img src=x> **bold** [a](b) `code` # &lt;\n# two';
  const text = markdown(huntView({ findings: [{ ...FINDING, reason }] }));
  assert.not.match(text, '<img');
  assert.match(text, '\\*\\*bold\\*\\* \\[a\\]\\(b\\) \\`code\\` \\# &amp;lt;\\\\n\\# two');
});

test('a fence is longer than any in what it holds', () => {
  const [fault] = FINDING.faults;
  assert.ok(fault?.kind === 'cut');
  const faults = [{ ...fault, at: { ...fault.at, label: '````' } }];
  assert.match(markdown(huntView({ findings: [{ ...FINDING, faults }] })), '\n`````text\n');
});

test('what did not confirm and what was not decided is told', () => {
  const text = markdown(huntView({ ...UNDECIDED, flaky: FLAKY }));
  assert.match(text, 'mailbox: inconclusive');
  assert.match(text, '2/5 with the faults');
  assert.match(markdown(huntView(PASSED)), 'no violation within the bounds');
});

test('what does not fit is counted', () => {
  const findings = Array.from({ length: 300 }, () => FINDING);
  const text = markdown(huntView({ findings }));
  assert.ok(text.length < 60_100, String(text.length));
  assert.match(text, /^\d+ sections more did not fit\.$/m);
});

test.run();
