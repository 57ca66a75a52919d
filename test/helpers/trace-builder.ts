/**
 * Builds a Trace step by step, as a tracer would have seen it. Knows no faults; the fake runner
 * records with it.
 */

import { createHash } from 'node:crypto';
import type { MessageKind } from '../../src/model/channel.ts';
import { EdgeLog } from '../../src/model/edge-log.ts';
import { EventLog } from '../../src/model/event-log.ts';
import { MessageLog } from '../../src/model/message-log.ts';
import type {
  CallClass,
  Channel,
  ChannelId,
  Edge,
  EventId,
  Message,
  MessageId,
  NodeName,
  Phase,
  RunPhase,
  Trace,
  TraceEvent,
} from '../../src/model/trace.ts';
import { CLIENT, INVARIANT } from '../../src/model/trace.ts';

export interface SendOptions {
  readonly kind?: 'tcp' | 'udp';
  readonly withheld?: boolean;
  readonly thread?: number;
  /** Starts a new connection for this and later messages of the pair. */
  readonly fresh?: boolean;
}

export type ConnectAnswer = 'accepted' | 'refused' | 'withheld';

export interface TraceBuilder {
  /** An event with no channel: the node did something on its own. */
  local(node: NodeName, thread?: number): EventId;
  /** An attempt to connect: taken, refused by the peer's system, or refused by a fault. */
  connect(from: NodeName, to: NodeName, answer?: ConnectAnswer): MessageId;
  /** The node sees one of its streams broken by what happened at `cause`. */
  closed(node: NodeName, cause: EventId): EventId;
  send(from: NodeName, to: NodeName, label: string, options?: SendOptions): MessageId;
  receive(message: MessageId, thread?: number): EventId;
  /** Sent and received at once. */
  message(from: NodeName, to: NodeName, label: string, options?: SendOptions): MessageId;
  messageAt(id: MessageId): Message;
  startWorkload(): void;
  endWorkload(): void;
  /** Events so far: the id that the next event will get. */
  now(): EventId;
  lastEventOf(node: NodeName): EventId | undefined;
  /** The channel that a send of that kind between the two would use now. */
  channelBetween(a: NodeName, b: NodeName, kind: 'tcp' | 'udp'): ChannelId | undefined;
  /** The open streams. */
  streams(): readonly Channel[];
  build(): Trace;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a framer would say of a message with that label. */
export function framed(label: string): Pick<Message, 'label' | 'labelClass' | 'digest'> {
  return { label, labelClass: label.split(' ')[0] ?? '', digest: digestOf(label) };
}

function digestOf(label: string): string {
  return createHash('sha256').update(label).digest('hex').slice(0, 8);
}

function pairKey(a: NodeName, b: NodeName, kind: string): string {
  return `${kind}:${[a, b].sort().join('|')}`;
}

/** A builder for a run of those nodes; the observers `client` and `invariant` are added. */
export function traceBuilder(nodes: readonly NodeName[]): TraceBuilder {
  const events: TraceEvent[] = [];
  const channels: Channel[] = [];
  const edges: Edge[] = [];
  const messages: (Mutable<Message> & { received: EventId[] })[] = [];
  const open = new Map<string, ChannelId>();
  const written = new Map<string, number>();
  let workloadFrom = -1;
  let workloadTo = -1;

  const phase = (): RunPhase => {
    if (workloadFrom < 0) {
      return 'setup';
    }
    return workloadTo < 0 ? 'workload' : 'check';
  };
  const push = (
    node: NodeName,
    call: CallClass,
    at: Phase,
    rest: Partial<TraceEvent> = {},
  ): EventId => {
    const id = events.length;
    events.push({ id, node, process: 0, thread: 0, call, phase: at, atUs: id * 10, ...rest });
    return id;
  };
  const channelOf = (
    from: NodeName,
    to: NodeName,
    kind: 'tcp' | 'udp',
    fresh: boolean,
  ): Channel => {
    const key = pairKey(from, to, kind);
    const known = channels[open.get(key) ?? -1];
    if (known !== undefined && !fresh) {
      return known;
    }
    const same = channels.filter((c) => c.kind === kind && c.client === from && c.server === to);
    const channel = {
      id: channels.length,
      kind,
      client: from,
      server: to,
      ordinal: same.length + 1,
    };
    channels.push(channel);
    open.set(key, channel.id);
    return channel;
  };
  const add = (
    channel: Channel,
    kind: MessageKind,
    from: NodeName,
    to: NodeName,
    label: string,
    sent: EventId,
    bytes: number,
    withheld: boolean,
  ): MessageId => {
    const direction = from === channel.client ? 'forth' : 'back';
    const key = `${channel.id}:${direction}`;
    const start = kind === 'connect' ? 0 : (written.get(key) ?? 0);
    const window = { from: start, to: start + bytes };
    written.set(key, window.to);
    const id = messages.length;
    messages.push({
      id,
      kind,
      channel: channel.id,
      direction,
      from,
      to,
      ...framed(label),
      window,
      sent,
      received: [],
      phase: phase(),
      withheld,
    });
    return id;
  };

  const messageAt = (id: MessageId): (typeof messages)[number] => {
    const message = messages[id];
    if (message === undefined) {
      throw new Error(`no message ${id}`);
    }
    return message;
  };

  const builder: TraceBuilder = {
    messageAt,
    local: (node, thread = 0) => push(node, 'spawn', 'exit', { thread }),
    closed: (node, cause) => {
      const at = push(node, 'receive', 'exit', { result: -104 });
      edges.push({ from: cause, to: at, kind: 'close' });
      return at;
    },
    connect: (from, to, answer = 'accepted') => {
      const channel = channelOf(from, to, 'tcp', true);
      const sent = push(from, 'connect', 'entry', { channel: channel.id });
      const id = add(channel, 'connect', from, to, '', sent, 0, answer === 'withheld');
      if (answer === 'accepted') {
        const accept = push(to, 'accept', 'exit', { channel: channel.id, result: 5 });
        edges.push({ from: sent, to: accept, kind: 'accept' });
        messages[id]?.received.push(accept);
      }
      const result = answer === 'accepted' ? 0 : -111;
      push(from, 'connect', 'exit', { channel: channel.id, result });
      return id;
    },
    send: (from, to, label, options = {}) => {
      const kind = options.kind ?? 'tcp';
      const channel = channelOf(from, to, kind, options.fresh ?? false);
      const thread = options.thread ?? 0;
      const bytes = kind === 'udp' ? 1 : label.length + 2;
      const sent = push(from, 'send', 'entry', { thread, channel: channel.id });
      const id = add(channel, kind, from, to, label, sent, bytes, options.withheld ?? false);
      const message = messages[id];
      push(from, 'send', 'exit', {
        thread,
        channel: channel.id,
        result: bytes,
        ...(message && { direction: message.direction, window: message.window }),
      });
      return id;
    },
    receive: (id, thread = 0) => {
      const message = messageAt(id);
      const { channel, direction, window, to } = message;
      const at = push(to, 'receive', 'exit', { thread, channel, direction, window });
      message.received.push(at);
      edges.push({ from: message.sent, to: at, kind: 'data' });
      return at;
    },
    message: (from, to, label, options) => {
      const id = builder.send(from, to, label, options);
      builder.receive(id, options?.thread);
      return id;
    },
    startWorkload: () => {
      workloadFrom = events.length;
    },
    endWorkload: () => {
      workloadTo = events.length;
    },
    now: () => events.length,
    lastEventOf: (node) => events.findLast((event) => event.node === node)?.id,
    channelBetween: (a, b, kind) => open.get(pairKey(a, b, kind)),
    streams: () =>
      channels.filter(({ id, kind }) => kind === 'tcp' && [...open.values()].includes(id)),
    build: () => ({
      version: 1,
      spec: 'built',
      nodes: [...nodes, CLIENT, INVARIANT],
      events: EventLog.of(events),
      channels: [...channels],
      edges: EdgeLog.of(edges),
      messages: MessageLog.of(messages),
      workload: {
        from: workloadFrom < 0 ? events.length : workloadFrom,
        to: workloadTo < 0 ? events.length : workloadTo,
      },
    }),
  };
  return builder;
}
