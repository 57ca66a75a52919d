/**
 * The messages of a run as columns: 46 bytes a message, 4 for each call that was shown some of it,
 * and texts once. Knows how they are laid out; what they mean is said in `trace.ts`.
 */
import type { MessageKind } from './channel.ts';
import { type Columns, cut, Dictionary, grown } from './columns.ts';
import { ensure } from './errors.ts';
import type { EventId, Message, MessageId, NodeName, RunPhase } from './trace.ts';

export type MessageColumns = Columns & {
  /** Index into `kinds`. */
  readonly kind: Uint8Array;
  /** Bits of MESSAGE_FLAG, and above them the phase: an index into RUN_PHASES. */
  readonly flags: Uint8Array;
  /** −1: none. */
  readonly channel: Int32Array;
  /** Indices into `names`. */
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  /** Indices into `texts`. */
  readonly label: Uint32Array;
  readonly labelClass: Uint32Array;
  /** The number that its 8 hex digits are; an index into `texts` if it is anything else. */
  readonly digest: Uint32Array;
  /** The window. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly sent: Uint32Array;
  /** Where its calls begin in `received`; they end where those of the next message begin. */
  readonly reads: Uint32Array;
};

export const MESSAGE_FLAG = { back: 1, withheld: 2, hex: 4 } as const;
export const RUN_PHASES: readonly RunPhase[] = ['setup', 'workload', 'check'];
const PHASE_SHIFT = 3;

/** Plain data that is the whole log: what crosses to another process. */
export interface PackedMessages {
  readonly kinds: readonly MessageKind[];
  readonly names: readonly NodeName[];
  readonly texts: readonly string[];
  readonly columns: MessageColumns;
  /** Exit events of the calls that were shown a message, those of one message together. */
  readonly received: Uint32Array;
}

const emptyColumns = (rows: number): MessageColumns => ({
  kind: new Uint8Array(rows),
  flags: new Uint8Array(rows),
  channel: new Int32Array(rows),
  from: new Uint16Array(rows),
  to: new Uint16Array(rows),
  label: new Uint32Array(rows),
  labelClass: new Uint32Array(rows),
  digest: new Uint32Array(rows),
  start: new Float64Array(rows),
  end: new Float64Array(rows),
  sent: new Uint32Array(rows),
  reads: new Uint32Array(rows),
});

/** The phase that a message of these flags was sent in. */
export const phaseIn = (flags: number): RunPhase =>
  RUN_PHASES[flags >> PHASE_SHIFT] ?? ('setup' as const);

/** The messages of a run, by `sent`. Read one by one, or column by column. */
export class MessageLog implements Iterable<Message> {
  readonly columns: MessageColumns;
  /** Of all messages: see `receivedBy`. */
  readonly received: Uint32Array;
  readonly names: readonly NodeName[];
  readonly #kinds: readonly MessageKind[];
  readonly #texts: readonly string[];

  constructor({ kinds, names, texts, columns, received }: PackedMessages) {
    this.#kinds = kinds;
    this.names = names;
    this.#texts = texts;
    this.columns = columns;
    this.received = received;
  }

  /** In this order, and numbered by it. */
  static of(messages: Iterable<Omit<Message, 'id'>>): MessageLog {
    const log = new MessageWriter();
    for (const message of messages) {
      log.add(message);
    }
    return log.snapshot();
  }

  get length(): number {
    return this.columns.sent.length;
  }

  at(id: MessageId): Message | undefined {
    const { columns } = this;
    const sent = columns.sent[id];
    if (sent === undefined) {
      return undefined;
    }
    const flags = columns.flags[id] ?? 0;
    return {
      id,
      kind: this.kindOf(id) as MessageKind,
      channel: columns.channel[id] ?? 0,
      direction: (flags & MESSAGE_FLAG.back) === 0 ? 'forth' : 'back',
      from: this.names[columns.from[id] ?? 0] ?? '',
      to: this.names[columns.to[id] ?? 0] ?? '',
      label: this.#texts[columns.label[id] ?? 0] ?? '',
      labelClass: this.#texts[columns.labelClass[id] ?? 0] ?? '',
      digest: this.#digestOf(id, flags),
      window: { from: columns.start[id] ?? 0, to: columns.end[id] ?? 0 },
      sent,
      received: Array.from(this.receivedBy(id)),
      phase: phaseIn(flags),
      withheld: (flags & MESSAGE_FLAG.withheld) !== 0,
    };
  }

  kindOf(id: MessageId): MessageKind | undefined {
    return this.#kinds[this.columns.kind[id] ?? -1];
  }

