/**
 * Box of Pain's tracer and tracker: turns stops into events, happens-before edges and messages while the run goes on,
 * and carries out what the interposer orders. It does not know which fault to try, nor what a node is for.
 */
import { ensure } from '../model/errors.ts';
import type { FramerName } from '../model/spec.ts';
import type { NodeName, RunPhase, Trace } from '../model/trace.ts';
import { type Handling, handlingOf, nameOfCall, QUIET, SUBSCRIBED } from './calls.ts';
import { enterConnect, exitAccept, exitBind, exitConnect } from './connects.ts';
import { Connections } from './connections.ts';
import { type Context, type Resume, record } from './context.ts';
import { enterSendDatagram, exitSendDatagram } from './datagram-sends.ts';
import { Datagrams } from './datagrams.ts';
import {
  closeAll,
  duplicates,
  enterClose,
  enterCloseRange,
  enterShutdown,
  exitDup,
  exitShutdown,
  exitSocket,
} from './descriptors.ts';
import type { Engine, Program } from './engine.ts';
import type { Interposer, Order } from './interposer.ts';
import { SocketTable } from './open-socket.ts';
import { type Pending, ProcessTable, type Thread } from './processes.ts';
import { exitReceive } from './receives.ts';
import { Recorder } from './recorder.ts';
import { enterSend, exitSend } from './sends.ts';
import { asFd, exitText, type Stop } from './stop.ts';

export interface TracerOptions {
  readonly engine: Engine;
  readonly interposer: Interposer;
  readonly framers: ReadonlyMap<NodeName, FramerName>;
  readonly portOwners: ReadonlyMap<number, NodeName>;
}

/** How a node ended. `program`: exec failed, with that errno. */
export interface NodeEnd {
  readonly status: string;
  readonly code: number | undefined;
  readonly errno: number;
  readonly killed: boolean;
}

interface Dying {
  readonly order: Order | undefined;
  readonly event: number;
  readonly processes: number;
}

export class Tracer {
  readonly #context: Context;
  readonly #dying = new Map<NodeName, Dying>();
  /** First process of each node → its end. */
  readonly #leaders = new Map<number, NodeName>();
  readonly #ends = new Map<NodeName, NodeEnd>();
  #stops = 0;

