/** A whole hunt as a person reads it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  countsText,
  renderFlaky,
  renderHuntReport,
  renderHuntSummary,
  verdictStyle,
} from '../../src/report/hunt-report.ts';
import { PLAIN } from '../../src/report/palette.ts';
import { CUT, FINDING, HUNT_RESULT } from '../helpers/findings.ts';

const test = suite('hunt report');

test('the summary tells outcome, effort, verdicts and when the first violation came', () => {
  assert.is(
    renderHuntSummary('mailbox', HUNT_RESULT),
    `mailbox: violated (1 finding)
  a confirmed finding
  27 experiments in 27.0 s (1.0 s each)
  20 held · 6 violated · 1 vacuous
  first violation after 12 experiments
`,
  );
});

test('what was to be seen in some run is told, and whether it was', () => {
  const sometimes = [
    { what: 'a line like /x/ of a', runs: 3 },
    { what: 'a line like /y/ of anybody', runs: 0 },
  ];
  const text = renderHuntSummary('m', { ...HUNT_RESULT, sometimes });
  assert.match(text, '  sometimes: a line like /x/ of a was seen in 3 runs\n');
  assert.match(text, '  sometimes: a line like /y/ of anybody was seen in no run\n');
});

test('a hunt without any experiment has no mean', () => {
  const text = renderHuntSummary('m', { ...HUNT_RESULT, experiments: 0, durationMs: 5 });
  assert.match(text, '0 experiments in 5 ms\n');
});

test('held and violated are counted even when there are none', () => {
  const none = { held: 0, violated: 0, vacuous: 0, void: 0, inconclusive: 2 };
  assert.is(countsText(none), '0 held · 0 violated · 2 inconclusive');
});

test('only held is styled as good', () => {
  const palette = { ...PLAIN, good: () => 'good' };
  const kinds = ['held', 'violated', 'vacuous', 'void', 'inconclusive'] as const;
  const good = kinds.filter((kind) => verdictStyle(kind, palette)(kind) === 'good');
  assert.equal(good, ['held']);
});

test('flaky violations are shown with both rates', () => {
  const flaky = {
    faults: [CUT],
    withFaults: { violated: 2, runs: 5 },
    withoutFaults: { violated: 0, runs: 5 },
  };
  const text = renderFlaky([flaky]);
  assert.match(text, 'primary→backup "COPY 1"#1: cut');
  assert.match(text, '2/5 with the faults (12–77 %), 0/5 without (0–43 %)');
});

test('a violation whose confirmation was interrupted is not said to be unreliable', () => {
  const none = { violated: 0, runs: 0 };
  const text = renderFlaky([{ faults: [CUT], withFaults: none, withoutFaults: none }]);
  assert.match(text, 'Not confirmed: violated once or more, but not shown to do so reliably\n');
});

test('no flaky violation, no section', () => {
  assert.is(renderFlaky([]), '');
});

test('the report holds every finding with the paths it is given', () => {
  const text = renderHuntReport('mailbox', HUNT_RESULT, PLAIN, () => ({ logs: 'here/logs' }));
  assert.match(text, `Finding ${FINDING.id}`);
  assert.match(text, 'logs    here/logs');
});

test.run();
