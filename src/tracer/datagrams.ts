/** Datagram edges: matched on source, destination, order, length and digest (DESIGN §5). */
import type { Direction, EventId, NodeName } from '../model/trace.ts';
import type { OpenChannel, OpenMessage, Recorder } from './recorder.ts';
import { type EndAddress, isWildcard, portOf } from './socket-description.ts';

interface UnderWay {
  readonly source: EndAddress;
  readonly destination: EndAddress;
  readonly size: number;
  readonly digest: string;
  readonly event: EventId;
  readonly channel: number;
  readonly direction: Direction;
  readonly ordinal: number;
  readonly message: OpenMessage | undefined;
}

const reaches = (destination: EndAddress, local: EndAddress): boolean =>
  destination === local || (isWildcard(local) && portOf(local) === portOf(destination));

const isFrom = (source: EndAddress, seen: EndAddress): boolean =>
  source === seen || (isWildcard(source) && portOf(source) === portOf(seen));

export class Datagrams {
  readonly #recorder: Recorder;
  readonly #channels = new Map<string, { channel: OpenChannel; first: EndAddress; sent: number }>();
  #underWay: UnderWay[] = [];

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** Channel of two addresses, the side that this sender is on, and the next ordinal of the pair. */
  channel(source: EndAddress, destination: EndAddress, from: NodeName, to: NodeName) {
    const key = [source, destination].toSorted().join(' ');
    let known = this.#channels.get(key);
    if (known === undefined) {
      known = { channel: this.#recorder.channel('udp', from, to), first: source, sent: 0 };
      this.#channels.set(key, known);
    }
    const direction: Direction = known.first === source ? 'forth' : 'back';
    return { channel: known.channel, direction, ordinal: known.sent++ };
  }

  sent(datagram: UnderWay): void {
    this.#underWay.push(datagram);
  }

  /** The earliest datagram that this receive can have been; undefined for one from outside. */
  received(
    local: EndAddress,
    source: EndAddress | undefined,
    size: number,
    digest: string,
  ): UnderWay | undefined {
    const index = this.#underWay.findIndex(
      (datagram) =>
        reaches(datagram.destination, local) &&
        (source === undefined || isFrom(datagram.source, source)) &&
        datagram.size === size &&
        datagram.digest === digest,
    );
    return index < 0 ? undefined : this.#underWay.splice(index, 1)[0];
  }
}
