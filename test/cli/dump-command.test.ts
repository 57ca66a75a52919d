/** `ldfi dump`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dumpCommand } from '../../src/cli/dump-command.ts';
import { saveRecording } from '../../src/corpus/trace-file.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('dump command');

test('it prints the events, the messages and the calls', () => {
  const trace = saveRecording(makeScratch(), failingRun());
  const fake = fakeTerminal();
  assert.is(dumpCommand({ trace, calls: false }, fake.terminal), 0);
  assert.match(fake.out(), 'Trace of built');
  assert.match(fake.out(), 'client→a "PUT 1"#1');
  assert.match(fake.out(), 'Calls of built');
});

test('or the calls alone', () => {
  const trace = saveRecording(makeScratch(), failingRun());
  const fake = fakeTerminal();
  dumpCommand({ trace, calls: true }, fake.terminal);
  assert.ok(fake.out().startsWith('Calls of built'));
});

test.run();