  /** Its `received`: a view. */
  receivedBy(id: MessageId): Uint32Array {
    const { reads } = this.columns;
    return this.received.subarray(reads[id] ?? 0, reads[id + 1] ?? this.received.length);
  }

  /** Some of it was shown to a call whose exit event is one of those. */
  wasRead(id: MessageId, by: (event: EventId) => boolean): boolean {
    const { reads } = this.columns;
    const end = reads[id + 1] ?? this.received.length;
    for (let read = reads[id] ?? end; read < end; read += 1) {
      if (by(this.received[read] ?? 0)) {
        return true;
      }
    }
    return false;
  }

  *[Symbol.iterator](): IterableIterator<Message> {
    for (let id = 0; id < this.length; id += 1) {
      yield this.at(id) as Message;
    }
  }

  map<T>(turn: (message: Message) => T): T[] {
    return Array.from(this, turn);
  }

  flatMap<T>(turn: (message: Message) => readonly T[]): T[] {
    return [...this].flatMap(turn);
  }

  filter(keeps: (message: Message) => unknown): Message[] {
    const kept: Message[] = [];
    for (const message of this) {
      if (keeps(message)) {
        kept.push(message);
      }
    }
    return kept;
  }

  find(is: (message: Message) => unknown): Message | undefined {
    for (const message of this) {
      if (is(message)) {
        return message;
      }
    }
    return undefined;
  }

  some(is: (message: Message) => unknown): boolean {
    return this.find(is) !== undefined;
  }

  pack(): PackedMessages {
    return {
      kinds: this.#kinds,
      names: this.names,
      texts: this.#texts,
      columns: this.columns,
      received: this.received,
    };
  }

  /** As an array of messages. */
  toJSON(): Message[] {
    return [...this];
  }

  #digestOf(id: MessageId, flags: number): string {
    const digest = this.columns.digest[id] ?? 0;
    return (flags & MESSAGE_FLAG.hex) === 0
      ? (this.#texts[digest] ?? '')
      : digest.toString(16).padStart(8, '0');
  }
}

/** A message as it is first known of: its window in two parts, and nobody has read it. */
export type NewMessage = Omit<Message, 'id' | 'window' | 'received'> & {
  readonly start: number;
  readonly end: number;
};

export type ServerOf = (kind: MessageKind, channel: number) => NodeName | undefined;

const HEX_DIGITS = 8;

/** The number that 8 lower-case hex digits are; −1: the text is something else. */
function hexValue(text: string): number {
  let value = text.length === HEX_DIGITS ? 0 : -1;
  for (let at = 0; at < HEX_DIGITS && value >= 0; at += 1) {
    const code = text.charCodeAt(at);
    const isDigit = code >= 0x30 && code <= 0x39;
    const digit = isDigit ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
    value = digit < 0 ? -1 : value * 16 + digit;
  }
  return value;
}

/** For each message a list of its reads: where it begins and ends. −1: it is empty. */
type Lists = Columns & { readonly first: Int32Array; readonly last: Int32Array };
/** The lists themselves. `next`: −1 at the end. */
type Reads = Columns & { readonly event: Uint32Array; readonly next: Int32Array };

/** Messages as they become known: they grow, and are read, while others begin. */
export class MessageWriter {
  readonly #kinds = new Dictionary<MessageKind>();
  readonly #names = new Dictionary<NodeName>();
  readonly #texts = new Dictionary<string>();
  #columns = emptyColumns(0);
  #lists: Lists = { first: new Int32Array(), last: new Int32Array() };
  #reads: Reads = { event: new Uint32Array(), next: new Int32Array() };
  #length = 0;
  #readCount = 0;

  get length(): number {
    return this.#length;
  }

