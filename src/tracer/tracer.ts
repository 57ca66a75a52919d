/**
 * Box of Pain's tracer and tracker: turns stops into events, happens-before edges and messages
 * while the run goes on, and carries out what the interposer orders. It does not know which fault
 * to try, nor what a node is for.
 */
import type { Fault } from '../model/fault.ts';
import type { Observation } from '../model/spec.ts';
import { type NodeName, OUTSIDE, type RunPhase, type Trace } from '../model/trace.ts';
import type { Watch } from '../model/witness.ts';
import { numbersOfCalls, onlyOf, POLLS, QUIET, SUBSCRIBED } from './calls.ts';
import { Connections } from './connections.ts';
import type { Context, Resume } from './context.ts';
import { Datagrams } from './datagrams.ts';
import { Disks } from './disks.ts';
import { enterCall, exitCall } from './dispatch.ts';
import { drain } from './drain.ts';
import { retryReceives } from './early-receives.ts';
import { Ends } from './ends.ts';
import type { Engine, Program } from './engine.ts';
import { FileLooks, type LookOptions } from './file-looks.ts';
import { Fills } from './fills.ts';
import type { FramerSource } from './framers/framer.ts';
import type { Interposer, Order } from './interposer.ts';
import { LateDatagrams } from './late-datagrams.ts';
import { Lifecycle, type NodeEnd } from './lifecycle.ts';
import { LocalChannels } from './local-channels.ts';
import { SocketTable } from './open-socket.ts';
import { Pauses } from './pauses.ts';
import { ProcessTable, type Thread } from './processes.ts';
import { explainOrphan } from './receives.ts';
import { type Began, Recorder } from './recorder.ts';
import type { Stop } from './stop.ts';
import { endFault, strike } from './strikes.ts';
import { Terminals } from './terminals.ts';

export interface TracerOptions {
  readonly engine: Engine;
  readonly interposer: Interposer;
  readonly framers: ReadonlyMap<NodeName, FramerSource>;
  readonly portOwners: ReadonlyMap<number, NodeName>;
  /** False: every call is made by the tracee itself, at two stops. For comparison. */
  readonly oneStop?: boolean;
  /** The folder of a node's files, if what it does not sync may be lost. */
  readonly diskOf?: (node: NodeName) => string | undefined;
  /** Whose looks into files count, and where files of nodes are; absent: nobody's. */
  readonly looks?: LookOptions;
  /** Told of events and edges as they become known. */
  readonly watches?: readonly Watch[];
  /** Told of each message of a stream, and of its bytes. */
  readonly began?: Began;
}

const NO_LOOKS: LookOptions = { observes: () => false, folderOf: () => undefined };

export class Tracer {
  readonly #context: Context;
  readonly #lifecycle: Lifecycle;
  #stops = 0;

