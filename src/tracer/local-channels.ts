/**
 * Pipes, and sockets without names (socketpair): channels that exist by inheritance only, and are
 * met when somebody uses them first. One whose ends all lie in one process is private: it carries
 * nothing between processes, and its calls don't stop any more until a fork or SCM_RIGHTS shares
 * it. Programs wake themselves up that way all the time.
 */
import { isLocal, isStream, type StreamKind } from '../model/channel.ts';
import type { NodeName } from '../model/trace.ts';
import type { Connections } from './connections.ts';
import type { Engine } from './engine.ts';
import { createFramer } from './framers/framer.ts';
import { type Holding, holdingsOf, type Wanted } from './holders.ts';
import type { OpenSocket, SocketTable } from './open-socket.ts';
import type { Process, ProcessTable, Thread } from './processes.ts';
import type { Recorder } from './recorder.ts';
import { Stream } from './stream.ts';
import { isUnnamed } from './unix-names.ts';

/** `tracked`: it has its streams now. `none`: it leads nowhere yet. */
export type Following = 'tracked' | 'private' | 'none';

/** Uses in a row by one process before it is asked again whether others hold the channel. */
const ALONE_MAX = 32;

interface Shared {
  readonly wanted: Wanted;
  readonly keys: readonly string[];
  readonly streams: readonly Stream[];
  readonly ends: OpenSocket[];
  /** Who used it last, how often in a row, and how often before others are looked for. */
  user: Process['sockets'];
  alone: number;
  patience: number;
}

export interface LocalDependencies {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly processes: ProcessTable;
  readonly sockets: SocketTable;
  readonly connections: Connections;
  readonly unfollowed: Set<string>;
}

export class LocalChannels {
  readonly #with: LocalDependencies;
  /** By `pipe <device> <inode>`, and by `socket <inode>` of both ends of a pair. */
  readonly #shared = new Map<string, Shared>();
  /** Inodes that have been handed over: who else holds them is not told by forks. */
  readonly #handed = new Set<number>();
  /** Sockets of datagrams that are no pair's: they stay so. */
  readonly #loose = new Set<number>();

  constructor(dependencies: LocalDependencies) {
    this.#with = dependencies;
  }

  /** False: what is about to be done there concerns nobody else, or leads nowhere. */
  tracks(thread: Thread, fd: number, socket: OpenSocket, sends: boolean): boolean {
    return !isLocal(socket.kind) || this.follow(thread, fd, socket, sends) === 'tracked';
  }

  /** A descriptor is about to be used: attaches its socket to its streams. */
  follow(thread: Thread, fd: number, socket: OpenSocket, sends: boolean): Following {
    const { process } = thread;
    if (socket.out === undefined && socket.in === undefined) {
      const wanted = this.#wantedOf(socket);
      if (wanted === undefined) {
        return isStream(socket.kind) ? 'none' : 'tracked';
      }
      if (!this.#attach(process, socket, wanted)) {
        this.#keepQuiet(thread, fd);
        return 'private';
      }
    }
    const shared = this.#shared.get(keyOf(socket));
    if (shared !== undefined && this.#isLonely(process, shared)) {
      this.#dissolve(shared);
      this.#keepQuiet(thread, fd);
      return 'private';
    }
    this.#checkNode(process.node, socket, sends);
    return 'tracked';
  }

