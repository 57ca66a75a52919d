/** Datagram edges: matched on source, destination, order, length and digest (DESIGN §5). */
import type { DatagramKind } from '../model/channel.ts';
import type { Direction, EventId, RunPhase } from '../model/trace.ts';
import type { OfferedMessage } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Segment } from './payload.ts';
import type { Thread } from './processes.ts';
import type { OpenChannel, OpenMessage, Recorder } from './recorder.ts';
import { type EndAddress, isWildcard, portOf } from './socket-description.ts';

/** Where a datagram stands in the trace. */
export interface Place {
  readonly channel: number;
  readonly direction: Direction;
  readonly ordinal: number;
  readonly message: OpenMessage;
}

/** One datagram from the entry of its send on. */
export interface Datagram {
  readonly offer: OfferedMessage & { readonly kind: DatagramKind };
  /** Never a wildcard. */
  readonly destination: EndAddress;
  readonly size: number;
  /** The destination as the call named it; undefined: the connected peer. */
  readonly named: EndAddress | undefined;
  readonly segments: readonly Segment[];
  /** Entry event of the send. */
  readonly entry: EventId;
  /** What the interposer knows it by: the entry, unless the call sends several. */
  readonly call: number;
  readonly phase: RunPhase;
  readonly thread: Thread;
  readonly fd: number;
  readonly socket: OpenSocket;
  /** Looks that may have seen it before its send was seen to end. */
  readonly watchers: EventId[];
  /** Set when it is known to have been sent: the receiver may be seen before the sender. */
  place: Place | undefined;
}

type Sent = Pick<OfferedMessage, 'from' | 'to'> & { readonly kind: DatagramKind };

/** A receive as it ended. */
export interface Received {
  readonly local: EndAddress;
  readonly source: EndAddress | undefined;
  /** What the call returned, and how much it had room for. */
  readonly size: number;
  readonly room: number;
  readonly digest: string;
}

const isAt = (address: EndAddress, seen: EndAddress): boolean =>
  address === seen || (isWildcard(address) && portOf(address) === portOf(seen));

export class Datagrams {
  readonly #recorder: Recorder;
  readonly #channels = new Map<string, { channel: OpenChannel; first: EndAddress; sent: number }>();
  #underWay: Datagram[] = [];

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** It may arrive from now on. */
  offer(datagram: Datagram): void {
    this.#underWay.push(datagram);
  }

  /** Those that have arrived at one of these addresses, or may have. */
  arrived(isOurs: (address: EndAddress) => boolean): readonly Datagram[] {
    return this.#underWay.filter(({ destination }) => isOurs(destination));
  }

  /** It is under way no longer. */
  withdraw(datagram: Datagram): void {
    const index = this.#underWay.indexOf(datagram);
    if (index >= 0) {
      this.#underWay.splice(index, 1);
    }
  }

  /** Records its message. The sender's socket has got its local address by now. */
  settle(datagram: Datagram, withheld: boolean): Place {
    const { offer, entry, phase, destination } = datagram;
    const local = datagram.socket.local ?? '0.0.0.0:0';
    // On one machine the receiver sees the destination's host as that of a wildcard source.
    const source = isWildcard(local)
      ? `${destination.slice(0, destination.lastIndexOf(':'))}:${portOf(local)}`
      : local;
    const { channel, direction, ordinal } = this.#channel(source, destination, offer);
    const message = this.#recorder.message({
      ...offer,
      channel: channel.id,
      direction,
      start: ordinal,
      end: ordinal + 1,
      sent: entry,
      phase,
      withheld,
    });
    for (const watcher of datagram.watchers) {
      message.shownTo(watcher);
    }
    datagram.place = { channel: channel.id, direction, ordinal, message };
    return datagram.place;
  }

  /**
   * The earliest datagram that this receive can have been; undefined for one from outside.
   * `sourceOf` tells the address of a sender, undefined when it can't be known any more. `stays`:
   * it was only looked at.
   */
  received(
    received: Received,
    sourceOf: (datagram: Datagram) => EndAddress | undefined,
    stays = false,
  ) {
    const { local, source, size, room, digest } = received;
    const isWhole = (one: Datagram): boolean => one.size === size && one.offer.digest === digest;
    const isCutOff = (one: Datagram): boolean => size >= room && one.size >= size;
    const isFrom = (one: Datagram): boolean => {
      const sender = source === undefined ? undefined : sourceOf(one);
      return source === undefined || sender === undefined || isAt(sender, source);
    };
    const arrived = this.#underWay.filter((one) => isAt(local, one.destination));
    const datagram =
      arrived.find((one) => isWhole(one) && isFrom(one)) ??
      arrived.find((one) => isCutOff(one) && isFrom(one));
    if (datagram !== undefined && !stays) {
      this.withdraw(datagram);
    }
    return datagram;
  }

  /**
   * Channel of two addresses, the side that this sender is on, and the next ordinal of the pair.
   */
  #channel(source: EndAddress, destination: EndAddress, { from, to, kind }: Sent) {
    const key = [source, destination].toSorted().join(' ');
    let known = this.#channels.get(key);
    if (known === undefined) {
      known = { channel: this.#recorder.channel(kind, from, to), first: source, sent: 0 };
      this.#channels.set(key, known);
    }
    const direction: Direction = known.first === source ? 'forth' : 'back';
    return { channel: known.channel, direction, ordinal: known.sent++ };
  }
}
