/**
 * Tracees: nodes → processes → threads, and each process's descriptors that are known to be
 * sockets.
 */
import type { ThreadName } from '../model/event-log.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import type { Handling } from './calls.ts';
import type { Copy } from './copy-source.ts';
import type { Datagram } from './datagrams.ts';
import type { Order } from './interposer.ts';
import type { Parcel } from './late-datagrams.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Segment } from './payload.ts';
import type { OpenMessage } from './recorder.ts';
import type { Stop } from './stop.ts';
import type { Stream } from './stream.ts';
import type { Turn } from './turn.ts';
import type { Watched } from './watched-calls.ts';

/** An attempt to connect that gets no answer. */
export interface Deaf {
  over: boolean;
  message: OpenMessage | undefined;
}

/** A call between its entry and its exit stop. */
export interface Pending {
  readonly handling: Handling;
  readonly nr: number;
  readonly args: readonly number[];
  /** The entry event, for calls that are recorded. */
  entry?: EventId | undefined;
  readonly socket?: OpenSocket;
  readonly stream?: Stream;
  readonly segments?: readonly Segment[];
  readonly size?: number;
  /** What a send is about to send, where that was read ahead. */
  bytes?: Uint8Array | undefined;
  readonly order?: Order;
  /** The result that was written in place of the kernel's; checked at exit. */
  readonly faked?: number;
  /** Bytes that were delivered by us in place of the call. */
  readonly delivered?: number;
  /** The call waits for a signal in place of the kernel's; that many bytes it has got rid of. */
  readonly blocked?: number;
  /** Where in the stream these begin. */
  readonly blockedFrom?: number;
  /** A receive that waits outside the kernel until something is there. */
  readonly early?: true;
  /** connect: where to. `none`: the connection is dissolved. */
  readonly target?: string;
  /** connect: what answers the SYN is lost, until that is over. */
  readonly deaf?: Deaf;
  /** sendfile, splice. */
  readonly copy?: Copy;
  readonly datagram?: Datagram;
  /** A copy of it that stays in the network. */
  readonly parcel?: Parcel;
  /** sendmmsg: the datagrams that it is to send, of which `datagram` is the first. */
  readonly batch?: readonly Datagram[];
  /** An argument that was changed, and the program's own value. */
  readonly restore?: { readonly index: number; readonly value: number };
  /** dup: the socket that the new number leads to. */
  readonly copied?: OpenSocket | undefined;
}

export interface Process {
  readonly pid: number;
  readonly node: NodeName;
  /** 0-based, within the node. */
  readonly ordinal: number;
  /** Shared between processes when the kernel's table is (CLONE_FILES). */
  sockets: Map<number, OpenSocket>;
  /** Descriptors of pipes and sockets that only this process holds; shared likewise. */
  quiet: Set<number>;
  /** −1: not opened yet. */
  pidfd: number;
  /** The thread that `pidfd` is of. */
  pidfdOf: number;
  readonly tids: Set<number>;
  /** Ordinal of the process that made it; undefined: it is the node's first, or none was seen. */
  readonly madeBy: number | undefined;
  /** The thread that waits until this process runs another program, or ends (vfork). */
  waiter: Thread | undefined;
  /** Its latest event. */
  lastEvent: EventId | undefined;
}

export interface Thread {
  readonly tid: number;
  readonly process: Process;
  /** 0-based, within the node. */
  readonly ordinal: number;
  readonly name: ThreadName;
  pending: Pending | undefined;
  /** A call that faults may be at, from its entry to its exit. */
  watched: Watched | undefined;
  /** It stays in its stop until it is killed. */
  isHeld: boolean;
  /** The turn that it has, or waits for. */
  turn: Turn<Thread, Stop> | undefined;
  /** The event that made this thread; until its first own event. */
  spawnedBy: EventId | undefined;
  /** The event that ended its wait in vfork; until its next own event. */
  letGoBy: EventId | undefined;
}

export class ProcessTable {
  readonly #threads = new Map<number, Thread>();
  readonly #processes = new Map<number, Process>();
  readonly #counts = new Map<NodeName, { processes: number; threads: number }>();

  thread(tid: number): Thread | undefined {
    return this.#threads.get(tid);
  }

  threads(): Iterable<Thread> {
    return this.#threads.values();
  }

  process(pid: number): Process | undefined {
    return this.#processes.get(pid);
  }

  /** Live processes. */
  all(): Process[] {
    return [...this.#processes.values()];
  }

  /** Live processes of a node. */
  of(node: NodeName): Process[] {
    return this.all().filter((process) => process.node === node);
  }

  /** Some process of the node lives. */
  has(node: NodeName): boolean {
    for (const process of this.#processes.values()) {
      if (process.node === node) {
        return true;
      }
    }
    return false;
  }

  /** Live processes with a descriptor for the socket. */
  holders(socket: OpenSocket): Process[] {
    return this.all().filter(({ sockets }) => [...sockets.values()].includes(socket));
  }

  addProcess(
    pid: number,
    node: NodeName,
    sockets: Map<number, OpenSocket>,
    quiet: Set<number> = new Set(),
    madeBy?: number,
  ): Thread {
    const counts = this.#count(node);
    const process: Process = {
      pid,
      node,
      ordinal: counts.processes++,
      sockets,
      quiet,
      pidfd: -1,
      pidfdOf: pid,
      tids: new Set(),
      madeBy,
      waiter: undefined,
      lastEvent: undefined,
    };
    this.#processes.set(pid, process);
    return this.addThread(pid, process);
  }

  addThread(tid: number, process: Process): Thread {
    const ordinal = this.#count(process.node).threads++;
    const thread: Thread = {
      tid,
      process,
      ordinal,
      name: { node: process.node, process: process.ordinal, thread: ordinal },
      pending: undefined,
      turn: undefined,
      watched: undefined,
      isHeld: false,
      spawnedBy: undefined,
      letGoBy: undefined,
    };
    process.tids.add(tid);
    this.#threads.set(tid, thread);
    return thread;
  }

  /** True when this was the last thread of its process. */
  removeThread(thread: Thread): boolean {
    this.#threads.delete(thread.tid);
    thread.process.tids.delete(thread.tid);
    if (thread.process.tids.size > 0) {
      return false;
    }
    this.#processes.delete(thread.process.pid);
    return true;
  }

  #count(node: NodeName): { processes: number; threads: number } {
    const counts = this.#counts.get(node) ?? { processes: 0, threads: 0 };
    this.#counts.set(node, counts);
    return counts;
  }
}