  push(message: NewMessage): MessageId {
    const id = this.#length;
    if (id === this.#columns.sent.length) {
      this.#columns = grown(this.#columns);
      this.#lists = grown(this.#lists);
    }
    const columns = this.#columns;
    const { label, labelClass, digest } = message;
    const hex = hexValue(digest);
    columns.kind[id] = this.#kinds.codeOf(message.kind);
    columns.flags[id] =
      (message.direction === 'back' ? MESSAGE_FLAG.back : 0) |
      (message.withheld ? MESSAGE_FLAG.withheld : 0) |
      (hex >= 0 ? MESSAGE_FLAG.hex : 0) |
      (RUN_PHASES.indexOf(message.phase) << PHASE_SHIFT);
    columns.channel[id] = message.channel;
    columns.from[id] = this.#names.codeOf(message.from);
    columns.to[id] = this.#names.codeOf(message.to);
    ensure(this.#names.values.length <= 0x1_0000, 'more nodes than a column holds');
    const text = this.#texts.codeOf(label);
    columns.label[id] = text;
    columns.labelClass[id] = labelClass === label ? text : this.#texts.codeOf(labelClass);
    columns.digest[id] = hex >= 0 ? hex : this.#texts.codeOf(digest);
    columns.start[id] = message.start;
    columns.end[id] = message.end;
    columns.sent[id] = message.sent;
    this.#lists.first[id] = -1;
    this.#lists.last[id] = -1;
    this.#length = id + 1;
    return id;
  }

  /** One that is whole already. */
  add({ window, received, ...message }: Omit<Message, 'id'>): void {
    const id = this.push({ ...message, start: window.from, end: window.to });
    for (const event of received) {
      this.read(id, event);
    }
  }

  endOf(id: MessageId): number {
    return this.#columns.end[id] ?? 0;
  }

  setEnd(id: MessageId, end: number): void {
    this.#columns.end[id] = end;
  }

  setChannel(id: MessageId, channel: number): void {
    this.#columns.channel[id] = channel;
  }

  isWithheld(id: MessageId): boolean {
    return ((this.#columns.flags[id] ?? 0) & MESSAGE_FLAG.withheld) !== 0;
  }

  setWithheld(id: MessageId, withheld: boolean): void {
    const rest = (this.#columns.flags[id] ?? 0) & ~MESSAGE_FLAG.withheld;
    this.#columns.flags[id] = rest | (withheld ? MESSAGE_FLAG.withheld : 0);
  }

  /** The call that ended at `event` was shown some of it. */
  read(id: MessageId, event: EventId): void {
    const read = this.#readCount;
    if (read === this.#reads.event.length) {
      this.#reads = grown(this.#reads);
    }
    this.#reads.event[read] = event;
    this.#reads.next[read] = -1;
    const last = this.#lists.last[id] ?? -1;
    if (last < 0) {
      this.#lists.first[id] = read;
    } else {
      this.#reads.next[last] = read;
    }
    this.#lists.last[id] = read;
    this.#readCount = read + 1;
  }

  /** The messages so far, as they were pushed; `order`: in another order. */
  snapshot(order?: Uint32Array): MessageLog {
    const rows = this.#length;
    const known = cut(this.#columns, rows);
    const columns = emptyColumns(rows);
    for (const [name, column] of Object.entries(columns)) {
      permute(known[name] as Uint32Array, column as Uint32Array, order);
    }
    const received = new Uint32Array(this.#readCount);
    let count = 0;
    for (let id = 0; id < rows; id += 1) {
      columns.reads[id] = count;
      let read = this.#lists.first[order?.[id] ?? id] ?? -1;
      for (; read >= 0; read = this.#reads.next[read] ?? -1) {
        received[count] = this.#reads.event[read] ?? 0;
        count += 1;
      }
    }
    return new MessageLog({
      kinds: [...this.#kinds.values],
      names: [...this.#names.values],
      texts: [...this.#texts.values],
      columns,
      received,
    });
  }

  /**
   * The messages so far by `sent`, then window. `serverOf`: who reads a channel, where that was not
   * known when the message was pushed.
   *
   * Cost: linear if they were pushed in that order.
   */
  sorted(serverOf: ServerOf = () => undefined): MessageLog {
    const { sent, start } = this.#columns;
    const isBefore = (a: MessageId, b: MessageId): boolean =>
      sent[a] === sent[b] ? (start[a] ?? 0) < (start[b] ?? 0) : (sent[a] ?? 0) < (sent[b] ?? 0);
    this.#address(serverOf);
    let isSorted = true;
    for (let id = 1; id < this.#length; id += 1) {
      isSorted &&= !isBefore(id, id - 1);
    }
    if (isSorted) {
      return this.snapshot();
    }
    const order = Uint32Array.from({ length: this.#length }, (_, id) => id);
    order.sort((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : a - b));
    return this.snapshot(order);
  }

  #address(serverOf: ServerOf): void {
    const { kind, channel, to } = this.#columns;
    for (let id = 0; id < this.#length; id += 1) {
      const server = serverOf(this.#kinds.values[kind[id] ?? 0] as MessageKind, channel[id] ?? 0);
      if (server !== undefined && server !== '') {
        to[id] = this.#names.codeOf(server);
      }
    }
  }
}

function permute(from: Uint32Array, to: Uint32Array, order: Uint32Array | undefined): void {
  if (order === undefined) {
    to.set(from);
    return;
  }
  for (let row = 0; row < to.length; row += 1) {
    to[row] = from[order[row] ?? 0] ?? 0;
  }
}
