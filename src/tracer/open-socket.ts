/**
 * Sockets by identity (SO_COOKIE), and pipes by their inode, whatever descriptors in whatever
 * processes lead to them.
 */
import { readFileSync } from 'node:fs';
import type { ChannelKind } from '../model/channel.ts';
import type { NodeName } from '../model/trace.ts';
import { EBADF } from './calls.ts';
import type { Engine } from './engine.ts';
import { HeldSockets } from './held-sockets.ts';
import type { Process } from './processes.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  type EndAddress,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  type SocketDescription,
} from './socket-description.ts';
import type { Stream } from './stream.ts';
import { isUnnamed, unixName, unnamed } from './unix-names.ts';

export interface OpenSocket {
  readonly cookie: string;
  /** Settled when its channel is known: both ends of a socketpair of datagrams keep their order. */
  kind: ChannelKind;
  readonly domain: number;
  readonly device: number;
  readonly inode: number;
  /** A pipe with a name. */
  readonly named: boolean;
  readonly reads: boolean;
  readonly writes: boolean;
  /** The node that first used it. */
  node: NodeName;
  local: EndAddress | undefined;
  peer: EndAddress | undefined;
  /** Set when the connection is known. */
  out: Stream | undefined;
  in: Stream | undefined;
  /** What answers its attempt to connect is lost. */
  isDeaf?: boolean;
  /** Our duplicate of it, as long as one is kept (held-sockets.ts). */
  held: number | undefined;
}

const ESRCH = 3;

/** No such descriptor, or no such process any more. */
const isNone = (result: number): boolean => result === -EBADF || result === -ESRCH;

const UNIX_KINDS: ReadonlyMap<number, ChannelKind> = new Map([
  [SOCK_STREAM, 'unix'],
  [SOCK_SEQPACKET, 'unixpacket'],
  [SOCK_DGRAM, 'unixgram'],
]);

const kindOf = (description: SocketDescription): ChannelKind | undefined => {
  if (description.pipe !== undefined) {
    return 'pipe';
  }
  if (description.domain === AF_UNIX) {
    return UNIX_KINDS.get(description.type);
  }
  if (description.domain !== AF_INET && description.domain !== AF_INET6) {
    return undefined;
  }
  if (description.type === SOCK_STREAM) {
    return 'tcp';
  }
  return description.type === SOCK_DGRAM ? 'udp' : undefined;
};

/** The first thread of the process has ended, others run on. */
const isLeaderGone = (pid: number): boolean => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.charAt(text.lastIndexOf(')') + 2) === 'Z';
  } catch {
    return false;
  }
};

export class SocketTable {
  readonly #engine: Engine;
  readonly #refused: (process: Process, code: number) => void;
  readonly #byCookie = new Map<string, OpenSocket>();
  /** AF_UNIX only. */
  readonly #byInode = new Map<number, OpenSocket>();
  readonly held: HeldSockets;

  /** `refused`: told when the host does not let us look at a process's descriptors. */
  constructor(engine: Engine, refused: (process: Process, code: number) => void) {
    this.#engine = engine;
    this.#refused = refused;
    this.held = new HeldSockets(engine);
  }

  /** A duplicate of a tracee's descriptor, for the caller to drop; undefined when it has none. */
  duplicate(process: Process, fd: number): number | undefined {
    let result = this.#duplicate(process, fd);
    if (isNone(result) && process.tids.size > 1 && isLeaderGone(process.pid)) {
      this.#lookThroughThread(process);
      result = this.#duplicate(process, fd);
    }
    if (result < 0 && !isNone(result)) {
      this.#refused(process, result);
    }
    return result < 0 ? undefined : result;
  }

