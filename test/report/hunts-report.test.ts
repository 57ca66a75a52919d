/** Several hunts, as text and as a page. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Hunts,
  huntsPage,
  renderHunts,
  standingsText,
} from '../../src/report/hunts-report.ts';
import { anyFinding, FINDING } from '../helpers/findings.ts';

const test = suite('hunts report');

const HUNT = { outcome: 'violated', reason: 'none is left', experiments: 44, durationMs: 60_000 };
const HUNTS: Hunts = {
  startedAt: '2026-01-31T23:59:59.123Z',
  findings: [
    { standing: 'resolved', finding: { ...FINDING, id: 'aaaa0000' } },
    { standing: 'new', finding: FINDING, link: 'mailbox/1/findings/1a2b3c4d/report.html' },
  ],
  hunts: [
    { ...HUNT, spec: 'mailbox', link: 'mailbox/1/results.json' },
    { ...HUNT, spec: 'other', outcome: 'failed', experiments: 0, reason: 'it never got ready' },
  ],
};

test('the text tells new findings first, then what each hunt came to', () => {
  assert.is(
    renderHunts(HUNTS),
    `2 specs, 44 experiments in 2 min 00 s: 1 new, 1 resolved
  new       1a2b3c4d  mailbox  entry 1 is lost
  resolved  aaaa0000  mailbox  entry 1 is lost
  mailbox  violated  44 experiments  1 min 00 s  none is left
  other    failed    0 experiments   1 min 00 s  it never got ready
`,
  );
  assert.is(standingsText([]), 'no findings');
});

test('the page links to the page of each finding, and to the results', () => {
  const page = huntsPage(HUNTS);
  assert.match(page, '<h1>1 new, 1 resolved</h1>');
  assert.match(page, '<a href="mailbox/1/findings/1a2b3c4d/report.html">1a2b3c4d</a>');
  assert.match(page, '<a href="mailbox/1/results.json">mailbox</a>');
  assert.match(page, '<td>aaaa0000</td>');
});

test('nothing that a system said is markup', () => {
  const allowed = /^(?:html|head|meta|title|style|body|main|header|p|h1|h2|section|table|thead)$/;
  const cells = /^(?:tbody|tr|th|td|a|span)$/;
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const hunts = [{ ...HUNT, spec: finding.spec, reason: finding.reason }];
      const page = huntsPage({ ...HUNTS, hunts, findings: [{ standing: 'new', finding }] });
      const body = page.replace('<!DOCTYPE html>', '');
      for (const [, tag = ''] of body.matchAll(/<\/?([a-z0-9]*)/g)) {
        assert.ok(allowed.test(tag) || cells.test(tag), tag);
      }
    }),
  );
});

test.run();
