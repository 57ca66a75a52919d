/** The dump of a trace. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Trace } from '../../src/model/trace.ts';
import { renderTrace } from '../../src/report/trace-report.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace report');

function small(): Trace {
  const builder = traceBuilder(['primary', 'backup']);
  builder.connect('primary', 'backup');
  builder.startWorkload();
  builder.message('primary', 'backup', 'COPY 1');
  builder.send('primary', 'backup', 'COPY 2', { withheld: true });
  builder.connect('backup', 'primary', 'refused');
  builder.endWorkload();
  builder.local('backup');
  return builder.build();
}

const lineOf = (text: string, part: string): string =>
  text.split('\n').find((line) => line.includes(part)) ?? '';

test('an event shows time, lane, arrow, window, message and what it needed first', () => {
  const text = renderTrace(small());
  assert.match(lineOf(text, '↑receive'), /^ +0\.050 +5 .*│ ↑receive +│ .*primary→backup tcp 1/);
  assert.match(lineOf(text, '↑receive'), /\[0,8\) {2}"COPY 1"#1 {2}← event 3$/);
});

test('a call that failed shows its errno', () => {
  assert.match(renderTrace(small()), /↑connect.*ECONNREFUSED/);
});

test('a message that a fault kept away is marked', () => {
  assert.match(renderTrace(small()), /"COPY 2"#1 \(withheld\)/);
});

test('the workload is marked where it starts and ends', () => {
  const lines = renderTrace(small()).split('\n');
  const starts = lines.findIndex((line) => line.includes('the workload starts'));
  const ends = lines.findIndex((line) => line.includes('the workload has ended'));
  const copy = lines.findIndex((line) => line.includes('"COPY 1"'));
  assert.ok(starts > 0 && starts < copy && copy < ends);
});

test('the support is counted and its messages are marked', () => {
  const text = renderTrace(small(), { support: new Set([1]) });
  assert.match(text, 'support of the outcome: 1 message of these');
  assert.match(text, /primary→backup "COPY 1"#1 .*in support$/m);
  assert.not.match(text, /primary→backup "COPY 2"#1 .*in support/);
});

test('every event and every message has its line', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const lines = renderTrace(trace).split('\n');
      assert.is(lines.filter((line) => /[↓↑]/.test(line)).length, trace.events.length);
      const table = lines.slice(lines.findIndex((line) => /# +message +window/.test(line)) + 1);
      assert.is(table.filter((line) => line !== '').length, trace.messages.length);
    }),
  );
});

test('labels cannot act on the terminal', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('a', 'b', `X${String.fromCharCode(27)}[2J\n`);
  assert.not.match(renderTrace(builder.build()).replaceAll('\n', ''), /\p{Cc}/u);
});

test('an empty trace is a dump too', () => {
  assert.match(renderTrace(traceBuilder([]).build()), '0 events, 0 channels, 0 messages');
});

test.run();
