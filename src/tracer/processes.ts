/** Tracees: nodes → processes → threads, and each process's descriptors that are known to be sockets. */
import type { EventId, NodeName } from '../model/trace.ts';
import type { Handling } from './calls.ts';
import type { Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Segment } from './payload.ts';
import type { Stream } from './stream.ts';

/** A call between its entry and its exit stop. */
export interface Pending {
  readonly handling: Handling;
  readonly nr: number;
  readonly args: readonly number[];
  /** The entry event, for calls that are recorded. */
  readonly entry?: EventId;
  readonly socket?: OpenSocket;
  readonly stream?: Stream;
  readonly segments?: readonly Segment[];
  readonly size?: number;
  readonly order?: Order;
  /** The result that was written in place of the kernel's; checked at exit. */
  readonly faked?: number;
  /** Bytes that were delivered by us in place of the call. */
  readonly delivered?: number;
  /** connect: where to. */
  readonly target?: string;
  /** shutdown: the `how` argument to restore. */
  readonly restore?: number;
}

export interface Process {
  readonly pid: number;
  readonly node: NodeName;
  /** 0-based, within the node. */
  readonly ordinal: number;
  /** Shared between processes when the kernel's table is (CLONE_FILES). */
  sockets: Map<number, OpenSocket>;
  /** −1: not opened yet. */
  pidfd: number;
  threads: number;
}

export interface Thread {
  readonly tid: number;
  readonly process: Process;
  /** 0-based, within the node. */
  readonly ordinal: number;
  pending: Pending | undefined;
  /** The event that made this thread; until its first own event. */
  spawnedBy: EventId | undefined;
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

  /** Live processes of a node. */
  of(node: NodeName): Process[] {
    return [...this.#processes.values()].filter((process) => process.node === node);
  }

  addProcess(pid: number, node: NodeName, sockets: Map<number, OpenSocket>): Thread {
    const counts = this.#count(node);
    const process: Process = {
      pid,
      node,
      ordinal: counts.processes++,
      sockets,
      pidfd: -1,
      threads: 0,
    };
    this.#processes.set(pid, process);
    return this.addThread(pid, process);
  }

  addThread(tid: number, process: Process): Thread {
    const thread: Thread = {
      tid,
      process,
      ordinal: this.#count(process.node).threads++,
      pending: undefined,
      spawnedBy: undefined,
    };
    process.threads += 1;
    this.#threads.set(tid, thread);
    return thread;
  }

  /** True when this was the last thread of its process. */
  removeThread(thread: Thread): boolean {
    this.#threads.delete(thread.tid);
    thread.process.threads -= 1;
    if (thread.process.threads > 0) {
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
