/**
 * The words of a trace as numbers: each file carries its own tables, so that a kind of call,
 * channel or edge that is added later changes no layout. Knows which words this version may meet.
 */
import { DATAGRAM_KINDS, type MessageKind, STREAM_KINDS } from '../model/channel.ts';
import type { CallClass, Edge, RunPhase, Trace } from '../model/trace.ts';
import { Malformed } from './byte-columns.ts';

/** A record with every word of a union as its key: the compiler misses none. */
type Words<T extends string> = Readonly<Record<T, true>>;

const CALLS: Words<CallClass> = {
  send: true,
  receive: true,
  connect: true,
  accept: true,
  bind: true,
  listen: true,
  close: true,
  shutdown: true,
  spawn: true,
  exec: true,
  exit: true,
  wait: true,
  poll: true,
  file: true,
  terminal: true,
};
const EDGES: Words<Edge['kind']> = {
  data: true,
  connect: true,
  accept: true,
  close: true,
  spawn: true,
  vfork: true,
  wait: true,
  poll: true,
  file: true,
  terminal: true,
};
const PHASES: Words<RunPhase> = { setup: true, workload: true, check: true };

const CHANNELS = [...STREAM_KINDS, ...DATAGRAM_KINDS] as const;
const MESSAGES: readonly MessageKind[] = [...CHANNELS, 'connect'];

const wordsOf = <T extends string>(words: Words<T>): readonly T[] => Object.keys(words) as T[];

/** Every table of a file; in this order, which is part of no format: files carry their tables. */
export interface Tables {
  /** Nodes of the trace first, then whoever else is named. */
  readonly names: readonly string[];
  readonly calls: readonly CallClass[];
  readonly edges: readonly Edge['kind'][];
  readonly messages: readonly MessageKind[];
  readonly phases: readonly RunPhase[];
  /** Node (index into names), process and thread. */
  readonly threads: readonly (readonly [number, number, number])[];
}

/** A lookup from values to their indices. */
export function indexOf<T>(values: readonly T[]): (value: T) => number {
  const indices = new Map(values.map((value, index) => [value, index] as const));
  return (value) => indices.get(value) ?? -1;
}

export const threadName = (node: string, process: number, thread: number): string =>
  `${process} ${thread} ${node}`;

/** The tables that a trace needs. Cost: linear. */
export function tablesOf(trace: Trace): Tables {
  const names = new Set(trace.nodes);
  const threads = new Map<string, readonly [string, number, number]>();
  for (const { node, process, thread } of trace.events) {
    names.add(node);
    const name = threadName(node, process, thread);
    if (!threads.has(name)) {
      threads.set(name, [node, process, thread]);
    }
  }
  const { columns, names: ends } = trace.messages;
  for (const [id, from] of columns.from.entries()) {
    names.add(ends[from] ?? '').add(ends[columns.to[id] ?? 0] ?? '');
  }
  const nodeOf = indexOf([...names]);
  return {
    names: [...names],
    calls: wordsOf(CALLS),
    edges: wordsOf(EDGES),
    messages: MESSAGES,
    phases: wordsOf(PHASES),
    threads: [...threads.values()].map(([node, ...rest]) => [nodeOf(node), ...rest] as const),
  };
}

const KNOWN: Readonly<Record<'calls' | 'edges' | 'messages' | 'phases', readonly string[]>> = {
  calls: wordsOf(CALLS),
  edges: wordsOf(EDGES),
  messages: MESSAGES,
  phases: wordsOf(PHASES),
};

/** Refuses words that this ldfi does not know, and threads of nobody. Errors: Malformed. */
export function checkTables(tables: Tables, channelKinds: readonly string[]): void {
  for (const [table, known] of Object.entries(KNOWN)) {
    refuseUnknown(table, known, tables[table as keyof typeof KNOWN]);
  }
  refuseUnknown('channels', CHANNELS, channelKinds);
  const stray = tables.threads.find(([node]) => tables.names[node] === undefined);
  if (stray !== undefined) {
    throw new Malformed('a thread of no node');
  }
}

function refuseUnknown(table: string, known: readonly string[], words: readonly string[]): void {
  const strange = words.find((word) => !known.includes(word));
  if (strange !== undefined) {
    throw new Malformed(`unknown word ${JSON.stringify(strange)} among the ${table}`);
  }
}
