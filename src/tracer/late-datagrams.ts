/**
 * Datagrams that are on their way longer than others, or more than once: kept here as a network
 * keeps them, and sent from the sender's own address when it is their time. Whether the sender
 * still lives by then is all one to them.
 */
import { openSync } from 'node:fs';
import type { DelayFault, DuplicateFault, Fault, ReorderFault } from '../model/fault.ts';
import { anyDuplicate } from './any-duplicate.ts';
import { EAGAIN, ECONNREFUSED } from './calls.ts';
import type { Context } from './context.ts';
import type { Datagram } from './datagrams.ts';
import { isParted } from './partitions.ts';
import { readSegments } from './payload.ts';
import { AF_UNIX, type EndAddress, encodeAddress, encodeUnix } from './socket-description.ts';

/** What may keep a datagram in the network, or make more of it. */
export type NetworkFault = DelayFault | DuplicateFault | ReorderFault;

export const isNetworkFault = (fault: Fault | undefined): fault is NetworkFault =>
  fault?.kind === 'delay' || fault?.kind === 'duplicate' || fault?.kind === 'reorder';

/** One datagram in the network. */
export interface Parcel {
  readonly fault: NetworkFault;
  readonly datagram: Datagram;
  readonly bytes: Uint8Array;
  /** Where it goes, as its socket was told; undefined: to whom the socket is connected. */
  readonly address: Uint8Array | undefined;
  /** AF_UNIX: our duplicate of the sender's socket, and of the file that it goes to. */
  readonly kept: readonly number[];
  /** reorder: how many later ones must arrive before it. */
  overtakers: number;
}

/** Linux: the file itself, whatever it is. */
const O_PATH = 0o10_000_000;
/** The most that a datagram can carry. */
const BYTES_MAX = 65_507;

/** A path that leads to what this one leads to, as its sender sees it, as long as it is open. */
const openPath = (pid: number, path: string): number | undefined => {
  try {
    const root = path.startsWith('/') ? `/proc/${pid}/root` : `/proc/${pid}/cwd/`;
    return openSync(`${root}${path}`, O_PATH);
  } catch {
    return undefined;
  }
};

/** A parcel of an AF_UNIX socket: its name can't be given to another one, so it is kept open. */
const localParcel = (
  context: Context,
  datagram: Datagram,
): Pick<Parcel, 'address' | 'kept'> | string => {
  const { named, thread, fd, socket } = datagram;
  const duplicate = context.sockets.duplicate(thread.process, fd);
  if (duplicate === undefined) {
    return 'its socket cannot be looked at';
  }
  const path = named?.slice('unix:'.length);
  if (path === undefined || socket.peer === datagram.destination) {
    return { address: undefined, kept: [duplicate] };
  }
  if (path.startsWith('@')) {
    return { address: encodeUnix(path), kept: [duplicate] };
  }
  const file = openPath(thread.process.pid, path);
  if (file === undefined) {
    context.engine.drop(duplicate);
    return `nothing is there at ${path}`;
  }
  return { address: encodeUnix(`/proc/self/fd/${file}`), kept: [duplicate, file] };
};

/**
 * Takes a copy of a datagram that is about to be sent; its sender has a port already. A text: why
 * that can't be.
 */
export const takeParcel = (
  context: Context,
  datagram: Datagram,
  fault: NetworkFault,
): Parcel | string => {
  const { size, segments, thread, socket, destination } = datagram;
  if (size > BYTES_MAX) {
    return `a datagram of ${size} bytes is too long`;
  }
  const bytes = readSegments(context.engine, thread.tid, segments, size);
  if (bytes.length < size) {
    return 'its bytes cannot be read';
  }
  const address = encodeAddress(destination, socket.domain);
  const where = socket.domain === AF_UNIX ? localParcel(context, datagram) : { address, kept: [] };
  if (typeof where === 'string') {
    return where;
  }
  context.kept.push(...where.kept);
  const overtakers = fault.kind === 'reorder' ? fault.behind : 0;
  return { fault, datagram, bytes, ...where, overtakers };
};

/**
 * Sends from an address that was the sender's: by its socket if somebody has it still, else by
 * another one of that address, else by one of our own.
 */
