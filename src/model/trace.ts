/**
 * The nouns of one traced run: events, channels, messages, edges. Knows no I/O and no clocks; times
 * are values that the tracer put in.
 */

import type { ChannelKind, MessageKind } from './channel.ts';
import type { EdgeLog } from './edge-log.ts';
import type { EventLog } from './event-log.ts';
import type { MessageLog } from './message-log.ts';

/** Name of a failure domain: a node of the spec, or the observers `client` and `invariant`. */
export type NodeName = string;
/**
 * Index into `Trace.events`. Also the order in which the tracer saw the events (one legal
 * schedule).
 */
export type EventId = number;
/** Index into `Trace.channels`. */
export type ChannelId = number;
/** Index into `Trace.messages`. */
export type MessageId = number;

/**
 * The workload runs as this node, the invariant script as the other; both are observers, neither
 * can be faulted.
 */
export const CLIENT: NodeName = 'client';
export const INVARIANT: NodeName = 'invariant';

/** The nodes of a workload of so many clients: `client`, or `client.1` to `client.<n>`. */
export const clientNames = (clients: number): readonly NodeName[] =>
  clients === 1
    ? [CLIENT]
    : Array.from({ length: clients }, (_, index) => `${CLIENT}.${index + 1}`);

/** One of the clients of the workload. No node of the system has a dot in its name. */
export const isClient = (node: NodeName): boolean =>
  node === CLIENT || node.startsWith(`${CLIENT}.`);

/** The far end of a connection that leads out of the traced system. */
export const OUTSIDE: NodeName = 'outside';

/**
 * System calls folded into classes: write = send = sendto = sendmsg = writev (Box of Pain §4.1).
 */
export type CallClass =
  | 'send'
  | 'receive'
  | 'connect'
  | 'accept'
  | 'bind'
  | 'listen'
  | 'close'
  | 'shutdown'
  | 'spawn'
  | 'exec'
  | 'exit'
  | 'wait'
  | 'poll'
  /** An observer was shown some of a file that others wrote. */
  | 'file'
  /** A pseudo-terminal was written to (entry), or read from (exit). */
  | 'terminal';

/** `entry` is the paper's call↓, `exit` its call↑. */
export type Phase = 'entry' | 'exit';

/**
 * Half-open byte range `[from, to)` of one direction of a channel. Datagrams use their ordinal:
 * `[n, n+1)`.
 */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** One direction of a channel: bytes that flow from the client end to the server end, or back. */
export type Direction = 'forth' | 'back';

export interface TraceEvent {
  readonly id: EventId;
  readonly node: NodeName;
  /** Ordinals within the node, in order of appearance: pids and tids never leave the tracer. */
  readonly process: number;
  readonly thread: number;
  readonly call: CallClass;
  readonly phase: Phase;
  /** Microseconds since the start of the run. */
  readonly atUs: number;
  readonly channel?: ChannelId;
  readonly direction?: Direction;
  /** Bytes moved, at exit of a send or receive. */
  readonly window?: Window;
  /** At exit: the call's return value, −errno on failure. */
  readonly result?: number;
}

/**
 * A connected pair of sockets, a pipe (which goes `forth` only), or for datagrams a pair of
 * addresses: one channel for both directions.
 */
export interface Channel {
  readonly id: ChannelId;
  readonly kind: ChannelKind;
  /** The end that called connect, that sent first (datagrams), or that writes (pipes). */
  readonly client: NodeName;
  readonly server: NodeName;
  /** 1-based count of channels of this kind from `client` to `server`. */
  readonly ordinal: number;
}

/**
 * `to` cannot have happened before `from` (Box of Pain §3). Program order is implied, never listed.
 */
export interface Edge {
  readonly from: EventId;
  readonly to: EventId;
  readonly kind:
    | 'data'
    | 'connect'
    | 'accept'
    | 'close'
    | 'spawn'
    | 'vfork'
    | 'wait'
    | 'poll'
    | 'file'
    | 'terminal';
}

/**
 * When in the run a message was sent. Only `workload` messages may be faulted (EFF = end of the
 * workload).
 */
export type RunPhase = 'setup' | 'workload' | 'check';

/** What a fault cuts: a framed message of a stream, a datagram, or an attempt to connect. */
export interface Message {
  readonly id: MessageId;
  readonly kind: MessageKind;
  /** −1: an attempt to connect that came to nothing. */
  readonly channel: ChannelId;
  readonly direction: Direction;
  readonly from: NodeName;
  readonly to: NodeName;
  /** Framer's name for it, for example `SET k1`. Printable, at most 80 characters. */
  readonly label: string;
  /** Coarser name: the label's class, for example `SET`. */
  readonly labelClass: string;
  /** 8 hex digits over the payload. */
  readonly digest: string;
  readonly window: Window;
  /** Entry event of the call that sent its first byte. */
  readonly sent: EventId;
  /**
   * Exit events of the calls that were shown any of it, in order: reads, and looks ahead. Empty:
   * nobody read it in this run.
   */
  readonly received: readonly EventId[];
  readonly phase: RunPhase;
  /** A fault kept it from the peer. */
  readonly withheld: boolean;
}

/**
 * One traced run. Events are in observation order, edges sorted by (to, from), messages by `sent`,
 * then window.
 */
export interface Trace {
  readonly version: 1;
  readonly spec: string;
  readonly nodes: readonly NodeName[];
  readonly events: EventLog;
  readonly channels: readonly Channel[];
  readonly edges: EdgeLog;
  readonly messages: MessageLog;
  /**
   * First event after the workload was started, and first event after it ended; `events.length` if
   * it never was.
   */
  readonly workload: Window;
}
