/**
 * What a sender sees of a direction that is cut in silence: a send buffer that nobody drains. It
 * fills, then a non-blocking sender is told EAGAIN and a blocking one waits.
 */
import type { Order } from './interposer.ts';

/** The direction is cut: nothing more reaches the reader. */
export interface Cut {
  /** Our duplicate of the writer's socket. It keeps FIN and RST from the peer while it is open. */
  readonly duplicate: number;
  readonly ending: 'silence' | 'reset';
  /** Bytes taken from the writer since, and how many its send buffer would hold. */
  taken: number;
  readonly room: number;
  /** The writer has shut its end down: it cannot send any more. */
  shut: boolean;
}

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
