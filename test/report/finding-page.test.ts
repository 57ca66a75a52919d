/** The page of a finding: whole in itself, closed to all else, and what it must tell. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Certificate } from '../../src/model/hunt.ts';
import { type FindingPage, findingPage } from '../../src/report/finding-page.ts';
import { anyFinding, FINDING, HUNT_RESULT } from '../helpers/findings.ts';
import { failingRun, HOSTILE, longRun } from '../helpers/recordings.ts';

const test = suite('finding page');

const ROW = { id: 1, purpose: 'baseline', faults: [], missed: [], course: 1, durationMs: 1200 };
const PAGE: FindingPage = {
  finding: FINDING,
  replay: 'npx ldfi replay 1a2b3c4d',
  failing: failingRun(HOSTILE),
  good: { ...failingRun('PUT 2'), faults: [], verdict: { kind: 'held' } },
  tried: [
    { ...ROW, verdict: 'held' },
    { ...ROW, id: 2, faults: ['a→b "X"#1: cut'], verdict: 'violated', reason: 'it is lost' },
    { ...ROW, id: 3, faults: ['a: crash'], verdict: 'void', missed: ['a: crash: never sent'] },
  ],
  environment: { kernel: '6.18', spec: HOSTILE },
  logs: [
    { name: 'a.log', text: `one\n\ttwo ${HOSTILE}\n` },
    { name: 'silent.log', text: '\n' },
  ],
};
const CERTIFICATE: Certificate = {
  version: 1,
  bounds: { faultsMax: 2, perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1 } },
  ...{ literals: 4, total: 10, held: 3, vacuous: 0, implied: 6, unreachable: 0, inconclusive: 0 },
  ...{ violated: 1, unreachableSets: [], runs: 9 },
  newClass: { runs: 5, classes: 1, estimate: 0 },
};
const HTML = findingPage(PAGE);

/** The pages of diagrams in it, as the browser takes them out of their attributes. */
const inner = (html: string): readonly string[] =>
  [...html.matchAll(/srcdoc='([^']*)'/g)].map(([, page = '']) =>
    page.replaceAll('&#39;', "'").replaceAll('&amp;', '&'),
  );

/** The page without those in it. */
const outer = (html: string): string =>
  html.replace('<!DOCTYPE html>', '').replaceAll(/srcdoc='[^']*'/g, '');

test('logs say where the fault fired', () => {
  const marks = [{ at: 4, fault: `a: crash before a→b "${HOSTILE}"#1` }];
  const html = findingPage({ ...PAGE, logs: [{ name: 'a.log', text: 'one\ntwo\n', marks }] });
  const [, before = '', mark = '', after = ''] =
    /<pre>(.*)<span class="fired">([^<]*)<\/span>([^<]*)<\/pre>/s.exec(
      html.slice(html.indexOf('a.log')),
    ) ?? [];
  assert.is(before.trim(), 'one');
  assert.match(mark, /^here the fault fired: a: crash before a→b &quot;/);
  assert.is(after.trim(), 'two');
});

test('it tells what breaks, what it takes, how sure that is and how to see it again', () => {
  for (const words of [
    '<h1>entry 1 is lost</h1>',
    'These 2 faults break the promise in 5 of 5 runs; without them it was broken in 0 of 5.',
    'primary→backup &quot;COPY 1&quot;#1: cut',
    '<li>no copy is left</li>',
    'npx ldfi replay 1a2b3c4d',
    '3 experiments: 1 held, 1 violated, 1 void',
    'missed: a: crash: never sent',
    '<h3>read there, not in the failing run</h3><ul><li><code>client→a &quot;PUT 2&quot;#1</code>',
    '<summary>a.log</summary>',
  ]) {
    assert.ok(outer(HTML).includes(words), words);
  }
  assert.not.match(HTML, 'silent.log');
});

test('it shows both runs, without their set-up', () => {
  const [failing = '', good = '', ...more] = inner(HTML);
  assert.is(more.length, 0);
  assert.match(failing, 'violated: entry 1 is lost');
  assert.match(good, 'PUT 2');
  for (const page of [failing, good]) {
    assert.match(page, 'id="phase-workload" checked');
    assert.not.match(page, 'id="phase-setup" checked');
  }
});

test('it tells which courses runs took, and what the hunt came to', () => {
  assert.match(outer(HTML), '1 run without faults took 1 course: the same');
  assert.match(outer(HTML), 'The hunt was still going on when this page was written.');
  const ended = findingPage({ ...PAGE, ending: { ...HUNT_RESULT, certificate: CERTIFICATE } });
  assert.match(outer(ended), 'The hunt ended violated: a confirmed finding.');
  assert.match(outer(ended), '10 fault sets within them');
});

test('runs that were made for the finding alone say nothing of a hunt', () => {
  const html = outer(findingPage({ ...PAGE, madeBy: 'explain' }));
  assert.match(html, '3 experiments: 1 held, 1 violated, 1 void (by ldfi explain, for this');
  assert.not.match(html, 'What the hunt covered');
});

test('a good run with some of the faults is not called one without them', () => {
  const [first] = FINDING.faults;
  assert.match(outer(HTML), '<strong>A run without the faults</strong>');
  const nearest = { without: first === undefined ? [] : [first], missing: [], extra: [] };
  const html = outer(findingPage({ ...PAGE, finding: { ...FINDING, nearest } }));
  assert.match(html, '<strong>The nearest good run</strong>');
  assert.not.match(html, 'A run without the faults');
});

test('its policy allows its own style, and script and style of the diagrams in it', () => {
  const hash = (text: string): string =>
    `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const between = (html: string, open: string, close: string): string =>
    html.slice(html.indexOf(open) + open.length).split(close, 1)[0] ?? '';
  const [diagram = ''] = inner(HTML);
  const script = hash(between(diagram, '<script type="module">', '</script>'));
  const styles = [HTML, diagram].map((html) => hash(between(html, '<style>', '</style>')));
  assert.is(
    between(HTML, 'Content-Security-Policy" content="', '">'),
    `default-src 'none'; script-src ${script}; style-src ${styles.join(' ')}; ` +
      "base-uri 'none'; form-action 'none'",
  );
});

test('whatever the system sent or said is text in it', () => {
  const html = outer(HTML);
  assert.not.match(html, HOSTILE);
  assert.not.match(html, /<script|\b(?:src|href|style|on[a-z]+)\s*=\s*["']/);
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const page = findingPage({ ...PAGE, finding, replay: finding.reason });
      const tags = [...outer(page).matchAll(/<\/?([a-z0-9]*)/g)].map(([, tag]) => tag);
      assert.not.ok(tags.some((tag) => ['', 'script', 'b'].includes(tag ?? '')));
    }),
  );
});

test('without traces, runs and logs it is still a page', () => {
  const bare = { finding: FINDING, replay: 'again', tried: [], environment: {}, logs: [] };
  const html = findingPage(bare);
  assert.match(html, '<h2>Replay</h2>');
  assert.not.match(html, '<iframe');
  assert.not.match(html, '<h2>What was tried</h2>');
});

test('two runs of five thousand messages are less than five megabytes', () => {
  const run = longRun(5000);
  const { length } = findingPage({ ...PAGE, failing: run, good: run });
  assert.ok(length < 5_000_000, String(length));
});

test.run();