  constructor({ engine, interposer, framers, portOwners }: TracerOptions) {
    const recorder = new Recorder();
    this.#context = {
      engine,
      recorder,
      processes: new ProcessTable(),
      sockets: new SocketTable(engine),
      connections: new Connections(recorder, framers, portOwners),
      datagrams: new Datagrams(recorder),
      interposer,
      startNs: engine.now(),
      phase: 'setup',
      held: new Set(),
      unixPaths: new Map(),
      kept: [],
      unfollowed: new Set(),
      kill: (node, event, order) => this.#kill(node, event, order),
    };
  }

  /** What an engine must be told before it starts the first tracee. */
  static subscribe(engine: Engine): void {
    engine.subscribe(SUBSCRIBED, QUIET);
  }

  get stops(): number {
    return this.#stops;
  }

  get unfollowed(): ReadonlySet<string> {
    return this.#context.unfollowed;
  }

  /** Bytes that a living, uncut reader has not read yet. */
  get bytesUnderWay(): number {
    return this.#context.connections.underWay((node) => this.isAlive(node));
  }

  start(node: NodeName, program: Program): void {
    const pid = this.#context.engine.start(program);
    this.#leaders.set(pid, node);
    this.#context.processes.addProcess(pid, node, new Map());
  }

  /** The workload begins or has ended: faults can fire only in between. */
  enter(phase: RunPhase): void {
    const { recorder } = this.#context;
    if (phase === 'workload') {
      recorder.workloadBegins();
    } else if (this.#context.phase === 'workload') {
      recorder.workloadEnds();
    }
    this.#context.phase = phase;
  }

  isListening(node: NodeName, port: number): boolean {
    return this.#context.connections.isListening(node, port);
  }

  isAlive(node: NodeName): boolean {
    return this.#context.processes.of(node).length > 0;
  }

  /** How the node's first process ended; undefined while it runs. */
  endOf(node: NodeName): NodeEnd | undefined {
    return this.#ends.get(node);
  }

  tids(): number[] {
    return [...this.#context.processes.threads()]
      .filter(({ tid }) => !this.#context.held.has(tid))
      .map(({ tid }) => tid);
  }

  /** Kills every process of the node; `order` is reported as fired when the last is gone. */
  kill(node: NodeName, order?: Order): void {
    this.#kill(node, Math.max(0, this.#context.recorder.events.length - 1), order);
  }

  /** The trace so far becomes final. */
  finish(spec: string, nodes: readonly NodeName[]): Trace {
    for (const stream of this.#context.connections.streams()) {
      if (stream.unexplained > 0) {
        this.#context.unfollowed.add(
          `${stream.to} read bytes from ${stream.from} that no traced call wrote`,
        );
      }
    }
    return this.#context.recorder.finish(spec, nodes);
  }

  /** Gives back our duplicates of cut sockets: what they kept open closes now. */
  release(): void {
    for (const duplicate of this.#context.kept.splice(0)) {
      this.#context.engine.drop(duplicate);
    }
  }

  /** Handles one stop and lets its tracee go on. */
  handle(stop: Stop): void {
    this.#stops += 1;
    const thread = this.#context.processes.thread(stop.tid);
    if (thread === undefined) {
      if (stop.kind !== 'exited') {
        this.#context.engine.resume(stop.tid, 'next');
      }
      return;
    }
    const resume = this.#decide(thread, stop);
    if (resume !== 'stay') {
      this.#context.engine.resume(stop.tid, resume);
    }
  }

  #decide(thread: Thread, stop: Stop): Resume {
    switch (stop.kind) {
      case 'entry':
        return this.#enter(thread, stop);
      case 'exit':
        this.#exit(thread, stop);
        return 'next';
      case 'spawn':
        this.#spawned(thread, stop);
        return 'next';
      case 'exec':
        return this.#executed(thread, stop);
      case 'exited':
        this.#gone(thread, stop);
        return 'stay';
      case 'none':
      case 'timeout':
        return 'stay';
    }
  }

  #enter(thread: Thread, stop: Stop): Resume {
    const handling = handlingOf(stop.nr);
    if (stop.foreign || handling === undefined) {
      this.#context.unfollowed.add(
        `${thread.process.node} made a system call of another table (number ${stop.nr})`,
      );
      return 'next';
    }
    return this.#enterCall(thread, handling, stop);
  }

  #enterCall(thread: Thread, handling: Handling, stop: Stop): Resume {
    const context = this.#context;
    switch (handling) {
      case 'connect':
        return enterConnect(context, thread, stop);
      case 'close':
        return enterClose(context, thread, stop);
      case 'close_range':
        return enterCloseRange(context, thread, stop);
      case 'shutdown':
        return enterShutdown(context, thread, stop);
      case 'fcntl':
        return duplicates(stop) ? this.#await(thread, handling, stop) : 'next';
      case 'socket':
      case 'accept':
      case 'bind':
      case 'listen':
      case 'dup':
      case 'dup_onto':
        return this.#await(thread, handling, stop);
      case 'unfollowed':
        return this.#unfollowedCall(thread, stop);
      default:
        return this.#transfer(thread, handling, stop);
    }
  }

  #await(thread: Thread, handling: Handling, stop: Stop): Resume {
    thread.pending = { handling, nr: stop.nr, args: stop.args };
    return 'exit';
  }

  /** A read or write: on what is no tracked socket it will not stop again. */
  #transfer(thread: Thread, handling: Handling, stop: Stop): Resume {
    const context = this.#context;
    const fd = asFd(stop.args[0]);
    const socket = context.sockets.find(thread.process, fd);
    if (socket === 'other') {
      context.engine.ignore(thread.tid, fd, true);
      return 'next';
    }
    if (socket === undefined) {
      return 'next';
    }
    const sends =
      handling === 'write' ||
      handling === 'writev' ||
      handling === 'sendto' ||
      handling === 'sendmsg';
    if (sends) {
      return socket.kind === 'tcp'
        ? enterSend(context, thread, socket, handling, stop)
        : enterSendDatagram(context, thread, socket, handling, stop);
    }
    thread.pending = { handling, nr: stop.nr, args: stop.args, socket };
    if (socket.in !== undefined) {
      record(context, thread, 'receive', 'entry', stop, {
        channel: socket.in.channel.id,
        direction: socket.in.direction,
      });
    }
    return 'exit';
  }

  #unfollowedCall(thread: Thread, stop: Stop): Resume {
    for (const argument of [stop.args[0], stop.args[2]]) {
      const socket = this.#context.sockets.find(thread.process, asFd(argument));
      if (socket !== undefined && socket !== 'other') {
        const { node } = thread.process;
        this.#context.unfollowed.add(`${node} used ${nameOfCall(stop.nr)} on a socket`);
      }
    }
    return 'next';
  }

  #exit(thread: Thread, stop: Stop): void {
    const { pending } = thread;
    thread.pending = undefined;
    if (pending === undefined) {
      return;
    }
    const context = this.#context;
    switch (pending.handling) {
      case 'connect':
        return exitConnect(context, thread, pending, stop);
      case 'accept':
        return exitAccept(context, thread, stop);
      case 'bind':
      case 'listen':
        return exitBind(context, thread, pending, stop);
      case 'socket':
        return exitSocket(context, thread, stop);
      case 'dup':
      case 'dup_onto':
      case 'fcntl':
        return exitDup(context, thread, pending, stop);
      case 'shutdown':
        return exitShutdown(context, thread, pending);
      case 'write':
      case 'writev':
      case 'sendto':
      case 'sendmsg':
        return pending.socket?.kind === 'udp'
          ? exitSendDatagram(context, thread, pending, stop)
          : exitSend(context, thread, pending, stop);
      default:
        return exitReceive(context, thread, pending, stop);
    }
  }

  #spawned(parent: Thread, stop: Stop): void {
    const { processes } = this.#context;
    const event = record(this.#context, parent, 'spawn', 'exit', stop, { result: 0 });
    const { sockets } = parent.process;
    const child = stop.sameProcess
      ? processes.addThread(stop.related, parent.process)
      : processes.addProcess(
          stop.related,
          parent.process.node,
          stop.sharesFiles ? sockets : new Map(sockets),
        );
    child.spawnedBy = event;
  }

  /** Descriptors marked close-on-exec are gone: look each up anew. */
  #executed(thread: Thread, stop: Stop): Resume {
    const { processes } = this.#context;
    if (stop.related !== stop.tid) {
      const former = processes.thread(stop.related);
      if (former !== undefined) {
        processes.removeThread(former);
      }
    }
    thread.pending = undefined;
    thread.process.sockets = new Map();
    record(this.#context, thread, 'exec', 'exit', stop, { result: 0 });
    return 'next';
  }

  #gone(thread: Thread, stop: Stop): void {
    const context = this.#context;
    const { process, pending } = thread;
    context.held.delete(thread.tid);
    if (pending?.stream !== undefined && pending.entry !== undefined) {
      pending.stream.writerDied(pending.entry, context.recorder);
    }
    if (!context.processes.removeThread(thread)) {
      return;
    }
    const event = record(context, thread, 'exit', 'entry', stop, { result: stop.related });
    closeAll(context, process, event);
    const node = this.#leaders.get(process.pid);
    if (node !== undefined) {
      this.#leaders.delete(process.pid);
      this.#ends.set(node, endOf(stop));
    }
    this.#reportDeath(process.node);
  }

  #kill(node: NodeName, event: number, order: Pending['order']): void {
    const processes = this.#context.processes.of(node);
    if (processes.length === 0) {
      for (const fault of crashesOf(order)) {
        this.#context.interposer.failed(fault, `${node} was not running any more`);
      }
      return;
    }
    if (!this.#dying.has(node)) {
      this.#dying.set(node, { order, event, processes: processes.length });
    }
    for (const process of processes) {
      this.#context.engine.kill(process.pid);
    }
  }

  #reportDeath(node: NodeName): void {
    const dying = this.#dying.get(node);
    if (dying === undefined || this.isAlive(node)) {
      return;
    }
    this.#dying.delete(node);
    for (const fault of crashesOf(dying.order)) {
      const many = dying.processes === 1 ? 'process' : 'processes';
      const detail = `killed ${dying.processes} ${many}`;
      this.#context.interposer.fired(fault, dying.event, detail);
    }
  }
}

const crashesOf = (order: Order | undefined) =>
  (order?.faults ?? []).filter(({ kind }) => kind === 'crash');

const endOf = (stop: Stop): NodeEnd => {
  const status = stop.related;
  const exited = (status & 0x7f) === 0;
  ensure(stop.kind === 'exited', 'only an exit ends a node');
  return {
    status: exitText(status),
    code: exited ? (status >> 8) & 0xff : undefined,
    errno: stop.result,
    killed: !exited,
  };
};
