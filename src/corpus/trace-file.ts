/** Trace files on disk. Knows names and paths; what is in a file is trace-codec's business. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from '../model/recording.ts';
import { attempt, readBytes, writeAtomically } from './files.ts';
import { decodeRecording, encodeRecording, type StoredRecording } from './trace-codec.ts';

/** The trace in the folder of a finding or a recorded run. */
export const TRACE_FILE = 'trace.ldfi-trace';

/** Writes `trace.ldfi-trace` into the folder and gives back its path. Errors: StoreError. */
export function saveRecording(folder: string, recording: Recording): string {
  const path = join(folder, TRACE_FILE);
  writeRecording(path, recording);
  return path;
}

/** Errors: StoreError. */
export function writeRecording(path: string, recording: Recording): void {
  writeAtomically(path, encodeRecording(recording));
}

/**
 * Reads a trace file, or the one in a folder.
 *
 * Errors: StoreError when it cannot be read, TraceError when it is no whole trace of this version.
 */
export function readRecording(path: string): StoredRecording {
  const isFolder = attempt('read', path, () => statSync(path).isDirectory());
  const file = isFolder ? join(path, TRACE_FILE) : path;
  return decodeRecording(readBytes(file), file);
}
