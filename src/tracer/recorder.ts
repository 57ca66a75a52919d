/**
 * Grows a Trace while the run goes on: events in observation order, edges, channels, messages. It
 * knows nothing of system calls or sockets.
 */
import type { ChannelKind, MessageKind } from '../model/channel.ts';
import { EdgeWriter } from '../model/edge-log.ts';
import {
  GrowingEventLog,
  type Moved,
  type NewEvent,
  type Place,
  type ThreadName,
} from '../model/event-log.ts';
import { MessageWriter, type NewMessage } from '../model/message-log.ts';
import type {
  CallClass,
  Channel,
  Edge,
  EventId,
  MessageId,
  NodeName,
  RunPhase,
  Trace,
  Window,
} from '../model/trace.ts';
import type { Watch, Witness } from '../model/witness.ts';

/** A channel whose ends may still be unknown. */
export interface OpenChannel {
  readonly id: number;
  readonly kind: ChannelKind;
  client: NodeName;
  server: NodeName;
}

/** A message that is still growing or being read. What may change of it lies in the log. */
export class OpenMessage implements Omit<NewMessage, 'channel' | 'direction' | 'phase'> {
  readonly id: MessageId;
  readonly kind: MessageKind;
  readonly from: NodeName;
  readonly to: NodeName;
  readonly label: string;
  readonly labelClass: string;
  readonly digest: string;
  readonly start: number;
  readonly sent: EventId;
  readonly channelOrdinal: number;
  /** That it was read was told before it began. */
  isHeard = false;
  readonly #log: MessageWriter;

  /** `channelOrdinal`: 0 for none. */
  constructor(log: MessageWriter, message: NewMessage, channelOrdinal: number) {
    this.channelOrdinal = channelOrdinal;
    this.#log = log;
    this.id = log.push(message);
    this.kind = message.kind;
    this.from = message.from;
    this.to = message.to;
    this.label = message.label;
    this.labelClass = message.labelClass;
    this.digest = message.digest;
    this.start = message.start;
    this.sent = message.sent;
  }

  get end(): number {
    return this.#log.endOf(this.id);
  }

  set end(offset: number) {
    this.#log.setEnd(this.id, offset);
  }

  get withheld(): boolean {
    return this.#log.isWithheld(this.id);
  }

  set withheld(withheld: boolean) {
    this.#log.setWithheld(this.id, withheld);
  }

  /** It was an attempt to connect, and became that channel. */
  becomes(channel: number): void {
    this.#log.setChannel(this.id, channel);
  }

  /** The call that ended at `event` was shown some of it. */
  shownTo(event: EventId): void {
    this.#log.read(this.id, event);
  }
}

/**
 * Told of each message of a stream that begins, and of what of it is in the call that began it. The
 * bytes are the caller's: who keeps them copies them.
 */
export type Began = (message: NewMessage, bytes: Uint8Array) => void;

export class Recorder {
  readonly events = new GrowingEventLog();
  readonly #edges = new EdgeWriter();
  readonly #channels: OpenChannel[] = [];
  /** By channel, as long as its ends are these. */
  readonly #ordinals: { client: NodeName; server: NodeName; ordinal: number }[] = [];
  readonly #messages = new MessageWriter();
  readonly #witnesses: readonly Witness[];
  #workload: Window | undefined;
  /** Told of each message that a receive returned some bytes of. */
  heard: (message: OpenMessage, event: EventId) => void = () => undefined;
  began: Began | undefined;

  constructor(watches: readonly Watch[] = []) {
    const view = { events: this.events, channels: this.#channels };
    this.#witnesses = watches.map((watch) => watch(view));
  }

  event(event: NewEvent): EventId {
    return this.#told(this.events.push(event));
  }

  /** The entry of a call on a channel: see `event`. */
  entry(who: ThreadName, call: CallClass, atUs: number, on: Place): EventId {
    return this.#told(this.events.pushEntry(who, call, atUs, on));
  }

  /** Its exit. */
  exit(who: ThreadName, call: CallClass, atUs: number, on: Place, moved: Moved): EventId {
    return this.#told(this.events.pushExit(who, call, atUs, on, moved));
  }

  #told(id: EventId): EventId {
    for (const witness of this.#witnesses) {
      witness.event(id);
    }
    return id;
  }

  edge(from: EventId, to: EventId, kind: Edge['kind']): void {
    if (from < to) {
      this.#edges.push(from, to, kind);
      for (const witness of this.#witnesses) {
        witness.edge(from, to, kind);
      }
    } else if (from > to) {
      throw new RangeError(`edge ${from} → ${to} runs against observation order`);
    }
  }

  channel(kind: ChannelKind, client: NodeName, server: NodeName): OpenChannel {
    const channel: OpenChannel = { id: this.#channels.length, kind, client, server };
    this.#channels.push(channel);
    return channel;
  }

  message(message: NewMessage): OpenMessage {
    return new OpenMessage(this.#messages, message, this.ordinalOf(message.channel));
  }

  /** The ordinal that the channel has in the trace, if its ends are known by now; 0: no channel. */
  ordinalOf(id: number): number {
    const channel = this.#channels[id];
    if (channel === undefined) {
      return 0;
    }
    const { kind, client, server } = channel;
    const known = this.#ordinals[id];
    if (known?.client === client && known.server === server) {
      return known.ordinal;
    }
    let ordinal = 1;
    for (const other of this.#channels) {
      if (other.id < id && other.kind === kind && isBetween(other, client, server)) {
        ordinal += 1;
      }
    }
    this.#ordinals[id] = { client, server, ordinal };
    return ordinal;
  }

  /** The call that was entered there began when the workload had begun. */
  isOfWorkload(call: EventId): boolean {
    return this.#workload !== undefined && call >= this.#workload.from;
  }

  /** That receive returned bytes of the message to the peer. */
  receive(message: OpenMessage, event: EventId): void {
    message.shownTo(event);
    this.heard(message, event);
  }

  workloadBegins(): void {
    this.#tell('workload');
    this.#workload = { from: this.events.length, to: Number.POSITIVE_INFINITY };
  }

  workloadEnds(): void {
    this.#tell('check');
    this.#workload = { from: this.#workload?.from ?? this.events.length, to: this.events.length };
  }

  #tell(phase: RunPhase): void {
    for (const witness of this.#witnesses) {
      witness.phase(phase);
    }
  }

  /** The trace so far. What is recorded afterwards is no part of it. */
  finish(spec: string, nodes: readonly NodeName[]): Trace {
    const end = this.events.length;
    const { from = end, to = end } = this.#workload ?? {};
    return {
      version: 1,
      spec,
      nodes,
      events: this.events.snapshot(),
      channels: numbered(this.#channels),
      edges: this.#edges.sorted(),
      // Who reads a FIFO may come to it after the first write.
      messages: this.#messages.sorted((kind, channel) =>
        kind === 'pipe' ? this.#channels[channel]?.server : undefined,
      ),
      workload: { from, to: Math.min(to, end) },
    };
  }
}

const isBetween = (channel: OpenChannel, client: NodeName, server: NodeName): boolean =>
  channel.client === client && channel.server === server;

const numbered = (channels: readonly OpenChannel[]): Channel[] => {
  const counts = new Map<string, number>();
  return channels.map(({ id, kind, client, server }) => {
    const key = `${kind} ${client} ${server}`;
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return { id, kind, client, server, ordinal };
  });
};