const sendFrom = (context: Context, parcel: Parcel, address: Uint8Array): number => {
  const { engine } = context;
  const { socket } = parcel.datagram;
  const { local, domain, kind } = socket;
  const isHeir = (one: typeof socket): boolean =>
    one.kind === kind && one.domain === domain && one.local === local;
  const found =
    anyDuplicate(context, (one) => one === socket) ??
    anyDuplicate(context, isHeir) ??
    engine.bound(encodeAddress(local ?? '0.0.0.0:0', domain) ?? new Uint8Array(0));
  if (found < 0) {
    return found;
  }
  const result = engine.sendTo(found, parcel.bytes, address);
  // It may have told what became of a former one, and have sent nothing.
  const again = result === -ECONNREFUSED ? engine.sendTo(found, parcel.bytes, address) : result;
  engine.drop(found);
  return again;
};

const transmit = (context: Context, parcel: Parcel): number => {
  const { address, bytes, datagram, kept } = parcel;
  const [duplicate = -1] = kept;
  if (datagram.socket.domain !== AF_UNIX) {
    return address === undefined ? -ECONNREFUSED : sendFrom(context, parcel, address);
  }
  if (address !== undefined) {
    return context.engine.sendTo(duplicate, bytes, address);
  }
  const isSame = datagram.socket.peer === datagram.destination;
  return isSame ? context.engine.send(duplicate, bytes) : -ECONNREFUSED;
};

const giveBack = (context: Context, parcel: Parcel): void => {
  for (const fd of parcel.kept) {
    const index = context.kept.indexOf(fd);
    if (index >= 0) {
      context.kept.splice(index, 1);
      context.engine.drop(fd);
    }
  }
};

/** Direction of a channel, as a sender sees it. */
const wayOf = ({ socket, destination }: Datagram): EndAddress => `${socket.local} ${destination}`;

/** The network between the nodes of one run. */
export class LateDatagrams {
  /** Waits for others to overtake it. */
  readonly #behind = new Set<Parcel>();
  /** Waits for room at its receiver. */
  #queue: Parcel[] = [];

  /** Bytes that would arrive if there were room for them. */
  get bytes(): number {
    return this.#queue.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** How many datagrams of that way may be sent until one comes in between. */
  room(datagram: Datagram): number {
    const way = wayOf(datagram);
    const waiting = [...this.#behind].filter((parcel) => wayOf(parcel.datagram) === way);
    return Math.min(...waiting.map(({ overtakers }) => overtakers));
  }

  /** It is over when that many have overtaken it, or at heal. */
  waitBehind(context: Context, parcel: Parcel): void {
    this.#behind.add(parcel);
    context.lasting.set(parcel.fault, () => {
      if (this.#behind.delete(parcel)) {
        this.deliver(context, parcel);
        const { overtakers } = parcel;
        context.interposer.failed(parcel.fault, `${overtakers} more were to overtake it`);
      }
    });
  }

  /** That one has been sent, by the kernel or by us. */
  passed(context: Context, datagram: Datagram): void {
    const way = wayOf(datagram);
    for (const parcel of this.#behind) {
      const isOther = parcel.datagram !== datagram && wayOf(parcel.datagram) === way;
      parcel.overtakers -= isOther ? 1 : 0;
      if (parcel.overtakers === 0) {
        this.#behind.delete(parcel);
        context.lasting.delete(parcel.fault);
        const behind = parcel.fault.kind === 'reorder' ? parcel.fault.behind : 0;
        const event = Math.max(0, context.recorder.events.length - 1);
        if (this.deliver(context, parcel)) {
          context.interposer.fired(parcel.fault, event, `sent behind ${behind} later ones`);
        } else {
          context.interposer.failed(parcel.fault, 'it was lost on its way');
        }
      }
    }
  }

  /** Sends it, now or as soon as there is room. False: it is lost. */
  deliver(context: Context, parcel: Parcel): boolean {
    const { datagram } = parcel;
    const { from, to, kind } = datagram.offer;
    if (kind === 'udp' && isParted(context, from, to)) {
      giveBack(context, parcel);
      return false;
    }
    const result = transmit(context, parcel);
    if (result === -EAGAIN) {
      this.#queue.push(parcel);
      return true;
    }
    giveBack(context, parcel);
    if (result < 0) {
      if (kind === 'udp') {
        context.unfollowed.add(`a late datagram of ${from} could not be sent: errno ${-result}`);
      }
      return false;
    }
    if (datagram.place !== undefined) {
      datagram.place.message.withheld = false;
    }
    context.datagrams.offer(datagram);
    return true;
  }

  /** Goes on with what waits for room. */
  retry(context: Context): void {
    for (const parcel of this.#queue.splice(0)) {
      this.deliver(context, parcel);
    }
  }
}
