/** Sockets by identity (SO_COOKIE), whatever descriptors in whatever processes lead to them. */
import { ensure } from '../model/errors.ts';
import type { NodeName } from '../model/trace.ts';
import type { Engine } from './engine.ts';
import type { Process } from './processes.ts';
import {
  AF_INET,
  AF_INET6,
  type EndAddress,
  SOCK_DGRAM,
  SOCK_STREAM,
  type SocketDescription,
} from './socket-description.ts';
import type { Stream } from './stream.ts';

export interface OpenSocket {
  readonly cookie: string;
  readonly kind: 'tcp' | 'udp';
  readonly domain: number;
  /** The node that first used it. */
  readonly node: NodeName;
  local: EndAddress | undefined;
  peer: EndAddress | undefined;
  /** Set when the connection is known. */
  out: Stream | undefined;
  in: Stream | undefined;
}

const kindOf = (description: SocketDescription): OpenSocket['kind'] | undefined => {
  if (description.domain !== AF_INET && description.domain !== AF_INET6) {
    return undefined;
  }
  if (description.type === SOCK_STREAM) {
    return 'tcp';
  }
  return description.type === SOCK_DGRAM ? 'udp' : undefined;
};

export class SocketTable {
  readonly #engine: Engine;
  readonly #byCookie = new Map<string, OpenSocket>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** A duplicate of a tracee's descriptor, for the caller to drop; undefined when it has none. */
  duplicate(process: Process, fd: number): number | undefined {
    if (process.pidfd < 0) {
      process.pidfd = this.#engine.pidfd(process.pid);
    }
    const duplicate = process.pidfd < 0 ? -1 : this.#engine.duplicate(process.pidfd, fd);
    return duplicate < 0 ? undefined : duplicate;
  }

  /** What the kernel says of it now. `undefined`: no such descriptor; `other`: nothing that is tracked. */
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

  /** Reads both ends anew, after bind, connect or a first send. */
  refresh(process: Process, fd: number, socket: OpenSocket): void {
    const description = this.describe(process, fd);
    if (description !== undefined && description !== 'other') {
      ensure(description.cookie === socket.cookie, 'a descriptor changed its socket in mid-call');
      socket.local = description.local ?? socket.local;
      socket.peer = description.peer ?? socket.peer;
    }
  }

  #add(process: Process, description: SocketDescription, kind: OpenSocket['kind']): OpenSocket {
    const socket: OpenSocket = {
      cookie: description.cookie,
      kind,
      domain: description.domain,
      node: process.node,
      local: description.local,
      peer: description.peer,
      out: undefined,
      in: undefined,
    };
    this.#byCookie.set(socket.cookie, socket);
    return socket;
  }
}
