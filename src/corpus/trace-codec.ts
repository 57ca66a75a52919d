/**
 * Recording ↔ bytes of a trace file. Knows the format; touches no files.
 *
 * A file is a `HEAD` chunk (JSON: tables, channels, totals, verdict, faults), `BLCK` chunks of
 * 8,192 events each, and an empty `DONE` chunk. What a crash leaves of it is a beginning of the
 * run, and says how much is missing.
 */
import * as z from 'zod';
import { faultText, parseFault } from '../faults/text.ts';
import { EdgeWriter } from '../model/edge-log.ts';
import { SpecError } from '../model/errors.ts';
import { GrowingEventLog } from '../model/event-log.ts';
import type { FaultReport } from '../model/fault.ts';
import { MessageLog, MessageWriter } from '../model/message-log.ts';
import type { Recording } from '../model/recording.ts';
import type { Channel, Edge, Message, Trace, TraceEvent, Window } from '../model/trace.ts';
import { VERDICT_KINDS, type Verdict } from '../model/verdict.ts';
import { ByteReader, ByteWriter, Malformed } from './byte-columns.ts';
import { type Chunk, corrupt, decodeChunks, encodeChunk, fileHead, torn } from './chunks.ts';
import { type Block, decodeBlock, encodeBlock } from './trace-block.ts';
import { checkTables, type Tables, tablesOf } from './trace-tables.ts';

/** Bumped on any change that another reader would misread. */
export const TRACE_VERSION = 1;

/** Events of one block: up to this many. A crash loses one; larger ones are hardly smaller. */
const BLOCK_EVENTS = 8192;

/** What a file that was cut off has lost. */
export interface Loss {
  /** Where the file ends too early. */
  readonly offset: number;
  readonly events: number;
  readonly messages: number;
}

export interface StoredRecording extends Recording {
  readonly lost?: Loss;
}

/** What a column of event ids holds. */
const COUNT_MAX = 0xffff_ffff;
const count = z.int().min(0).max(COUNT_MAX);
const index = count;
const headShape = z.object({
  spec: z.string(),
  nodes: z.array(z.string()),
  tables: z.object({
    names: z.array(z.string()),
    calls: z.array(z.string()),
    edges: z.array(z.string()),
    messages: z.array(z.string()),
    phases: z.array(z.string()),
    threads: z.array(z.tuple([index, count, count])),
  }),
  channels: z.array(
    z.object({ kind: z.string(), client: z.string(), server: z.string(), ordinal: count }),
  ),
  events: count,
  messages: count,
  workload: z.object({ from: index, to: index }),
  verdict: z
    .object({
      kind: z.enum(VERDICT_KINDS),
      reason: z.string().optional(),
      detail: z.string().optional(),
    })
    .optional(),
  faults: z.array(
    z.object({
      fault: z.string(),
      outcome: z.enum(['fired', 'missed']),
      detail: z.string(),
      event: index.optional(),
    }),
  ),
});
type Head = Omit<z.infer<typeof headShape>, 'tables'> & { readonly tables: Tables };

function headOf({ trace, verdict, faults }: Recording, tables: Tables): unknown {
  return {
    spec: trace.spec,
    nodes: trace.nodes,
    tables,
    channels: trace.channels.map(({ id: _, ...channel }) => channel),
    events: trace.events.length,
    messages: trace.messages.length,
    workload: trace.workload,
    ...(verdict !== undefined && { verdict }),
    faults: faults.map((report) => ({ ...report, fault: faultText(report.fault) })),
  };
}

/** Consecutive parts of a trace, each whole in itself. */
function* blocksOf(trace: Trace): Generator<Block> {
  const { events, edges, messages } = trace;
  let edge = 0;
  let message = 0;
  for (let from = 0; from < events.length; from += BLOCK_EVENTS) {
    const to = from + BLOCK_EVENTS;
    const block = { events: [] as TraceEvent[], edges: [] as Edge[], messages: [] as Message[] };
    for (let id = from; id < Math.min(to, events.length); id += 1) {
      block.events.push(events.at(id) as TraceEvent);
    }
    for (let next = edges.at(edge); next !== undefined && next.to < to; next = edges.at(edge)) {
      block.edges.push(next);
      edge += 1;
    }
    for (let next = messages.at(message); (next?.sent ?? to) < to; next = messages.at(message)) {
      block.messages.push(next as Message);
      message += 1;
    }
    yield block;
  }
}

/** The bytes of a trace file. */
export function encodeRecording(recording: Recording): Uint8Array {
  const tables = tablesOf(recording.trace);
  const writer = new ByteWriter();
  writer.text(JSON.stringify(headOf(recording, tables)));
  const parts = [fileHead(TRACE_VERSION), encodeChunk('HEAD', writer.bytes())];
  for (const block of blocksOf(recording.trace)) {
    parts.push(encodeChunk('BLCK', encodeBlock(block, tables)));
  }
  parts.push(encodeChunk('DONE', new Uint8Array(0)));
  return Buffer.concat(parts);
}

