/** `ldfi export`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportCommand } from '../../src/cli/export-command.ts';
import { saveRecording } from '../../src/corpus/trace-file.ts';
import { StoreError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('export command');

test('without a file it writes to stdout', () => {
  const trace = saveRecording(makeScratch(), failingRun());
  const fake = fakeTerminal();
  assert.is(exportCommand({ trace, format: 'mermaid', threads: false }, fake.terminal), 0);
  assert.ok(fake.out().startsWith('sequenceDiagram\n'));
});

test('with a file it writes that, bytes for bytes', () => {
  const folder = makeScratch();
  const trace = saveRecording(folder, failingRun());
  const out = join(folder, 'run.pdf');
  const fake = fakeTerminal();
  exportCommand({ trace, format: 'pdf', out, threads: false }, fake.terminal);
  assert.is(readFileSync(out).subarray(0, 15).toString('latin1'), '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n');
  assert.is(fake.out(), '');
  assert.match(fake.err(), 'pdf in ');
});

test('a picture shows only what it is asked for', () => {
  const trace = saveRecording(makeScratch(), failingRun());
  const shown = (only: 'workload' | 'support'): string => {
    const fake = fakeTerminal();
    exportCommand({ trace, format: 'svg', threads: false, only }, fake.terminal);
    return fake.out();
  };
  assert.match(shown('workload'), '>PUT 1<');
  assert.not.match(shown('workload'), '>LIST<');
  assert.not.match(shown('support'), '>LIST<');
});

test('a file that cannot be written is a StoreError', () => {
  const folder = makeScratch();
  const trace = saveRecording(folder, failingRun());
  const options = { trace, format: 'dot', out: join(folder, 'no/x.dot'), threads: false } as const;
  assert.throws(
    () => exportCommand(options, fakeTerminal().terminal),
    (error: unknown) => error instanceof StoreError,
  );
});

test.run();
