/**
 * Births and deaths of tracees, and the killing of nodes. It knows nodes as groups of processes.
 */
import type { Fault } from '../model/fault.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import { type Context, leaveTurn, type Resume, record } from './context.ts';
import { closeAll } from './descriptors.ts';
import type { Program } from './engine.ts';
import { Fallen } from './fallen.ts';
import { losePower } from './gates.ts';
import type { Order } from './interposer.ts';
import { PAYLOAD_BYTES_MAX, readSegments } from './payload.ts';
import { rightsLost } from './privileges.ts';
import type { Process, Thread } from './processes.ts';
import { explainOrphan } from './receives.ts';
import { exitText, type Stop } from './stop.ts';
import { letGo } from './stream-ends.ts';
import { noticeUnknown } from './unknown-calls.ts';

/** How a node's first process ended. */
export interface NodeEnd {
  readonly status: string;
  readonly code: number | undefined;
  /** −errno when exec failed. */
  readonly errno: number;
  readonly killed: boolean;
}

interface Dying {
  readonly order: Order | undefined;
  readonly event: EventId;
  processes: number;
}

const endOf = (stop: Stop): NodeEnd => {
  const status = stop.related;
  const exited = (status & 0x7f) === 0;
  return {
    status: exitText(status),
    code: exited ? (status >> 8) & 0xff : undefined,
    errno: stop.result,
    killed: !exited,
  };
};

const crashesOf = (order: Order | undefined): readonly Fault[] =>
  (order?.faults ?? []).filter(({ kind }) => kind === 'crash');

/** Who waits in vfork for it goes on. */
const letGoOf = (process: Process, event: EventId): void => {
  if (process.waiter !== undefined) {
    process.waiter.letGoBy = event;
    process.waiter = undefined;
  }
};

export class Lifecycle {
  readonly #context: Context;
  readonly #dying = new Map<NodeName, Dying>();
  /** First process of each node → the node. */
  readonly #leaders = new Map<number, NodeName>();
  readonly #ends = new Map<NodeName, NodeEnd>();
  readonly #fallen = new Fallen();
  /** Nodes that start together → the thread that waits at its program's first instruction. */
  readonly #startLine = new Map<NodeName, number | undefined>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** A node that has ended may be started again: it keeps its name, and its messages count on. */
  start(node: NodeName, program: Program): void {
    // The new process has copies of our duplicates until it runs its program.
    this.#context.sockets.held.releaseAll();
    this.#context.disks.begin(node);
    const pid = this.#context.engine.start(program);
    this.#ends.delete(node);
    this.#leaders.set(pid, node);
    this.#context.processes.addProcess(pid, node, new Map());
  }

  /** None runs the first instruction of its program before all have come to theirs. */
  startTogether(programs: ReadonlyMap<NodeName, Program>): void {
    for (const node of programs.keys()) {
      this.#startLine.set(node, undefined);
    }
    for (const [node, program] of programs) {
      this.start(node, program);
    }
  }

  isAlive(node: NodeName): boolean {
    return this.#context.processes.has(node);
  }

  isDying(node: NodeName): boolean {
    return this.#dying.size > 0 && this.#dying.has(node);
  }

  /** Some node has been killed and is not reaped yet. */
  get isKilling(): boolean {
    return this.#dying.size > 0;
  }

  endOf(node: NodeName): NodeEnd | undefined {
    return this.#ends.get(node);
  }

  /** The signals of errors that processes of the node have died of, first to last. */
  fallenIn(node: NodeName): readonly string[] {
    return this.#fallen.in(node);
  }

  spawned(parent: Thread, stop: Stop): Resume {
    const resume = this.#born(parent, stop);
    if (this.#context.pauses.isPaused(parent.process.node)) {
      this.#context.engine.hold(stop.related, true);
    }
    return resume;
  }

  #born(parent: Thread, stop: Stop): Resume {
    const { processes, sockets, engine, unfollowed, ends, locals } = this.#context;
    const { process } = parent;
    const event = record(this.#context, parent, 'spawn', 'exit', stop, { result: 0 });
    if (stop.sameProcess) {
      if (!stop.sharesFiles) {
        unfollowed.add(`${process.node} made a thread with descriptors of its own`);
      }
      processes.addThread(stop.related, process).spawnedBy = event;
      return 'next';
    }
    ends.reborn(stop.related, (node) => this.#isWaiting(node));
    const table = stop.sharesFiles ? process.sockets : new Map(process.sockets);
    const quiet = stop.sharesFiles ? process.quiet : new Set<number>();
    if (!stop.sharesFiles) {
      locals.wake(process, parent.tid, stop.related);
    }
    const child = processes.addProcess(
      ...([stop.related, process.node, table, quiet, process.ordinal] as const),
    );
    child.spawnedBy = event;
    child.process.waiter = stop.isWaitedFor ? parent : undefined;
    if (!stop.sharesFiles && process.tids.size > 1) {
      // Other threads of the parent may have changed its table since the kernel copied it.
      sockets.verify(child.process);
    }
    const dying = this.#dying.get(process.node);
    if (dying !== undefined) {
      dying.processes += 1;
      engine.kill(stop.related);
    }
    return 'next';
  }

  /** Some thread of the node is in a call that may have taken the end of a child. */
  #isWaiting(node: NodeName): boolean {
    for (const { pending, process } of this.#context.processes.threads()) {
      if (process.node === node && pending?.handling === 'wait') {
        return true;
      }
    }
    return false;
  }