function decodeHead(payload: Uint8Array): Head {
  const reader = new ByteReader(payload);
  const text = reader.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Malformed('the head is not JSON');
  }
  const parsed = headShape.safeParse(value);
  const issue = parsed.error?.issues[0];
  if (!parsed.success) {
    throw new Malformed(`the head's ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  const head = parsed.data;
  const tables = head.tables as Tables;
  checkTables(
    tables,
    head.channels.map(({ kind }) => kind),
  );
  const { from, to } = head.workload;
  if (from > to || to > head.events) {
    throw new Malformed(`a workload from event ${from} to event ${to}`);
  }
  return { ...head, tables };
}

function verdictOf({ verdict }: Head): Verdict | undefined {
  if (verdict === undefined || verdict.kind === 'held') {
    return verdict === undefined ? undefined : { kind: 'held' };
  }
  const { kind, reason, detail } = verdict;
  if (reason === undefined) {
    throw new Malformed('a verdict without a reason');
  }
  return { kind, reason, ...(detail !== undefined && { detail }) } as Verdict;
}

function reportsOf(head: Head, events: number): FaultReport[] {
  return head.faults.map(({ fault, outcome, detail, event }) => {
    if (event !== undefined && event >= head.events) {
      throw new Malformed(`a fault at event ${event}`);
    }
    try {
      const known = event !== undefined && event < events ? { event } : {};
      return { fault: parseFault(fault), outcome, detail, ...known };
    } catch (error) {
      if (error instanceof SpecError) {
        throw new Malformed(`a fault that is none: ${error.message}`);
      }
      throw error;
    }
  });
}

/** The same messages as far as they were received before event `end`. */
function upTo(messages: MessageLog, end: number): MessageLog {
  return messages.received.every((event) => event < end)
    ? messages
    : MessageLog.of(
        messages.map((message) => ({
          ...message,
          received: message.received.filter((event) => event < end),
        })),
      );
}

interface Parts {
  readonly events: GrowingEventLog;
  readonly edges: EdgeWriter;
  readonly messages: MessageWriter;
}

function readBlocks(head: Head, blocks: readonly Chunk[], at: (chunk: Chunk) => void): Parts {
  const parts: Parts = {
    events: new GrowingEventLog(),
    edges: new EdgeWriter(),
    messages: new MessageWriter(),
  };
  for (const chunk of blocks) {
    at(chunk);
    if (chunk.type !== 'BLCK') {
      throw new Malformed(`a chunk of an unknown type: ${JSON.stringify(chunk.type)}`);
    }
    const block = decodeBlock(chunk.payload, {
      tables: head.tables,
      channels: head.channels.length,
      events: head.events,
      messages: head.messages,
      firstEvent: parts.events.length,
      firstMessage: parts.messages.length,
    });
    for (const event of block.events) {
      parts.events.push(event);
    }
    for (const { from, to, kind } of block.edges) {
      parts.edges.push(from, to, kind);
    }
    for (const message of block.messages) {
      parts.messages.add(message);
    }
  }
  return parts;
}

function clamp({ from, to }: Window, end: number): Window {
  return { from: Math.min(from, end), to: Math.min(to, end) };
}

function assemble(head: Head, parts: Parts): StoredRecording {
  const end = parts.events.length;
  const verdict = verdictOf(head);
  const channels = head.channels.map((channel, id) => ({ id, ...channel }) as Channel);
  const trace: Trace = {
    version: 1,
    spec: head.spec,
    nodes: head.nodes,
    events: parts.events.snapshot(),
    channels,
    edges: parts.edges.sorted(),
    messages: upTo(parts.messages.snapshot(), end),
    workload: clamp(head.workload, end),
  };
  const faults = reportsOf(head, end);
  return { trace, faults, ...(verdict !== undefined && { verdict }) };
}

/**
 * Reads the bytes of a trace file. One that was cut off gives the beginning of the run, and what it
 * lost.
 *
 * Errors: TraceError with the byte at fault, for anything that is no such file; never anything
 * else.
 */
export function decodeRecording(bytes: Uint8Array, file: string): StoredRecording {
  const { chunks, tornAt } = decodeChunks(bytes, file, TRACE_VERSION, 'DONE');
  const [first, ...rest] = chunks;
  if (first === undefined) {
    throw torn(file, tornAt ?? 0);
  }
  let offset = first.offset;
  try {
    if (first.type !== 'HEAD') {
      throw new Malformed('the first chunk is no head');
    }
    const head = decodeHead(first.payload);
    const blocks = tornAt === undefined ? rest.slice(0, -1) : rest;
    const parts = readBlocks(head, blocks, (chunk) => {
      offset = chunk.offset;
    });
    const missing = {
      events: head.events - parts.events.length,
      messages: head.messages - parts.messages.length,
    };
    if (tornAt === undefined && (missing.events > 0 || missing.messages > 0)) {
      throw new Malformed('fewer events or messages than the head says');
    }
    const recording = assemble(head, parts);
    return tornAt === undefined
      ? recording
      : { ...recording, lost: { offset: tornAt, ...missing } };
  } catch (error) {
    if (error instanceof Malformed) {
      throw corrupt(file, offset, error.message, error);
    }
    throw error;
  }
}
