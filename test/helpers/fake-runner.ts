/**
 * A deterministic Runner in memory: protocols are actors that react to messages, timers and broken
 * streams. Messages take one tick, channels are FIFO, and faults strike by address as the real plan
 * says. No processes, no clocks.
 */

import { createPlan, type Plan } from '../../src/faults/plan.ts';
import { reachedIn } from '../../src/lineage/goals.ts';
import type { MessageKind } from '../../src/model/channel.ts';
import type { Fault, FaultReport, PartitionFault } from '../../src/model/fault.ts';
import type { Goal, GoalsReached, Reached } from '../../src/model/goal.ts';
import type { Runner, RunRequest, RunResult } from '../../src/model/run.ts';
import type { EventId, NodeName, Trace } from '../../src/model/trace.ts';
import { CLIENT, INVARIANT } from '../../src/model/trace.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { isAcross } from '../../src/search/partitions.ts';
import { FakeQueues } from './fake-queues.ts';
import { FakeTurns } from './fake-turns.ts';
import { framed, type TraceBuilder, traceBuilder } from './trace-builder.ts';

/** What an actor can do. All is without effect once its node is down. */
export interface Context {
  readonly self: NodeName;
  send(to: NodeName, label: string): void;
  datagram(to: NodeName, label: string): void;
  /** Opens a new stream to the peer; false if it was refused. */
  connect(to: NodeName): boolean;
  after(ticks: number, tag: string): void;
  /** Writes a line into the node's log. */
  log(line: string): void;
}

export interface Actor {
  start?(context: Context): void;
  receive?(context: Context, from: NodeName, label: string): void;
  timer?(context: Context, tag: string): void;
  /** A stream to that peer broke: reset, or the peer is down. */
  closed?(context: Context, peer: NodeName): void;
}

/** One run's worth of actors, `client` included, and the invariant over what they remember. */
export interface Cast {
  readonly actors: Readonly<Record<NodeName, Actor>>;
  judge(alive: ReadonlySet<NodeName>): Verdict;
}

export interface Protocol {
  readonly name: string;
  readonly nodes: readonly NodeName[];
  /** The nodes that the invariant reads; it must look at no other. */
  readonly asks: readonly NodeName[];
  /** `run` is the request's id: only for protocols that are meant to be flaky. */
  cast(run: number): Cast;
}

const TICKS_MAX = 500;

class FakeRun {
  readonly builder: TraceBuilder;
  readonly alive: Set<NodeName>;
  readonly #cast: Cast;
  readonly #protocol: Protocol;
  readonly #plan: Plan;
  readonly #strikes = new Map<Fault, EventId>();
  readonly #cut = new Set<string>();
  readonly #broken = new Set<number>();
  readonly #parting = new Set<PartitionFault>();
  readonly #queues = new FakeQueues();
  /** Datagrams that come later. */
  readonly #late = new Map<Fault, () => void>();
  #isHealed = false;
  readonly #turns = new FakeTurns();
  readonly #heals: boolean;
  readonly #lines: (Reached & { readonly node: NodeName; readonly line: string })[] = [];

  constructor(protocol: Protocol, request: RunRequest, heals: boolean) {
    this.#heals = heals;
    this.#protocol = protocol;
    this.#cast = protocol.cast(request.id);
    this.#plan = createPlan(request.faults);
    this.builder = traceBuilder(protocol.nodes);
    this.alive = new Set([...protocol.nodes, CLIENT]);
  }

