/**
 * Runs of a hunt ↔ bytes of its journal. Knows the format; touches no files.
 *
 * A journal is a `HUNT` chunk (JSON: which hunt it is), a `PROC` chunk for each process that
 * worked on it, a `RUN ` chunk for each run (JSON, then the bytes of a trace file), and a `DONE`
 * chunk when the hunt came to its end. It only grows; what a crash tore at its end is dropped.
 */
import * as z from 'zod';
import { faultText, parseFault } from '../faults/text.ts';
import type { RunResult } from '../model/run.ts';
import { ByteReader, ByteWriter, Malformed } from './byte-columns.ts';
import { decodeRecording, encodeRecording } from './trace-codec.ts';

/** Bumped on any change that another reader would misread. */
export const JOURNAL_VERSION = 1;

export const HUNT_CHUNK = 'HUNT';
export const PROCESS_CHUNK = 'PROC';
export const RUN_CHUNK = 'RUN ';
export const END_CHUNK = 'DONE';

const count = z.int().min(0);

const huntShape = z.object({
  /** Equal for hunts that decide alike: see hunt-identity.ts. */
  identity: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
});
export type HuntHead = z.infer<typeof huntShape>;

const processShape = z.object({
  pid: count,
  /** Start time in ticks since boot: a pid comes round again, the two together do not. */
  startTicks: count,
});
export type ProcessMark = z.infer<typeof processShape>;

const runShape = z.object({
  id: count,
  purpose: z.enum([
    ...(['baseline', 'hypothesis', 'confirm', 'control'] as const),
    ...(['minimise', 'replay', 'record'] as const),
  ]),
  faults: z.array(z.string()),
  elapsedMs: z.number(),
  directory: z.string(),
  durationMs: z.number(),
  stops: count,
  /** See model/run.ts; absent where nothing need be seen. */
  seen: z.array(count).optional(),
  /** See model/goal.ts; absent without goals. */
  reached: z
    .array(z.array(z.object({ event: z.int().min(-1), until: count }).nullable()))
    .optional(),
});

/** A run as the journal holds it. */
export interface StoredRun {
  readonly result: RunResult;
  readonly elapsedMs: number;
}

function jsonOf<T>(text: string, shape: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('a part is not JSON');
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    throw new Malformed(`${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.message}`);
  }
  return parsed.data;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value), 'utf8');

export const encodeHunt = (head: HuntHead): Uint8Array => jsonBytes(head);
export const encodeProcess = (mark: ProcessMark): Uint8Array => jsonBytes(mark);
/** Errors: Malformed. */
export const decodeHunt = (bytes: Uint8Array): HuntHead => jsonOf(textOf(bytes), huntShape);
/** Errors: Malformed. */
export const decodeProcess = (bytes: Uint8Array): ProcessMark =>
  jsonOf(textOf(bytes), processShape);

export function encodeRun({ result, elapsedMs }: StoredRun): Uint8Array {
  const { request, directory, durationMs, stops, reached, seen } = result;
  const writer = new ByteWriter();
  const faults = request.faults.map(faultText);
  const { id, purpose } = request;
  const of = { id, purpose, faults, elapsedMs, directory, durationMs, stops };
  writer.text(JSON.stringify({ ...of, reached, seen }));
  return Buffer.concat([writer.bytes(), encodeRecording(result)]);
}

/**
 * Errors: Malformed, SpecError and TraceError for bytes that `encodeRun` did not write. `file` is
 * for their texts.
 */
export function decodeRun(payload: Uint8Array, file: string): StoredRun {
  const reader = new ByteReader(payload);
  const head = jsonOf(reader.text(), runShape);
  const { trace, verdict, faults } = decodeRecording(reader.rest(), file);
  if (verdict === undefined) {
    throw new Malformed('a run without a verdict');
  }
  const { id, purpose, elapsedMs, directory, durationMs, stops, reached, seen } = head;
  const request = { id, purpose, faults: head.faults.map((text) => parseFault(text)) };
  return {
    elapsedMs,
    result: {
      ...{ request, verdict, faults, trace, directory, durationMs, stops },
      ...(reached && { reached }),
      ...(seen && { seen }),
    },
  };
}
