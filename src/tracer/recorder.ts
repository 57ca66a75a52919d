/**
 * Grows a Trace while the run goes on: events in observation order, edges, channels, messages. It
 * knows nothing of system calls or sockets.
 */
import type { ChannelKind, MessageKind } from '../model/channel.ts';
import { EdgeWriter } from '../model/edge-log.ts';
import { GrowingEventLog } from '../model/event-log.ts';
import type {
  Channel,
  Direction,
  Edge,
  EventId,
  Message,
  NodeName,
  RunPhase,
  Trace,
  TraceEvent,
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

/** A message that is still growing or being read. */
export interface OpenMessage {
  readonly id: number;
  readonly kind: MessageKind;
  channel: number;
  readonly direction: Direction;
  readonly from: NodeName;
  readonly to: NodeName;
  readonly label: string;
  readonly labelClass: string;
  readonly digest: string;
  readonly start: number;
  end: number;
  readonly sent: EventId;
  readonly received: EventId[];
  readonly phase: RunPhase;
  withheld: boolean;
}

export type NewEvent = Omit<TraceEvent, 'id'>;
export type NewMessage = Omit<OpenMessage, 'id' | 'received'>;

export class Recorder {
  readonly events = new GrowingEventLog();
  readonly #edges = new EdgeWriter();
  readonly #channels: OpenChannel[] = [];
  readonly #messages: OpenMessage[] = [];
  readonly #witnesses: readonly Witness[];
  #workload: Window | undefined;
  /** Told of each message that a receive returned some bytes of. */
  heard: (message: OpenMessage) => void = () => undefined;

  constructor(watches: readonly Watch[] = []) {
    const view = { events: this.events, channels: this.#channels };
    this.#witnesses = watches.map((watch) => watch(view));
  }

  event(event: NewEvent): EventId {
    const id = this.events.push(event);
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

  /** Takes the object over: a copy of each would cost as much as all the rest. */
  message(message: NewMessage): OpenMessage {
    const open = Object.assign(message, { id: this.#messages.length, received: [] });
    this.#messages.push(open);
    return open;
  }

  /** That receive returned bytes of the message to the peer. */
  receive(message: OpenMessage, event: EventId): void {
    message.received.push(event);
    this.heard(message);
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
      messages: this.#finishedMessages(),
      workload: { from, to: Math.min(to, end) },
    };
  }

  #finishedMessages(): Message[] {
    return this.#messages
      .toSorted((a, b) => a.sent - b.sent || a.start - b.start || a.id - b.id)
      .map((message, id) => this.#finished(message, id));
  }

  /** Field by field: what a spread makes of so many fields takes five times the memory. */
  #finished(message: OpenMessage, id: number): Message {
    const { kind, channel, start, end, received } = message;
    return {
      id,
      kind,
      channel,
      direction: message.direction,
      from: message.from,
      // Who reads a FIFO may come to it after the first write.
      to: (kind === 'pipe' && this.#channels[channel]?.server) || message.to,
      label: message.label,
      labelClass: message.labelClass,
      digest: message.digest,
      window: { from: start, to: end },
      sent: message.sent,
      received: received.slice(),
      phase: message.phase,
      withheld: message.withheld,
    };
  }
}

const numbered = (channels: readonly OpenChannel[]): Channel[] => {
  const counts = new Map<string, number>();
  return channels.map(({ id, kind, client, server }) => {
    const key = `${kind} ${client} ${server}`;
    const ordinal = (counts.get(key) ?? 0) + 1;
    counts.set(key, ordinal);
    return { id, kind, client, server, ordinal };
  });
};
