/** Trace files on disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  readRecording,
  saveRecording,
  TRACE_FILE,
  writeRecording,
} from '../../src/corpus/trace-file.ts';
import { StoreError, TraceError } from '../../src/model/errors.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace file');

const RECORDING = { trace: traceBuilder(['a']).build(), faults: [] };

test('a trace is found by its path and by its folder', () => {
  const folder = makeScratch();
  const path = saveRecording(folder, RECORDING);
  assert.is(path, join(folder, TRACE_FILE));
  assert.equal(readRecording(path), readRecording(folder));
});

test('a path that cannot be written to leaves nothing', () => {
  const folder = makeScratch();
  assert.throws(
    () => writeRecording(join(folder, 'no', 'x'), RECORDING),
    (error: unknown) => error instanceof StoreError,
  );
  assert.not.ok(existsSync(join(folder, 'no')));
});

test('a file that is not there is no TraceError', () => {
  const nowhere = join(makeScratch(), 'x');
  assert.throws(
    () => readRecording(nowhere),
    (error: unknown) => error instanceof StoreError,
  );
});

test('a file of another kind is', () => {
  const folder = makeScratch();
  writeFiles(folder, { x: '{}' });
  assert.throws(
    () => readRecording(join(folder, 'x')),
    (error: unknown) => error instanceof TraceError && error.code === 'trace-format',
  );
});

test.run();