  constructor(options: TracerOptions) {
    const { engine, interposer, framers, portOwners, watches = [], oneStop = true } = options;
    const { diskOf = () => undefined, looks = NO_LOOKS } = options;
    const recorder = new Recorder(watches);
    const unfollowed = new Set<string>();
    const processes = new ProcessTable();
    const sockets = new SocketTable(engine, ({ node }, code) => {
      unfollowed.add(`the descriptors of ${node} cannot be looked at: errno ${-code}`);
    });
    const connections = new Connections(recorder, framers, portOwners);
    const tables = { engine, recorder, processes, sockets, connections, unfollowed };
    this.#context = {
      ...tables,
      datagrams: new Datagrams(recorder),
      late: new LateDatagrams(),
      locals: new LocalChannels(tables),
      interposer,
      pauses: new Pauses(),
      disks: new Disks(diskOf, unfollowed),
      fills: new Fills(diskOf),
      looks: new FileLooks(looks, recorder, Date.now()),
      terminals: new Terminals(processes, unfollowed),
      struck: new Set(),
      oneStop,
      startNs: engine.now(),
      phase: 'setup',
      freed: [],
      shared: new Map(),
      ends: new Ends(),
      partitions: new Set(),
      stalls: new Map(),
      early: new Set(),
      lasting: new Map(),
      draining: new Set(),
      kept: [],
      kill: (node, event, order) => this.#lifecycle.kill(node, event, order),
      isDying: (node) => this.#lifecycle.isDying(node),
    };
    this.#lifecycle = new Lifecycle(this.#context);
    recorder.began = options.began;
    recorder.heard = (message, event) => {
      if (this.#context.phase === 'workload' && recorder.isOfWorkload(message.sent)) {
        interposer.received(message, event);
      }
    };
  }

  /**
   * What an engine is told before it starts tracees. `struck`: calls by name that faults may be at;
   * `more`: by name, for what is observed.
   */
  static subscribe(
    engine: Engine,
    observe: readonly Observation[] = [],
    struck: Iterable<string> = [],
    more: Iterable<string> = [],
  ): void {
    const whole = numbersOfCalls([...struck]);
    const polls = observe.includes('polls') ? POLLS : [];
    const some = [...SUBSCRIBED, ...polls, ...numbersOfCalls([...more])];
    engine.subscribe([...some, ...whole], QUIET);
    engine.narrow(onlyOf(some.filter((nr) => !whole.includes(nr))));
  }

  get stops(): number {
    return this.#stops;
  }

  /** Why the trace does not tell all; empty when it does. */
  get unfollowed(): ReadonlySet<string> {
    return this.#context.unfollowed;
  }

  /** Bytes that somebody may still read. */
  get bytesUnderWay(): number {
    const late = [...this.#context.draining].reduce((sum, { cut }) => sum + (cut?.taken ?? 0), 0);
    const sent = this.#context.connections
      .streams()
      .filter((stream) => !stream.abandoned && !stream.isInner && this.isAlive(stream.to))
      .reduce((sum, stream) => sum + stream.underWay, 0);
    return late + sent + this.#context.late.bytes;
  }

  start(node: NodeName, program: Program): void {
    this.#lifecycle.start(node, program);
  }

  /** None runs the first instruction of its program before all have come to theirs. */
  startTogether(programs: ReadonlyMap<NodeName, Program>): void {
    this.#lifecycle.startTogether(programs);
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
    this.#strike();
  }

  /** Ends a fault that lasts; a crash is ended by starting its node. */
  end(fault: Fault): void {
    endFault(this.#context, fault);
  }

  /** Faults that hold something back, also those that have not fired yet. */
  lasting(): readonly Fault[] {
    return [...this.#context.lasting.keys()];
  }

  isListening(node: NodeName, port: number): boolean {
    return this.#context.connections.isListening(node, port);
  }

  isAlive(node: NodeName): boolean {
    return this.#lifecycle.isAlive(node);
  }

  /** Some node has been killed and is not reaped yet. */
  get isKilling(): boolean {
    return this.#lifecycle.isKilling;
  }

  /** How the node's first process ended; undefined while it runs. */
  endOf(node: NodeName): NodeEnd | undefined {
    return this.#lifecycle.endOf(node);
  }

  /** The signals of errors that processes of the node have died of, first to last. */
  fallenIn(node: NodeName): readonly string[] {
    return this.#lifecycle.fallenIn(node);
  }

  tids(): number[] {
    return [...this.#context.processes.threads()].map(({ tid }) => tid);
  }

  pids(): number[] {
    return this.#context.processes.all().map(({ pid }) => pid);
  }

  /** Kills every process of the node; `order` is reported as fired when the last is gone. */
  kill(node: NodeName, order?: Order): void {
    this.#lifecycle.kill(node, Math.max(0, this.#context.recorder.events.length - 1), order);
  }

  /** Bytes that were read while the call that wrote them has not been seen to end. */
  get bytesUnexplained(): number {
    return this.#context.connections
      .streams()
      .filter(({ from, isInner }) => from !== OUTSIDE && !isInner && this.isAlive(from))
      .reduce((sum, stream) => sum + stream.unexplained, 0);
  }

  /** The trace so far; `unfollowed` may have grown by what is missing from it. */
  finish(spec: string, nodes: readonly NodeName[]): Trace {
    for (const stream of this.#context.connections.streams()) {
      explainOrphan(this.#context, stream);
      const { from, to, unexplained, isInner } = stream;
      if (unexplained > 0 && from !== OUTSIDE && !isInner) {
        this.#context.unfollowed.add(
          `${to} read ${unexplained} bytes from ${from} that no traced call wrote`,
        );
      }
    }
    return this.#context.recorder.finish(spec, nodes);
  }

  /** Something that was withheld waits for room at its reader, and is tried again by `deliver`. */
  get isDelivering(): boolean {
    const { draining, late, early } = this.#context;
    return draining.size > 0 || late.bytes > 0 || early.size > 0;
  }

  /** Goes on with what waits for room. */
  deliver(): void {
    for (const stream of [...this.#context.draining]) {
      drain(this.#context, stream);
    }
    this.#context.late.retry(this.#context);
    retryReceives(this.#context);
  }

  /** Gives back our duplicates of cut sockets: what they kept open closes now. */
  release(): void {
    this.#context.sockets.held.releaseAll();
    for (const duplicate of this.#context.kept.splice(0)) {
      this.#context.engine.drop(duplicate);
    }
  }

  /**
   * Handles one stop and lets its tracee, and those that waited for it, go on: with the engine's
   * next stop or `flush` at the latest.
   */
  handle(stop: Stop): void {
    this.#stops += 1;
    const { engine, freed, processes } = this.#context;
    const thread = processes.thread(stop.tid);
    if (thread === undefined) {
      if (stop.kind !== 'exited') {
        engine.resume(stop.tid, 'next');
      }
      return;
    }
    const resume = this.#decide(thread, stop);
    this.#strike();
    if (freed.length === 0) {
      this.#resumeLater(thread, resume);
      return;
    }
    this.#resume(thread, resume);
    for (let turn = freed.shift(); turn !== undefined; turn = freed.shift()) {
      for (let waiting = turn.next(); waiting !== undefined; waiting = turn.next()) {
        waiting.thread.turn = undefined;
        const again = this.#decide(waiting.thread, waiting.stop);
        this.#strike();
        this.#resume(waiting.thread, again);
      }
    }
  }

  /** Faults at no message: they strike before the tracee that made their moment come goes on. */
  #strike(): void {
    if (this.#context.phase === 'workload') {
      for (const fault of this.#context.interposer.begins()) {
        strike(this.#context, fault);
      }
    }
  }

  #resume(thread: Thread, resume: Resume): void {
    this.#resumeLater(thread, resume);
    this.#context.engine.flush();
  }

  #resumeLater(thread: Thread, resume: Resume): void {
    if (resume !== 'stay' && !this.#context.pauses.keeps(thread, resume)) {
      this.#context.engine.resumeLater(thread.tid, resume);
    }
  }

  #decide(thread: Thread, stop: Stop): Resume {
    switch (stop.kind) {
      case 'entry':
        return this.#enter(thread, stop);
      case 'exit':
        exitCall(this.#context, thread, stop);
        return thread.isHeld ? 'stay' : 'next';
      case 'spawn':
        return this.#lifecycle.spawned(thread, stop);
      case 'exec':
        return this.#lifecycle.executed(thread, stop);
      case 'exited':
        return this.#lifecycle.gone(thread, stop);
      case 'none':
      case 'timeout':
        return 'stay';
    }
  }

  /** A node that has been killed does not come to run its call. */
  #enter(thread: Thread, stop: Stop): Resume {
    return this.#lifecycle.isDying(thread.process.node)
      ? 'stay'
      : enterCall(this.#context, thread, stop);
  }
}
