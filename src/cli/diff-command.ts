/** `ldfi diff`: two findings or two recorded runs beside each other. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isThere } from '../corpus/files.ts';
import { openFinding } from '../corpus/read-finding.ts';
import { decodeRecording } from '../corpus/trace-codec.ts';
import { readRecording, TRACE_FILE } from '../corpus/trace-file.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Recording } from '../model/recording.ts';
import { compareRuns, isAlike, renderComparison, type Side } from '../report/comparison.ts';
import type { DiffOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** A trace file, or a folder that holds one and no finding. */
function isTrace(path: string): boolean {
  if (!existsSync(path)) {
    return false;
  }
  const has = (name: string): boolean => existsSync(join(path, name));
  return statSync(path).isDirectory()
    ? has(TRACE_FILE) && !has('finding.json')
    : path.endsWith('.ldfi-trace');
}

function ofTrace(path: string): Side {
  const { trace, faults, verdict } = readRecording(path);
  const about =
    verdict === undefined || verdict.kind === 'held'
      ? (verdict?.kind ?? 'not judged')
      : `${verdict.kind}: ${verdict.reason}`;
  return {
    name: shortPath(path),
    about: `a run of ${trace.spec}, ${about}`,
    faults: faults.map(({ fault }) => fault),
    trace,
  };
}

/** Errors: as `openFinding`; TraceError and StoreError for a trace that can't be read. */
function sideOf(reference: string, store: string): Side {
  if (isTrace(reference)) {
    return ofTrace(reference);
  }
  const { finding, file, packed } = openFinding(reference, store);
  const inPack = packed?.get(TRACE_FILE);
  const path = join(dirname(file), TRACE_FILE);
  let recording: Recording | undefined;
  if (inPack !== undefined) {
    recording = decodeRecording(inPack, file);
  } else if (packed === undefined && isThere(path)) {
    recording = readRecording(path);
  }
  return {
    name: finding.id,
    about: `a finding in ${finding.spec}, violated: ${finding.reason}`,
    faults: finding.faults,
    ...(recording && { trace: recording.trace }),
  };
}

/** Exit code 0 when nothing is in one only, 1 when something is. */
export function diffCommand({ a, b, json, store }: DiffOptions, { out }: Terminal): ExitCode {
  const sides = [sideOf(a, store), sideOf(b, store)] as const;
  const found = compareRuns(...sides);
  const named = (side: Side): unknown => ({ name: side.name, about: side.about });
  const data = { version: 1, a: named(sides[0]), b: named(sides[1]), ...found };
  out.write(
    json ? `${JSON.stringify(data, null, 2)}\n` : renderComparison(sides, found, out.palette),
  );
  return isAlike(found) ? EXIT.exhausted : EXIT.violated;
}
