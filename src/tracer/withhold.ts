/**
 * What a sender sees of a direction on which bytes are withheld: a send buffer that nobody drains.
 * It fills, then a non-blocking sender is told EAGAIN and a blocking one waits. What it has taken
 * stands in a queue, with gates in between that let nothing pass before their fault is over.
 */
import type { Fault } from '../model/fault.ts';
import type { EventId } from '../model/trace.ts';
import type { Order } from './interposer.ts';
import type { Pending, Thread } from './processes.ts';

/** Bytes that one call got rid of. */
export interface Parcel {
  readonly bytes: Uint8Array;
  /** Entry event of the call. */
  readonly entry: EventId;
}

/** `hold`: until it is open. `never`: for ever. `reset`: what comes to it breaks the connection. */
export interface Gate {
  readonly kind: 'hold' | 'never' | 'reset';
  readonly fault: Fault;
  /** Where a reset is reported. */
  readonly event: EventId;
  open: boolean;
}

/** A blocked call, and what it has not got rid of yet. */
export interface Waiter {
  readonly thread: Thread;
  readonly pending: Pending;
  rest: Uint8Array;
}

/** The direction is cut: what is behind the first gate does not reach the reader. */
export interface Cut {
  /** Our duplicate of the writer's socket. It keeps FIN and RST from the peer while it is open. */
  readonly duplicate: number;
  readonly ending: 'silence' | 'reset';
  /** Bytes taken from the writer and not delivered, and how many its send buffer would hold. */
  taken: number;
  readonly room: number;
  /** The writer has shut its end down: it cannot send any more. */
  shut: boolean;
  queue: (Parcel | Gate)[];
  readonly waiters: Waiter[];
}

export const createCut = (
  duplicate: number,
  room: number,
  ending: Cut['ending'] = 'silence',
): Cut => ({ duplicate, ending, taken: 0, room, shut: false, queue: [], waiters: [] });

export const isGate = (item: Parcel | Gate): item is Gate => 'kind' in item;

/** Nothing that comes now will ever be delivered. */
export const isForEver = ({ queue }: Cut): boolean =>
  queue.some((item) => isGate(item) && item.kind !== 'hold');

/** The node dies as soon as this offset of a stream has been accepted. */
export interface Doom {
  readonly at: number;
  readonly order: Order;
}

/** What becomes of a send: `taken` bytes are accepted; `blocks`: the call does not return. */
export interface Taken {
  readonly taken: number;
  readonly blocks: boolean;
}

/** A send of `size` bytes into what is left of the buffer. */
export const takeInto = (cut: Pick<Cut, 'taken' | 'room'>, size: number, waits: boolean): Taken => {
  const left = Math.max(0, cut.room - cut.taken);
  return { taken: Math.min(size, left), blocks: size > left && waits };
};
