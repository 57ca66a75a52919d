/**
 * The events of a run as columns, 34 bytes an event. Knows how they are laid out; what they mean is
 * said in `trace.ts`.
 */
import { type Columns, cut, Dictionary, grown } from './columns.ts';
import { InvariantError } from './errors.ts';
import type { CallClass, EventId, NodeName, TraceEvent } from './trace.ts';

/** Who an event is of: ordinals within the node, as in TraceEvent. */
export type ThreadName = Pick<TraceEvent, 'node' | 'process' | 'thread'>;

type Optional<T> = { readonly [K in keyof T]: T[K] | undefined };
/** What an event may tell besides who did what when. */
export type EventDetail = Pick<TraceEvent, 'channel' | 'direction' | 'window' | 'result'>;
/** Where an event is: a direction of a channel. */
export interface Place {
  readonly channel: { readonly id: number };
  readonly direction: NonNullable<TraceEvent['direction']>;
}

/** What a call did there. */
export interface Moved {
  readonly from: number;
  readonly size: number;
  readonly result: number;
}

/** An event that has no number yet. */
export type NewEvent = Omit<TraceEvent, 'id' | keyof EventDetail> & Partial<Optional<EventDetail>>;

export type EventColumns = Columns & {
  /** Index into `threads`. */
  readonly thread: Uint32Array;
  /** Index into `calls`. */
  readonly call: Uint8Array;
  /** Bits of FLAG. */
  readonly flags: Uint8Array;
  readonly atUs: Float64Array;
  /** −1: none. */
  readonly channel: Int32Array;
  /** The window, and its size; 0 and 0 when there is none. */
  readonly from: Float64Array;
  readonly size: Uint32Array;
  readonly result: Int32Array;
};

export const FLAG = { exit: 1, direction: 2, back: 4, window: 8, result: 16 } as const;

/** Plain data that is the whole log: what crosses to another process, or goes into a file. */
export interface PackedEvents {
  readonly threads: readonly ThreadName[];
  readonly calls: readonly CallClass[];
  readonly columns: EventColumns;
}

