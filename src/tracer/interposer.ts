/**
 * What the tracer asks before a message leaves, and what it tells about the answer. The tracer
 * obeys; which fault is due at which message is the interposer's business (src/runner/injector.ts).
 */

import type { MessageKind } from '../model/channel.ts';
import type { Errno } from '../model/errno.ts';
import type { CutFault, DelayFault, Fault, ResetFault } from '../model/fault.ts';
import type { EventId, NodeName } from '../model/trace.ts';

export interface OfferedMessage {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly kind: MessageKind;
  readonly label: string;
  readonly labelClass: string;
  readonly digest: string;
  /** Of its stream's channel, as in the trace; absent where there is none, or not yet. */
  readonly channelOrdinal?: number;
  /** Entry event of the call. */
  readonly sent: EventId;
  /** `heard` has told of it. */
  readonly isHeard?: boolean;
}

/** One call that is about to send: the messages that start in its bytes, at these offsets. */
export interface Offer {
  /** Names the call from here to `ended`: its entry event. */
  readonly call: EventId;
  /** The thread that makes it, and is stopped now. */
  readonly tid?: number;
  readonly messages: readonly OfferedMessage[];
  readonly starts: readonly number[];
  /** Bytes of the call (1 for a datagram or a connect). */
  readonly size: number;
}

/** What withholds bytes of a stream. */
export type StreamFault = CutFault | DelayFault | ResetFault;

/** What is to happen instead of simply running the call. */
export interface Order {
  /** Bytes from the call's first that reach the peer. */
  readonly deliver: number;
  /** The bytes behind `deliver`, and all later ones of the direction, are withheld. */
  readonly cut?: 'silence' | 'reset';
  /** With `cut: 'silence'`: what withholds those bytes, and from which of them on, in order. */
  readonly gates?: readonly { readonly at: number; readonly fault: StreamFault }[];
  /** The datagram is lost, or the attempt to connect refused. */
  readonly lose?: boolean;
  /** The errno by which an attempt is refused; absent: ECONNREFUSED. */
  readonly refusal?: Errno;
  /** What else befalls a datagram or an attempt to connect. */
  readonly subject?: Fault;
  /** The call does nothing and ends with that error. */
  readonly failure?: Errno;
  /** The call moves no more bytes than that: its program comes again with the rest. */
  readonly most?: number;
  /** Messages that count as sent: those that start below. */
  readonly sentUntil: number;
  /** The sender's node dies when all that has been done. */
  readonly crash: boolean;
  /** The tracee makes the call itself, when it goes on: something else begins before. */
  readonly waits?: true;
  /** The faults that this order carries out. */
  readonly faults: readonly Fault[];
}

/** A call of a node, by name. */
export interface FileCall {
  readonly node: NodeName;
  readonly name: string;
  /** Absolute path of the file that it is about. */
  readonly path?: string;
  /** The latest event of the node. */
  readonly at?: EventId | undefined;
}

export interface Interposer {
  /** Cheap check before the payload is read. Once false for a pair, it stays false. */
  wants(from: NodeName, to: NodeName): boolean;
  /**
   * undefined: let the call run. Calls of several threads may be under way at once: until one has
   * ended, its messages count as sent before those of calls that were offered later.
   */
  order(offer: Offer): Order | undefined;
  /**
   * How many of the bytes of a send the kernel is asked to take, as if the buffers were full;
   * undefined: all.
   */
  shorten?(from: NodeName, to: NodeName, size: number): number | undefined;
  /** A workload message was sent by that call (withheld ones too), in order. */
  sent(call: EventId, message: OfferedMessage): void;
  /** The call has ended; what it did not send until now, it never did. */
  ended(call: EventId): void;
  /**
   * A receive of its peer, which ended at `event`, has returned some of it. Told once or more, of
   * workload messages only.
   */
  received(message: OfferedMessage, event: EventId): void;
  /**
   * A read, which ended at `event`, has returned some of what a call was offered to send, and that
   * call has not been seen to end. Absent: nobody need know so early.
   */
  heard?(message: OfferedMessage, event: EventId): void;
  /** Some fault is to strike before a message of that way is read. */
  strikesReads?(from: NodeName, to: NodeName): boolean;
  /**
   * It lies unread, and a receive is about to return the first bytes of it: the faults that strike
   * before. A pause among them begins after this stop. `past`: events that precede that receive.
   */
  beforeRead?(message: OfferedMessage, past: readonly EventId[]): readonly Fault[];
  /** Seen to have taken effect. */
  fired(fault: Fault, event: EventId, detail: string): void;
  /** Faults may be at that call of the node: each of them is to be told of. */
  watches(node: NodeName, call: string): boolean;
  /** Such a call is about to happen: the faults that strike it. Each call is told of once. */
  atCall(call: FileCall): readonly Fault[];
  /** Faults at no message and no call whose moment has come: asked after each stop. */
  begins(): readonly Fault[];
  /** All processes of the node have been reaped. */
  crashed(node: NodeName): void;
  /** Could not be carried out. */
  failed(fault: Fault, detail: string): void;
}

export const PASSIVE: Interposer = {
  wants: () => false,
  order: () => undefined,
  sent: () => undefined,
  ended: () => undefined,
  received: () => undefined,
  fired: () => undefined,
  watches: () => false,
  atCall: () => [],
  begins: () => [],
  crashed: () => undefined,
  failed: () => undefined,
};