  play(): Verdict {
    this.builder.startWorkload();
    this.#begin();
    for (const node of [...this.#protocol.nodes, CLIENT]) {
      this.#later(0, node, (actor, context) => {
        this.builder.local(node);
        actor.start?.(context);
      });
    }
    this.#turns.play(TICKS_MAX);
    for (const fault of this.#plan.pending()) {
      if (fault.kind === 'crash' && fault.when === 'end' && this.alive.delete(fault.node)) {
        this.#strike(fault, this.builder.lastEventOf(fault.node) ?? 0);
      }
    }
    this.builder.endWorkload();
    const lasted = this.#heal();
    for (const node of this.#heals ? this.#protocol.nodes : []) {
      if (!this.alive.has(node)) {
        this.builder.local(node);
        this.alive.add(node);
      }
    }
    if (lasted) {
      this.#turns.play(TICKS_MAX);
    }
    for (const node of this.#protocol.asks) {
      this.#ask(node);
    }
    return this.#cast.judge(this.alive);
  }

  reached(goals: readonly Goal[], trace: Trace): GoalsReached {
    return goals.map(({ events }) =>
      events.map((event) => {
        const said = this.#lines.find(
          ({ node, line }) =>
            event.type === 'log' && node === event.node && new RegExp(event.match).test(line),
        );
        return said === undefined
          ? reachedIn(trace, event)
          : { event: said.event, until: said.until };
      }),
    );
  }

  reports(faults: readonly Fault[]): readonly FaultReport[] {
    return faults.map((fault) => {
      const event = this.#strikes.get(fault);
      return event === undefined
        ? { fault, outcome: 'missed', detail: 'no such message' }
        : { fault, outcome: 'fired', detail: 'done', event };
    });
  }

  #ask(node: NodeName): void {
    this.builder.local(INVARIANT);
    if (this.alive.has(node)) {
      this.builder.message(INVARIANT, node, 'ASK');
      this.builder.message(node, INVARIANT, 'STATE');
    }
  }

  /** What lasts ends: what arrives late finds the network whole. False: nothing lasted. */
  #heal(): boolean {
    const lasted = this.#parting.size + this.#late.size > 0 || this.#queues.used;
    this.#isHealed = true;
    if (lasted) {
      this.alive.delete(CLIENT);
    }
    this.#parting.clear();
    this.#queues.open();
    for (const arrive of this.#late.values()) {
      arrive();
    }
    return lasted;
  }

  /** Partitions whose moment has come begin, delays whose moment has come end. */
  #begin(): void {
    for (const fault of this.#plan.dueNow()) {
      if (fault.kind === 'partition') {
        this.#strike(fault, Math.max(0, this.builder.now() - 1));
        this.#parting.add(fault);
        for (const { client, server, id } of this.builder.streams()) {
          this.#wall(id, client, server);
          this.#wall(id, server, client);
        }
      }
    }
    for (const fault of this.#plan.over()) {
      this.#plan.markOver(fault);
      this.#late.get(fault)?.();
      this.#late.delete(fault);
      if (fault.kind === 'partition') {
        this.#parting.delete(fault);
      }
      this.#queues.open(fault);
    }
  }

  #isParted(from: NodeName, to: NodeName): boolean {
    return [...this.#parting].some(({ sides }) => isAcross(sides, from, to));
  }

  /** Each partition between the two shuts that direction, once. */
  #wall(channel: number, from: NodeName, to: NodeName): void {
    for (const fault of this.#parting) {
      if (isAcross(fault.sides, from, to)) {
        this.#queues.shut(channel, from, fault, true);
      }
    }
  }

  #later(ticks: number, node: NodeName, act: (actor: Actor, context: Context) => void): void {
    this.#turns.after(ticks, () => {
      if (this.alive.has(node)) {
        act(this.#cast.actors[node] ?? {}, this.#contextOf(node));
      }
    });
  }

  #contextOf(self: NodeName): Context {
    return {
      self,
      send: (to, label) => this.#send('tcp', self, to, label),
      datagram: (to, label) => this.#send('udp', self, to, label),
      connect: (to) => this.#connect(self, to),
      after: (ticks, tag) =>
        this.#later(ticks, self, (actor, context) => {
          this.builder.local(self);
          actor.timer?.(context, tag);
        }),
      log: (line) => {
        if (this.alive.has(self)) {
          const event = this.builder.lastEventOf(self) ?? -1;
          this.#lines.push({ event, until: this.builder.now(), node: self, line });
        }
      },
    };
  }

  #strike(fault: Fault, event: EventId): void {
    this.#plan.markFired(fault);
    this.#strikes.set(fault, event);
  }

  #due(from: NodeName, to: NodeName, kind: MessageKind, label: string): readonly Fault[] {
    return this.#isHealed
      ? []
      : (this.#plan.preview([{ from, to, kind, ...framed(label) }])[0] ?? []);
  }

  #commit(from: NodeName, to: NodeName, kind: MessageKind, label: string): void {
    if (!this.#isHealed) {
      this.#plan.commit({ from, to, kind, ...framed(label) });
      this.#begin();
    }
  }

  /** Kills the sender if a crash of that moment is due. */
  #crashIfDue(due: readonly Fault[], when: 'before' | 'after', from: NodeName): boolean {
    const crash = due.find((fault) => fault.kind === 'crash' && fault.when === when);
    if (crash === undefined) {
      return false;
    }
    const last = this.builder.lastEventOf(from) ?? 0;
    this.#strike(crash, last);
    this.alive.delete(from);
    for (const { client, server, id } of this.builder.streams()) {
      const peer = client === from ? server : client;
      if (client === from || server === from) {
        this.#wall(id, from, peer);
        this.#queues.pass(id, from, () => this.#close(peer, from, last));
      }
    }
    return true;
  }

  #close(node: NodeName, peer: NodeName, cause: EventId): void {
    this.#later(1, node, (actor, context) => {
      this.builder.closed(node, cause);
      actor.closed?.(context, peer);
    });
  }

  #send(kind: 'tcp' | 'udp', from: NodeName, to: NodeName, label: string): void {
    const channel = this.builder.channelBetween(from, to, kind);
    if (!this.alive.has(from) || this.#broken.has(channel ?? -1)) {
      return;
    }
    const due = this.#due(from, to, kind, label);
    if (this.#crashIfDue(due, 'before', from)) {
      return;
    }
    const isCut = kind === 'tcp' && this.#cut.has(`${channel} ${from}`);
    // A direction that is cut already can't be cut again.
    const cuts = due.filter((fault) => (fault.kind === 'cut' && !isCut) || fault.kind === 'omit');
    const isLost = cuts.length > 0 || isCut || (kind === 'udp' && this.#isParted(from, to));
    const delay = isLost ? undefined : due.find((fault) => fault.kind === 'delay');
    const id = this.builder.send(from, to, label, { kind, withheld: isLost });
    const { channel: used, sent } = this.builder.messageAt(id);
    if (kind === 'tcp') {
      this.#wall(used, from, to);
    }
    if (delay !== undefined) {
      this.#strike(delay, sent);
    }
    for (const cut of cuts) {
      this.#strike(cut, sent);
      this.#cut.add(`${used} ${from}`);
      if (cut.kind === 'cut' && cut.ending === 'reset') {
        this.#queues.pass(used, from, () => this.#reset(used, from, to, sent));
      }
    }
    if (!isLost) {
      const arrive = (): void => {
        if (this.alive.has(to)) {
          this.#later(1, to, (actor, context) => {
            if (!this.#broken.has(used)) {
              this.builder.receive(id);
              actor.receive?.(context, from, label);
            }
          });
        }
      };
      if (kind === 'tcp') {
        if (delay !== undefined) {
          this.#queues.shut(used, from, delay);
        }
        this.#queues.pass(used, from, arrive);
      } else if (delay === undefined) {
        arrive();
      } else {
        this.#late.set(delay, () => (this.#isParted(from, to) ? undefined : arrive()));
      }
    }
    this.#commit(from, to, kind, label);
    this.#crashIfDue(due, 'after', from);
  }

  #reset(channel: number, from: NodeName, to: NodeName, sent: EventId): void {
    this.#broken.add(channel);
    this.#close(from, to, sent);
    this.#close(to, from, sent);
  }

  #connect(from: NodeName, to: NodeName): boolean {
    if (!this.alive.has(from)) {
      return false;
    }
    const due = this.#due(from, to, 'connect', '');
    if (this.#crashIfDue(due, 'before', from)) {
      return false;
    }
    const refusal = due.find((fault) => fault.kind === 'refuse');
    const isIgnored = this.#isParted(from, to);
    const accepted = refusal === undefined && !isIgnored && this.alive.has(to);
    const isWithheld = refusal !== undefined || isIgnored;
    const answer = isWithheld ? 'withheld' : accepted ? 'accepted' : 'refused';
    const id = this.builder.connect(from, to, answer);
    this.#commit(from, to, 'connect', '');
    if (refusal !== undefined) {
      this.#strike(refusal, this.builder.messageAt(id).sent);
    }
    return !this.#crashIfDue(due, 'after', from) && accepted;
  }
}

export interface FakeRunner extends Runner {
  /** All requests, in order. */
  readonly requests: readonly RunRequest[];
}

/**
 * A runner of that protocol. `tamper` may replace a result, to play a runner in trouble. `heals`:
 * crashed nodes come back at the end of the workload and know what they knew.
 */
export function createFakeRunner(
  protocol: Protocol,
  tamper: (result: RunResult) => RunResult = (result) => result,
  heals = false,
  goals: readonly Goal[] = [],
): FakeRunner {
  const requests: RunRequest[] = [];
  return {
    requests,
    async run(request) {
      requests.push(request);
      const run = new FakeRun(protocol, request, heals);
      const verdict = run.play();
      const trace = run.builder.build();
      return tamper({
        request,
        verdict,
        faults: run.reports(request.faults),
        trace,
        directory: `/runs/${request.id}`,
        durationMs: 1,
        stops: trace.events.length,
        ...(goals.length > 0 && { reached: run.reached(goals, trace) }),
      });
    },
    close: async () => undefined,
  };
}