const EMPTY: EventColumns = {
  thread: new Uint32Array(),
  call: new Uint8Array(),
  flags: new Uint8Array(),
  atUs: new Float64Array(),
  channel: new Int32Array(),
  from: new Float64Array(),
  size: new Uint32Array(),
  result: new Int32Array(),
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The events of a run in observation order. Read event by event, or column by column. */
export class EventLog implements Iterable<TraceEvent> {
  protected readonly tables: Pick<PackedEvents, 'threads' | 'calls'>;
  protected rows: EventColumns;
  protected count: number;

  constructor(packed: PackedEvents, length = packed.columns.thread.length) {
    this.tables = packed;
    this.rows = packed.columns;
    this.count = length;
  }

  static of(events: Iterable<TraceEvent>): EventLog {
    const log = new GrowingEventLog();
    for (const event of events) {
      log.push(event);
    }
    return log.snapshot();
  }

  get length(): number {
    return this.count;
  }

  /** For hot loops: rows below `length` count. */
  get columns(): EventColumns {
    return this.rows;
  }

  get threads(): readonly ThreadName[] {
    return this.tables.threads;
  }

  get calls(): readonly CallClass[] {
    return this.tables.calls;
  }

  at(id: EventId): TraceEvent | undefined {
    const thread = this.threadOf(id);
    if (thread === undefined) {
      return undefined;
    }
    const { call, flags, atUs, channel, from, size, result } = this.rows;
    const bits = flags[id] ?? 0;
    const event: Mutable<TraceEvent> = {
      id,
      node: thread.node,
      process: thread.process,
      thread: thread.thread,
      call: this.tables.calls[call[id] ?? 0] as CallClass,
      phase: (bits & FLAG.exit) === 0 ? 'entry' : 'exit',
      atUs: atUs[id] ?? 0,
    };
    const on = channel[id] ?? -1;
    if (on >= 0) {
      event.channel = on;
    }
    if ((bits & FLAG.direction) !== 0) {
      event.direction = (bits & FLAG.back) === 0 ? 'forth' : 'back';
    }
    if ((bits & FLAG.window) !== 0) {
      const start = from[id] ?? 0;
      event.window = { from: start, to: start + (size[id] ?? 0) };
    }
    if ((bits & FLAG.result) !== 0) {
      event.result = result[id] ?? 0;
    }
    return event;
  }

  /** Undefined for what is no event of this log. */
  threadOf(id: EventId): ThreadName | undefined {
    return id < this.count ? this.tables.threads[this.rows.thread[id] ?? -1] : undefined;
  }

  nodeOf(id: EventId): NodeName | undefined {
    return this.threadOf(id)?.node;
  }

  callOf(id: EventId): CallClass | undefined {
    return id < this.count ? this.tables.calls[this.rows.call[id] ?? -1] : undefined;
  }

  /** Undefined too for an event on no channel. */
  channelOf(id: EventId): number | undefined {
    const channel = id < this.count ? (this.rows.channel[id] ?? -1) : -1;
    return channel < 0 ? undefined : channel;
  }

  /** The last event of the node; undefined when there is none. */
  lastOf(node: NodeName): EventId | undefined {
    for (let id = this.count - 1; id >= 0; id -= 1) {
      if (this.nodeOf(id) === node) {
        return id;
      }
    }
    return undefined;
  }

  *[Symbol.iterator](): IterableIterator<TraceEvent> {
    for (let id = 0; id < this.count; id += 1) {
      yield this.at(id) as TraceEvent;
    }
  }

  map<T>(turn: (event: TraceEvent) => T): T[] {
    return Array.from(this, turn);
  }

  filter(keeps: (event: TraceEvent) => unknown): TraceEvent[] {
    return [...this].filter(keeps);
  }

  find(is: (event: TraceEvent) => unknown): TraceEvent | undefined {
    for (const event of this) {
      if (is(event)) {
        return event;
      }
    }
    return undefined;
  }

  findLast(is: (event: TraceEvent) => unknown): TraceEvent | undefined {
    for (let id = this.count - 1; id >= 0; id -= 1) {
      const event = this.at(id) as TraceEvent;
      if (is(event)) {
        return event;
      }
    }
    return undefined;
  }

  /** Without room to grow. The columns are views of this log's. */
  pack(): PackedEvents {
    const { threads, calls } = this.tables;
    return {
      threads: [...threads],
      calls: [...calls],
      columns: cut(this.rows, this.count),
    };
  }

  /** As an array of events. */
  toJSON(): TraceEvent[] {
    return [...this];
  }
}

/** A log that is being written. Rows are never changed once they are there. */
export class GrowingEventLog extends EventLog {
  readonly #threads: ThreadName[];
  readonly #calls: Dictionary<CallClass>;
  /** By node and process: thread → index into `threads`. */
  readonly #index = new Map<NodeName, number[][]>();

  constructor() {
    const threads: ThreadName[] = [];
    const calls = new Dictionary<CallClass>();
    super({ threads, calls: calls.values, columns: EMPTY });
    this.#threads = threads;
    this.#calls = calls;
  }

  push(event: NewEvent): EventId {
    const { window, channel = -1, result = 0 } = event;
    const id = this.#begin(event, event.call, event.atUs);
    this.rows.flags[id] = flagsOf(event);
    const size = window === undefined ? 0 : window.to - window.from;
    return this.#end(id, channel, window?.from ?? 0, size, result);
  }

  /** The same, for the entry of a call on a channel: no object is made for it. */
  pushEntry(who: ThreadName, call: CallClass, atUs: number, on: Place): EventId {
    const id = this.#begin(who, call, atUs);
    this.rows.flags[id] = FLAG.direction | (on.direction === 'back' ? FLAG.back : 0);
    return this.#end(id, on.channel.id, 0, 0, 0);
  }

  /** For its exit, with its result, and the window that it moved from `from` on; size 0: none. */
  pushExit(who: ThreadName, call: CallClass, atUs: number, on: Place, moved: Moved): EventId {
    const id = this.#begin(who, call, atUs);
    const back = on.direction === 'back' ? FLAG.back : 0;
    const window = moved.size > 0 ? FLAG.window : 0;
    this.rows.flags[id] = FLAG.exit | FLAG.direction | back | window | FLAG.result;
    const from = moved.size > 0 ? moved.from : 0;
    return this.#end(id, on.channel.id, from, moved.size, moved.result);
  }

  #begin(who: ThreadName, call: CallClass, atUs: number): EventId {
    const id = this.count;
    if (id === this.rows.thread.length) {
      this.rows = grown(this.rows);
    }
    const { rows } = this;
    rows.thread[id] = this.#threadIndex(who);
    rows.call[id] = this.#calls.codeOf(call);
    rows.atUs[id] = atUs;
    return id;
  }

  #end(id: EventId, channel: number, from: number, size: number, result: number): EventId {
    const { rows } = this;
    rows.channel[id] = channel;
    rows.from[id] = from;
    rows.size[id] = size;
    rows.result[id] = result;
    if (rows.result[id] !== result || rows.size[id] !== size) {
      const call = this.calls[rows.call[id] ?? -1];
      throw new InvariantError(`${call} moved more than a column holds: ${result}`);
    }
    this.count = id + 1;
    return id;
  }

  /** The log so far; what is pushed later is no part of it. */
  snapshot(): EventLog {
    return new EventLog(this.pack());
  }

  #threadIndex({ node, process, thread }: ThreadName): number {
    let processes = this.#index.get(node);
    if (processes === undefined) {
      processes = [];
      this.#index.set(node, processes);
    }
    let threads = processes[process];
    if (threads === undefined) {
      threads = [];
      processes[process] = threads;
    }
    let index = threads[thread];
    if (index === undefined) {
      index = this.#threads.length;
      threads[thread] = index;
      this.#threads.push({ node, process, thread });
    }
    return index;
  }
}

function flagsOf({ phase, direction, window, result }: NewEvent): number {
  return (
    (phase === 'exit' ? FLAG.exit : 0) |
    (direction === undefined ? 0 : FLAG.direction) |
    (direction === 'back' ? FLAG.back : 0) |
    (window === undefined ? 0 : FLAG.window) |
    (result === undefined ? 0 : FLAG.result)
  );
}