  /** Descriptors marked close-on-exec are closed. */
  executed(thread: Thread, stop: Stop): Resume {
    const context = this.#context;
    const { process } = thread;
    const former = context.processes.thread(stop.related);
    if (former !== undefined && former !== thread) {
      this.#leave(former);
      context.processes.removeThread(former);
    }
    this.#leave(thread);
    const event = record(context, thread, 'exec', 'exit', stop, { result: 0 });
    letGoOf(process, event);
    this.#noticeRights(process);
    if (process.pidfdOf !== process.pid) {
      context.engine.drop(process.pidfd);
      process.pidfd = -1;
      process.pidfdOf = process.pid;
    }
    process.sockets = new Map(process.sockets);
    process.quiet = new Set();
    for (const socket of context.sockets.verify(process)) {
      letGo(context, socket, event);
    }
    return this.#waitAtStart(thread);
  }

  #waitAtStart({ tid, process }: Thread): Resume {
    const node = this.#leaders.get(process.pid);
    if (node === undefined || !this.#startLine.has(node)) {
      return 'next';
    }
    this.#startLine.set(node, tid);
    this.#startIfAllCame();
    return 'stay';
  }

  #startIfAllCame(): void {
    const waiting = [...this.#startLine.values()];
    if (waiting.every((tid) => tid !== undefined)) {
      this.#startLine.clear();
      for (const tid of waiting) {
        this.#context.engine.resume(tid, 'next');
      }
    }
  }

  #noticeRights({ pid, node }: Process): void {
    const path = rightsLost(pid);
    if (path !== undefined) {
      this.#context.unfollowed.add(
        `${node} runs ${path} without the rights of its owner: for that, ldfi must run as root`,
      );
    }
  }

  /** A thread has ended. */
  gone(thread: Thread, stop: Stop): Resume {
    const context = this.#context;
    const { process } = thread;
    this.#leave(thread);
    if (!context.processes.removeThread(thread)) {
      if (thread.tid === process.pidfdOf && process.pidfd >= 0) {
        context.engine.drop(process.pidfd);
        process.pidfd = -1;
        process.pidfdOf = process.pid;
      }
      return 'stay';
    }
    const event = record(context, thread, 'exit', 'entry', stop, { result: stop.related });
    context.ends.ended(process, event);
    letGoOf(process, event);
    closeAll(context, process, event);
    this.#fallen.note(process.node, stop.related);
    const node = this.#leaders.get(process.pid);
    if (node !== undefined) {
      this.#leaders.delete(process.pid);
      this.#ends.set(node, endOf(stop));
      this.#startLine.delete(node);
      this.#startIfAllCame();
    }
    this.#reportDeath(process.node);
    return 'stay';
  }

  /** Kills every process of the node; crashes in `order` have fired when the last is gone. */
  kill(node: NodeName, event: EventId, order: Order | undefined): void {
    const context = this.#context;
    const processes = context.processes.of(node);
    if (processes.length === 0) {
      for (const fault of crashesOf(order)) {
        context.interposer.failed(fault, `${node} was not running any more`);
      }
      return;
    }
    if (!this.#dying.has(node)) {
      this.#dying.set(node, { order, event, processes: processes.length });
      for (const thread of context.processes.threads()) {
        if (thread.process.node === node) {
          this.#rememberPayload(thread);
        }
      }
    }
    for (const process of processes) {
      for (const socket of process.sockets.values()) {
        context.sockets.held.release(socket);
      }
    }
    for (const fault of crashesOf(order)) {
      if (fault.kind === 'crash' && fault.disk !== undefined) {
        losePower(context, node, fault, event);
      }
    }
    for (const process of processes) {
      context.engine.kill(process.pid);
    }
  }

  /** Its call will never be seen to end. */
  #leave(thread: Thread): void {
    const context = this.#context;
    const { pending } = thread;
    leaveTurn(context, thread);
    thread.pending = undefined;
    if (pending?.handling === 'unknown') {
      noticeUnknown(context, thread, pending);
    }
    if (pending?.entry === undefined) {
      return;
    }
    context.interposer.ended(pending.entry);
    for (const { call } of pending.batch ?? []) {
      context.interposer.ended(call);
    }
    const { stream, order, faked, delivered = 0 } = pending;
    // Only sends have an entry event and a stream.
    if (stream !== undefined && faked === undefined && pending.blocked === undefined) {
      const payload = pending.bytes ?? new Uint8Array(0);
      stream.orphan = { entry: pending.entry, payload, phase: context.phase, used: 0 };
      explainOrphan(context, stream);
    }
    if (order?.cut !== undefined && faked !== undefined) {
      const detail = `withheld ${faked - delivered} bytes of this write, then the sender died`;
      for (const fault of order.faults.filter(({ kind }) => kind === 'cut')) {
        context.interposer.fired(fault, pending.entry, detail);
      }
    }
  }

  /** The payload of a call that is under way can be read only while its process lives. */
  #rememberPayload(thread: Thread): void {
    const { pending } = thread;
    if (pending?.segments !== undefined && pending.bytes === undefined) {
      const size = Math.min(pending.size ?? 0, PAYLOAD_BYTES_MAX);
      const bytes = readSegments(this.#context.engine, thread.tid, pending.segments, size);
      thread.pending = { ...pending, bytes };
    }
  }

  #reportDeath(node: NodeName): void {
    if (this.isAlive(node)) {
      return;
    }
    const dying = this.#dying.get(node);
    this.#dying.delete(node);
    for (const fault of crashesOf(dying?.order)) {
      const { processes = 0, event = 0 } = dying ?? {};
      const many = processes === 1 ? 'process' : 'processes';
      const lost = fault.kind === 'crash' && fault.disk !== undefined;
      const { disks } = this.#context;
      const files = lost ? `, ${disks.fail(node, fault.disk)}` : disks.evict(node);
      this.#context.interposer.fired(fault, event, `killed ${processes} ${many}${files}`);
    }
    if (this.#context.phase === 'workload') {
      this.#context.interposer.crashed(node);
    }
  }
}
