/** Reading a trace for a command. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openTrace } from '../../src/cli/stored-trace.ts';
import { saveRecording } from '../../src/corpus/trace-file.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('stored trace');

test('a whole trace comes with its support, and without a word', () => {
  const path = saveRecording(makeScratch(), failingRun());
  const fake = fakeTerminal();
  const { recording, support } = openTrace(path, fake.terminal);
  assert.is(recording.verdict?.kind, 'violated');
  assert.ok(support.size > 0);
  assert.is(fake.err(), '');
});

test('what a trace that was cut off has lost is said', () => {
  const builder = traceBuilder(['a', 'b']);
  for (let count = 0; count < 25_000; count += 1) {
    builder.message('a', 'b', 'x');
  }
  const path = saveRecording(makeScratch(), { trace: builder.build(), faults: [] });
  const bytes = readFileSync(path);
  const torn = join(makeScratch(), 'torn.ldfi-trace');
  writeFileSync(torn, bytes.subarray(0, bytes.length - 60));
  const fake = fakeTerminal();
  const { recording } = openTrace(torn, fake.terminal);
  assert.is(recording.trace.events.length, 73_728);
  assert.match(fake.err(), /is cut off at byte \d+: the last 1272 events and 424 messages/);
});

test.run();
