/** A finding as a person reads it. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultWords } from '../../src/report/fault-words.ts';
import { renderFinding } from '../../src/report/finding-report.ts';
import { anyFinding, CRASH, CUT, FINDING } from '../helpers/findings.ts';

const test = suite('finding report');

test('the report tells faults, chain, rates, replay and logs', () => {
  assert.is(
    renderFinding(FINDING, { logs: 'store/logs' }),
    `Finding 1a2b3c4d in mailbox
  violated: entry 1 is lost

  What goes wrong (2 faults)
  1. ${faultWords(CUT)}
     primary→backup "COPY 1"#1: cut
  2. ${faultWords(CRASH)}
     primary: crash after primary→client "ACK 1"#1

  How it gets there
  1. primary acknowledges entry 1
  2. no copy is left

  How sure
  violated in 5/5 with the faults, 0/5 without (95 % intervals: 57–100 % and 0–43 %)
  first seen after 12 experiments

  replay  npx ldfi replay 1a2b3c4d
  logs    store/logs
`,
  );
});

test('where there is a page, it is named', () => {
  assert.match(
    renderFinding(FINDING, { report: 'store/report.html' }),
    '  report  store/report.html',
  );
});

test('a set that was made smaller says so', () => {
  const text = renderFinding({ ...FINDING, faults: [CUT], foundAs: [CUT, CRASH] });
  assert.match(text, /minimised from 2 faults to 1/);
});

test('a fault that did not fire in the saved run is told', () => {
  const reports = [{ fault: CUT, outcome: 'missed', detail: 'never sent' }] as const;
  assert.match(renderFinding({ ...FINDING, reports }), /"COPY 1"#1: cut: missed, never sent/);
});

test('no finding, whatever its texts hold, acts on the terminal', () => {
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const text = renderFinding(finding);
      assert.not.match(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }),
  );
});

test('styles go to what they mean', () => {
  const palette = {
    strong: (text: string) => `<b>${text}</b>`,
    faint: (text: string) => text,
    good: (text: string) => text,
    bad: (text: string) => `<bad>${text}</bad>`,
    doubtful: (text: string) => text,
    accent: (text: string) => `<a>${text}</a>`,
  };
  const text = renderFinding(FINDING, { palette });
  assert.match(text, '<bad>violated</bad>: entry 1 is lost');
  assert.match(text, '<a>npx ldfi replay 1a2b3c4d</a>');
});

test('what the programs wrote around the fault stands with it', () => {
  const around = [{ name: 'a.log', fault: 'a: crash', before: ['one'], after: ['two\u001b[2J'] }];
  const text = renderFinding(FINDING, { around });
  const place = text.slice(text.indexOf('What the programs wrote around the fault'));
  assert.match(place, /a\.log\n +one\n +» here it fired: a: crash\n +two\\x1b\[2J\n/);
  assert.not.match(renderFinding(FINDING), 'wrote around');
});

test.run();
