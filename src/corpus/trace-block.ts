/**
 * A block of a trace as columns: some consecutive events, the edges that lead to them, and the
 * messages sent by them. So the blocks before any point of the file are a whole beginning of the
 * run. Knows columns; files and compression are others' business.
 */
import type { Direction, Edge, EventId, Message, TraceEvent } from '../model/trace.ts';
import { ByteReader, ByteWriter, Malformed } from './byte-columns.ts';
import { indexOf, type Tables, threadName } from './trace-tables.ts';

export interface Block {
  readonly events: readonly TraceEvent[];
  readonly edges: readonly Edge[];
  readonly messages: readonly Message[];
}

/** What a block's reader has to know of the rest of the file. */
export interface BlockContext {
  readonly tables: Tables;
  readonly channels: number;
  /** Events and messages of the whole trace. */
  readonly events: number;
  readonly messages: number;
  /** Events and messages in the blocks before. */
  readonly firstEvent: EventId;
  readonly firstMessage: number;
}

const EVENT = { exit: 1, channel: 2, direction: 4, back: 8, window: 16, result: 32 } as const;
const EVENT_MAX = 63;
const MESSAGE = { back: 1, withheld: 2 } as const;

/** Where the last window of each direction of each channel ended: most begin where one ended. */
type Ends = Map<number, number>;

/** What the columns of a trace can hold. */
const within = (value: number, least: number, most: number): number => {
  if (value < least || value > most) {
    throw new Malformed(`${value} where ${least} to ${most} are allowed`);
  }
  return value;
};

const placeOf = (channel: number, direction: Direction | undefined): number =>
  channel * 2 + (direction === 'back' ? 1 : 0);

function flagsOf(event: TraceEvent): number {
  const { phase, channel, direction, window, result } = event;
  return (
    (phase === 'exit' ? EVENT.exit : 0) |
    (channel === undefined ? 0 : EVENT.channel) |
    (direction === undefined ? 0 : EVENT.direction) |
    (direction === 'back' ? EVENT.back : 0) |
    (window === undefined ? 0 : EVENT.window) |
    (result === undefined ? 0 : EVENT.result)
  );
}