  /** The other end of a FIFO may not have been there, and what was handed over is used now. */
  #checkNode(node: NodeName, socket: OpenSocket, sends: boolean): void {
    const owner = sends ? socket.out?.from : socket.in?.to;
    if (owner !== undefined && owner !== node && !this.move(socket, node)) {
      this.#with.unfollowed.add(`${owner} and ${node} share one end of a ${socket.kind} channel`);
    }
  }

  /** A process was made, or descriptors are handed over: what was private may be no longer. */
  wake(process: Process, ...tids: readonly number[]): void {
    for (const fd of process.quiet) {
      for (const tid of tids) {
        this.#with.engine.ignore(tid, fd, false);
      }
    }
    process.quiet.clear();
  }

  /** These sockets and pipes leave the process by SCM_RIGHTS. */
  handOver(inodes: readonly number[]): void {
    for (const inode of inodes) {
      this.#handed.add(inode);
      const peer = this.#with.engine.unixPeer(inode);
      if (peer > 0) {
        this.#handed.add(peer);
      }
    }
  }

  /** An end moves to another node; false when it has been used as it was. */
  move(socket: OpenSocket, node: NodeName): boolean {
    const { in: from, out: to } = socket;
    const isSent = to !== undefined && (to.accepted > 0 || to.sends.holder !== undefined);
    const isRead = from !== undefined && (!from.isUnread || from.receives.holder !== undefined);
    const isExpected = socket.kind !== 'pipe' && from !== undefined && from.accepted > 0;
    if (isSent || isRead || isExpected) {
      return false;
    }
    this.#own(socket, node);
    return true;
  }

  #own(socket: OpenSocket, node: NodeName): void {
    socket.node = node;
    for (const [stream, side] of [
      [socket.out, 'from'],
      [socket.in, 'to'],
    ] as const) {
      if (stream !== undefined) {
        const isClient = (stream.direction === 'forth') === (side === 'from');
        stream.channel[isClient ? 'client' : 'server'] = node;
      }
    }
  }

  /** What there is to be shared; undefined where channels come about by connecting. */
  #wantedOf({ kind, device, inode, local, peer, named }: OpenSocket): Wanted | undefined {
    if (kind === 'pipe') {
      return { kind: named ? 'fifo' : 'pipe', device, inodes: [inode] };
    }
    const mayBePair = isUnnamed(peer) && isUnnamed(local) && !this.#loose.has(inode);
    const other = mayBePair ? this.#with.engine.unixPeer(inode) : 0;
    if (other <= 0 && kind === 'unixgram') {
      this.#loose.add(inode);
    }
    return other > 0 ? { kind: 'socket', device, inodes: [inode, other] } : undefined;
  }

  #attach(process: Process, socket: OpenSocket, wanted: Wanted): boolean {
    const known = this.#shared.get(keyOf(socket));
    if (known !== undefined) {
      this.#join(socket, known);
      return true;
    }
    const holdings = this.#holdings(process, wanted);
    const isKnownToSome =
      wanted.kind === 'fifo' || wanted.inodes.some((inode) => this.#handed.has(inode));
    if (!isKnownToSome && !holdings.some((one) => one.process.sockets !== process.sockets)) {
      return false;
    }
    const shared =
      socket.kind === 'pipe'
        ? this.#openPipe(socket, wanted, holdings)
        : this.#openPair(socket, wanted, holdings);
    for (const key of shared.keys) {
      this.#shared.set(key, shared);
    }
    this.#join(socket, shared);
    return true;
  }

  /** Processes of other nodes come into question only when it has a name or was handed over. */
  #holdings(process: Process, wanted: Wanted): Holding[] {
    const { processes } = this.#with;
    const isWide = wanted.kind === 'fifo' || this.#handed.size > 0;
    const candidates = isWide ? processes.all() : processes.of(process.node);
    return candidates.every(({ sockets }) => sockets === process.sockets) && !isWide
      ? []
      : holdingsOf(candidates, wanted);
  }

  #openPipe(socket: OpenSocket, wanted: Wanted, holdings: readonly Holding[]): Shared {
    const { recorder, sockets } = this.#with;
    const nodeAt = (end: 'r' | 'w', has: (one: Holding) => boolean): NodeName => {
      const known = sockets.known(`${wanted.kind} ${socket.device} ${socket.inode} ${end}`);
      const only = holdings.find((one) => has(one) && one.reads !== one.writes);
      return (known ?? (only ?? holdings.find(has))?.process ?? socket).node;
    };
    const writer = nodeAt('w', ({ writes }) => writes);
    const reader = nodeAt('r', ({ reads }) => reads);
    const channel = recorder.channel('pipe', writer, reader);
    const stream = new Stream(channel, 'forth', createFramer('auto'));
    stream.hasName = socket.named;
    this.#prime(stream, holdings, ({ reads }) => reads);
    return this.#opened(wanted, [stream]);
  }

  /** The end that is used first counts as the client's. */
  #openPair(socket: OpenSocket, wanted: Wanted, holdings: readonly Holding[]): Shared {
    const [mine, other] = wanted.inodes;
    const held = holdings.find(({ inode }) => inode === other)?.process.node;
    const node = this.#with.sockets.byInode(other ?? 0)?.node ?? held ?? socket.node;
    if (socket.kind !== 'unix') {
      socket.kind = 'unixpacket';
    }
    const kind = socket.kind as StreamKind;
    const channel = this.#with.recorder.channel(kind, socket.node, node);
    const framer = kind === 'unix' ? 'auto' : 'write';
    const forth = new Stream(channel, 'forth', createFramer(framer));
    const back = new Stream(channel, 'back', createFramer(framer));
    this.#prime(forth, holdings, ({ inode }) => inode === other);
    this.#prime(back, holdings, ({ inode }) => inode === mine);
    return this.#opened(wanted, [forth, back]);
  }

  #opened(wanted: Wanted, streams: readonly Stream[]): Shared {
    this.#with.connections.adopt(...streams);
    const kind = wanted.kind === 'socket' ? 'unix' : 'pipe';
    const keys = wanted.inodes.map((inode) => keyOf({ ...wanted, kind, inode }));
    return { wanted, keys, streams, ends: [], user: new Map(), alone: 0, patience: ALONE_MAX };
  }

  /** What lies in it already was written by nobody knows whom. */
  #prime(stream: Stream, holdings: readonly Holding[], reads: (one: Holding) => boolean): void {
    const { engine, sockets } = this.#with;
    const holding = holdings.find(reads);
    const duplicate = holding && sockets.duplicate(holding.process, holding.fd);
    if (duplicate !== undefined) {
      stream.prime(Math.max(0, engine.available(duplicate)));
      engine.drop(duplicate);
    }
  }

  #join(socket: OpenSocket, { streams, ends }: Shared): void {
    const [forth, back] = streams;
    ends.push(socket);
    if (back === undefined) {
      socket.out = socket.writes ? forth : undefined;
      socket.in = socket.reads ? forth : undefined;
    } else {
      const isFirst = ends.length === 1;
      if (!isFirst && socket.kind !== 'unix') {
        socket.kind = 'unixpacket';
      }
      socket.out = isFirst ? forth : back;
      socket.in = isFirst ? back : forth;
    }
    if (socket.out !== undefined) {
      socket.out.writer = socket;
    }
  }

  /** Others may have let go of it since: that is looked for when one process alone uses it. */
  #isLonely(process: Process, shared: Shared): boolean {
    if (shared.user !== process.sockets) {
      shared.user = process.sockets;
      shared.alone = 0;
    }
    shared.alone += 1;
    if (shared.alone < shared.patience || !shared.streams.every((stream) => stream.isInner)) {
      return false;
    }
    shared.alone = 0;
    shared.patience *= 2;
    const { wanted } = shared;
    const isWide = wanted.kind === 'fifo' || wanted.inodes.some((one) => this.#handed.has(one));
    return (
      !isWide &&
      !this.#holdings(process, wanted).some((one) => one.process.sockets !== process.sockets)
    );
  }

  #dissolve(shared: Shared): void {
    for (const key of shared.keys) {
      this.#shared.delete(key);
    }
    for (const end of shared.ends) {
      end.out = undefined;
      end.in = undefined;
    }
  }

  #keepQuiet({ tid, process }: Thread, fd: number): void {
    process.sockets.delete(fd);
    process.quiet.add(fd);
    this.#with.engine.ignore(tid, fd, true);
  }
}

const keyOf = ({ kind, device, inode }: Pick<OpenSocket, 'kind' | 'device' | 'inode'>): string =>
  kind === 'pipe' ? `pipe ${device} ${inode}` : `socket ${inode}`;
