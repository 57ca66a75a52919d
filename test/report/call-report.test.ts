/** Call graphs as text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callsOf } from '../../src/lineage/calls.ts';
import { renderCalls } from '../../src/report/call-report.ts';
import { failingRun, HOSTILE } from '../helpers/recordings.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('call report');

test('a call stands under the one that it was made for', () => {
  const { trace } = failingRun();
  const lines = renderCalls(trace, callsOf(trace)).split('\n');
  assert.match(lines[1] ?? '', '3 calls from 2 roots');
  assert.match(lines[3] ?? '', /^#0 client→a PUT 1 → ACK 1 \[at [\d.]+ ms, [\d.]+ ms\]$/);
  assert.match(lines[4] ?? '', /^└─ #1 a→b COPY 1 withheld by a fault/);
});

test('guesses are marked, and counted', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'GET 1', { thread: 0 });
  builder.message('invariant', 'a', 'GET 2', { thread: 0 });
  builder.message('a', 'b', 'ASK', { thread: 1 });
  builder.message('a', 'client', 'OK 1', { thread: 1 });
  builder.message('a', 'invariant', 'OK 2', { thread: 1 });
  const trace = builder.build();
  const text = renderCalls(trace, callsOf(trace));
  assert.match(text, '1 parent guessed among several');
  assert.match(text, '(a guess; or #1)');
});

test('a chain of thousands of calls is no deeper than a stack', () => {
  const builder = traceBuilder(['a', 'b']);
  for (let depth = 0; depth < 6000; depth += 1) {
    builder.message(depth % 2 === 0 ? 'a' : 'b', depth % 2 === 0 ? 'b' : 'a', 'x', { fresh: true });
  }
  const trace = builder.build();
  assert.is(renderCalls(trace, callsOf(trace)).split('\n').length, 6004);
});

test('labels cannot act on the terminal', () => {
  const { trace } = failingRun(`${HOSTILE}\x1b[2J`);
  assert.not.match(renderCalls(trace, callsOf(trace)), '\x1b');
});

test.run();