function writeEvents(writer: ByteWriter, events: readonly TraceEvent[], tables: Tables): void {
  const callOf = indexOf(tables.calls);
  const threadOf = indexOf(
    tables.threads.map(([node, process, thread]) =>
      threadName(tables.names[node] ?? '', process, thread),
    ),
  );
  for (const { node, process, thread } of events) {
    writer.unsigned(threadOf(threadName(node, process, thread)));
  }
  for (const event of events) {
    writer.unsigned(callOf(event.call));
  }
  for (const event of events) {
    writer.unsigned(flagsOf(event));
  }
  let before = 0;
  for (const { atUs } of events) {
    writer.signed(atUs - before);
    before = atUs;
  }
  for (const { channel } of events) {
    if (channel !== undefined) {
      writer.unsigned(channel);
    }
  }
  const ends: Ends = new Map();
  for (const { channel = 0, direction, window } of events) {
    if (window !== undefined) {
      const place = placeOf(channel, direction);
      writer.signed(window.from - (ends.get(place) ?? 0));
      writer.unsigned(window.to - window.from);
      ends.set(place, window.to);
    }
  }
  for (const { result } of events) {
    if (result !== undefined) {
      writer.signed(result);
    }
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function readEvents(
  reader: ByteReader,
  count: number,
  { tables, channels, firstEvent }: BlockContext,
): TraceEvent[] {
  const events: Mutable<TraceEvent>[] = [];
  for (let row = 0; row < count; row += 1) {
    const [node, process, thread] = tables.threads[
      reader.index(tables.threads.length, 'thread')
    ] as readonly [number, number, number];
    const name = tables.names[node] as string;
    const id = firstEvent + row;
    events.push({ id, node: name, process, thread, call: 'exit', phase: 'entry', atUs: 0 });
  }
  for (const event of events) {
    event.call = tables.calls[reader.index(tables.calls.length, 'call')] as TraceEvent['call'];
  }
  const flags = events.map(() => reader.index(EVENT_MAX + 1, 'combination of flags'));
  let before = 0;
  for (const [row, event] of events.entries()) {
    before += reader.signed();
    event.atUs = before;
    event.phase = ((flags[row] ?? 0) & EVENT.exit) === 0 ? 'entry' : 'exit';
  }
  for (const [row, event] of events.entries()) {
    const bits = flags[row] ?? 0;
    if ((bits & EVENT.channel) !== 0) {
      event.channel = reader.index(channels, 'channel');
    }
    if ((bits & EVENT.direction) !== 0) {
      event.direction = (bits & EVENT.back) === 0 ? 'forth' : 'back';
    }
  }
  const ends: Ends = new Map();
  for (const [row, event] of events.entries()) {
    if (((flags[row] ?? 0) & EVENT.window) !== 0) {
      const place = placeOf(event.channel ?? 0, event.direction);
      const from = (ends.get(place) ?? 0) + reader.signed();
      event.window = { from, to: from + within(reader.unsigned(), 0, 0xffff_ffff) };
      ends.set(place, event.window.to);
    }
  }
  for (const [row, event] of events.entries()) {
    if (((flags[row] ?? 0) & EVENT.result) !== 0) {
      event.result = within(reader.signed(), -0x8000_0000, 0x7fff_ffff);
    }
  }
  return events;
}

function writeEdges(writer: ByteWriter, edges: readonly Edge[], tables: Tables): void {
  const kindOf = indexOf(tables.edges);
  let before = 0;
  for (const { to } of edges) {
    writer.unsigned(to - before);
    before = to;
  }
  for (const { from, to } of edges) {
    writer.unsigned(to - from);
  }
  for (const { kind } of edges) {
    writer.unsigned(kindOf(kind));
  }
}

function readEdges(
  reader: ByteReader,
  count: number,
  { tables }: BlockContext,
  end: EventId,
): Edge[] {
  const edges: Mutable<Edge>[] = [];
  let to = 0;
  for (let row = 0; row < count; row += 1) {
    to += reader.unsigned();
    edges.push({ from: 0, to, kind: 'data' });
  }
  for (const edge of edges) {
    edge.from = edge.to - reader.unsigned();
    if (edge.from < 0 || edge.from >= edge.to || edge.to >= end) {
      throw new Malformed(`an edge from event ${edge.from} to event ${edge.to}`);
    }
  }
  for (const edge of edges) {
    edge.kind = tables.edges[reader.index(tables.edges.length, 'kind of edge')] as Edge['kind'];
  }
  return edges;
}

function writeMessages(writer: ByteWriter, messages: readonly Message[], tables: Tables): void {
  const texts = new Set(messages.flatMap((one) => [one.label, one.labelClass, one.digest]));
  writer.unsigned(texts.size);
  for (const text of texts) {
    writer.text(text);
  }
  const nameOf = indexOf(tables.names);
  const textOf = indexOf([...texts]);
  const kindOf = indexOf(tables.messages);
  const phaseOf = indexOf(tables.phases);
  let before = 0;
  for (const { kind, channel, direction, withheld, phase, sent } of messages) {
    writer.unsigned(kindOf(kind));
    writer.unsigned(channel + 1);
    writer.unsigned((direction === 'back' ? MESSAGE.back : 0) | (withheld ? MESSAGE.withheld : 0));
    writer.unsigned(phaseOf(phase));
    writer.unsigned(sent - before);
    before = sent;
  }
  for (const { from, to, label, labelClass, digest } of messages) {
    writer.unsigned(nameOf(from));
    writer.unsigned(nameOf(to));
    writer.unsigned(textOf(label));
    writer.unsigned(textOf(labelClass));
    writer.unsigned(textOf(digest));
  }
  for (const { window, received, sent } of messages) {
    writer.unsigned(window.from);
    writer.signed(window.to - window.from);
    writer.unsigned(received.length);
    for (const event of received) {
      writer.signed(event - sent);
    }
  }
}

function readMessages(
  reader: ByteReader,
  count: number,
  context: BlockContext,
  end: EventId,
): Message[] {
  const { tables } = context;
  const texts: string[] = [];
  for (let left = reader.count('texts'); left > 0; left -= 1) {
    texts.push(reader.text());
  }
  const text = (): string => texts[reader.index(texts.length, 'text')] as string;
  const name = (): string => tables.names[reader.index(tables.names.length, 'node')] as string;
  const messages: Mutable<Message>[] = [];
  let sent = 0;
  for (let row = 0; row < count; row += 1) {
    const kind = reader.index(tables.messages.length, 'kind of message');
    const channel = reader.index(context.channels + 1, 'channel') - 1;
    const flags = reader.index(4, 'combination of flags');
    const phase = reader.index(tables.phases.length, 'phase');
    sent += reader.unsigned();
    if (sent < context.firstEvent || sent >= end) {
      throw new Malformed(`a message sent at event ${sent}`);
    }
    messages.push({
      id: context.firstMessage + row,
      kind: tables.messages[kind] as Message['kind'],
      channel,
      direction: (flags & MESSAGE.back) === 0 ? 'forth' : 'back',
      from: '',
      to: '',
      label: '',
      labelClass: '',
      digest: '',
      window: { from: 0, to: 0 },
      sent,
      received: [],
      phase: tables.phases[phase] as Message['phase'],
      withheld: (flags & MESSAGE.withheld) !== 0,
    });
  }
  for (const message of messages) {
    message.from = name();
    message.to = name();
    message.label = text();
    message.labelClass = text();
    message.digest = text();
  }
  for (const message of messages) {
    const from = reader.unsigned();
    message.window = { from, to: from + reader.signed() };
    message.received = readReceived(reader, message.sent, context.events);
  }
  return messages;
}

function readReceived(reader: ByteReader, sent: EventId, events: number): readonly EventId[] {
  const received: EventId[] = [];
  for (let left = reader.count('reads'); left > 0; left -= 1) {
    const event = sent + reader.signed();
    if (event < 0 || event >= events) {
      throw new Malformed(`a message received at event ${event}`);
    }
    received.push(event);
  }
  return received;
}

export function encodeBlock(block: Block, tables: Tables): Uint8Array {
  const writer = new ByteWriter();
  writer.unsigned(block.events.length);
  writer.unsigned(block.edges.length);
  writer.unsigned(block.messages.length);
  writeEvents(writer, block.events, tables);
  writeEdges(writer, block.edges, tables);
  writeMessages(writer, block.messages, tables);
  return writer.bytes();
}

/** Errors: Malformed for bytes that `encodeBlock` never writes. */
export function decodeBlock(bytes: Uint8Array, context: BlockContext): Block {
  const reader = new ByteReader(bytes);
  const counts = [reader.count('events'), reader.count('edges'), reader.count('messages')];
  const [eventCount = 0, edgeCount = 0, messageCount = 0] = counts;
  const end = context.firstEvent + eventCount;
  if (end > context.events || context.firstMessage + messageCount > context.messages) {
    throw new Malformed('more events or messages than the trace has');
  }
  const events = readEvents(reader, eventCount, context);
  const edges = readEdges(reader, edgeCount, context, end);
  const messages = readMessages(reader, messageCount, context, end);
  if (!reader.isAtEnd) {
    throw new Malformed('bytes that belong to nothing');
  }
  return { events, edges, messages };
}