  #duplicate(process: Process, fd: number): number {
    if (process.pidfd < 0) {
      process.pidfd = this.#engine.pidfd(process.pid);
    }
    return process.pidfd < 0 ? process.pidfd : this.#engine.duplicate(process.pidfd, fd);
  }

  /** The descriptors of a process go with its first thread, as far as its pidfd can tell. */
  #lookThroughThread(process: Process): void {
    for (const tid of process.tids) {
      const pidfd = tid === process.pid ? -1 : this.#engine.threadPidfd(tid);
      if (pidfd >= 0) {
        if (process.pidfd >= 0) {
          this.#engine.drop(process.pidfd);
        }
        process.pidfd = pidfd;
        process.pidfdOf = tid;
        return;
      }
    }
  }

  /** A duplicate to use at once and not to drop; undefined when there is none to be had. */
  hold(process: Process, fd: number, socket: OpenSocket): number | undefined {
    const { held } = socket;
    if (held !== undefined) {
      return held;
    }
    const duplicate = this.duplicate(process, fd);
    if (duplicate === undefined) {
      return undefined;
    }
    if (this.#engine.describe(duplicate)?.cookie !== socket.cookie) {
      this.#engine.drop(duplicate);
      return undefined;
    }
    this.held.keep(socket, duplicate);
    return duplicate;
  }

  /** What the kernel says of it now. `undefined`: no such descriptor; `other`: not tracked. */
  describe(process: Process, fd: number): SocketDescription | 'other' | undefined {
    const duplicate = this.duplicate(process, fd);
    if (duplicate === undefined) {
      return undefined;
    }
    try {
      return this.#engine.describe(duplicate) ?? 'other';
    } finally {
      this.#engine.drop(duplicate);
    }
  }

  /** The socket behind a descriptor, looked up once a process and descriptor. */
  find(process: Process, fd: number): OpenSocket | 'other' | undefined {
    const known = process.sockets.get(fd);
    if (known !== undefined) {
      return known;
    }
    const description = this.describe(process, fd);
    if (description === undefined || description === 'other') {
      return description;
    }
    const kind = kindOf(description);
    if (kind === undefined) {
      return 'other';
    }
    const socket = this.#byCookie.get(description.cookie) ?? this.#add(process, description, kind);
    process.sockets.set(fd, socket);
    return socket;
  }

  /** What the kernel says of that socket now; undefined when the descriptor leads elsewhere. */
  look(process: Process, fd: number, socket: OpenSocket): SocketDescription | undefined {
    const description = this.describe(process, fd);
    const isSame =
      description !== undefined && description !== 'other' && description.cookie === socket.cookie;
    return isSame ? description : undefined;
  }

  /**
   * Reads both ends anew, after bind, connect or a first send. Another thread may have closed the
   * descriptor meanwhile and be given its number again: then nothing is learnt.
   */
  refresh(process: Process, fd: number, socket: OpenSocket): void {
    const description = this.look(process, fd, socket);
    if (description === undefined) {
      return;
    }
    if (socket.domain === AF_UNIX) {
      // A path may not lead there any more: what it meant when it was given stays.
      if (isUnnamed(socket.local) && description.local !== undefined) {
        socket.local = unixName(process.pid, description.local);
      }
    } else {
      socket.local = description.local ?? socket.local;
      socket.peer = description.peer ?? socket.peer;
    }
  }

  /** The AF_UNIX socket of that inode, if anybody has used it. */
  byInode(inode: number): OpenSocket | undefined {
    return this.#byInode.get(inode);
  }

  /** By identity, if anybody has used it. */
  known(cookie: string): OpenSocket | undefined {
    return this.#byCookie.get(cookie);
  }

  /** That number leads nowhere known any more. */
  forget(process: Process, fd: number): void {
    const socket = process.sockets.get(fd);
    if (socket !== undefined) {
      process.sockets.delete(fd);
      this.held.release(socket);
    }
  }

  /** Forgets descriptors that no longer lead where they did; returns the sockets they led to. */
  verify(process: Process): OpenSocket[] {
    const gone: OpenSocket[] = [];
    for (const [fd, socket] of process.sockets) {
      if (this.look(process, fd, socket) === undefined) {
        this.forget(process, fd);
        gone.push(socket);
      }
    }
    return gone;
  }

  #add(process: Process, description: SocketDescription, kind: ChannelKind): OpenSocket {
    const { cookie, domain, device, inode, pipe, readable, writable } = description;
    const isUnix = domain === AF_UNIX;
    const nameOf = (address: EndAddress | undefined): EndAddress | undefined =>
      isUnix && address !== undefined ? unixName(process.pid, address) : address;
    const socket: OpenSocket = {
      cookie,
      kind,
      domain,
      device,
      inode,
      named: pipe === 'fifo',
      reads: readable,
      writes: writable,
      node: process.node,
      local: nameOf(description.local) ?? (isUnix ? unnamed(inode) : undefined),
      peer: nameOf(description.peer),
      out: undefined,
      in: undefined,
      held: undefined,
    };
    this.#byCookie.set(cookie, socket);
    if (isUnix) {
      this.#byInode.set(inode, socket);
    }
    return socket;
  }
}
