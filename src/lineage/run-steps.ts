/**
 * What of a run counts when two are compared: the steps of each node, in order, and which write
 * each read took its bytes from (Box of Pain §4.2). No times, ports, descriptors, pids or sizes: a
 * channel is named by its ends and by its ordinal between them. Nodes, not threads, order steps:
 * which thread takes a connection is chance, and what threads tell each other is not seen.
 *
 * Why the calls that matter are taken at their return: a call that would have blocked, or was
 * interrupted, has told nobody anything. Which client was first is told by the order at the server.
 */
import { type ChannelKind, isDatagram } from '../model/channel.ts';
import { Dictionary } from '../model/columns.ts';
import { FLAG } from '../model/event-log.ts';
import type { CallClass, Direction, Edge, EventId, NodeName, RunPhase } from '../model/trace.ts';
import { INVARIANT } from '../model/trace.ts';
import type { RunView, Witness } from '../model/witness.ts';

/** One end's doing on a channel; `outcome` is `ok`, `end` or the number of an error. */
export interface Step {
  readonly call: CallClass;
  readonly outcome: 'ok' | 'end' | number;
  readonly channel?: ChannelName;
  readonly direction?: Direction;
  /** Which datagram of the direction was received. */
  readonly datagram?: number;
}

export interface ChannelName {
  readonly kind: ChannelKind;
  readonly client: NodeName;
  readonly server: NodeName;
  /** 1-based, among the channels of that kind between the two. */
  readonly ordinal: number;
}

/** Who does the steps: a node; or one direction of a stream, whose steps say who read what. */
export type Actor =
  | { readonly node: NodeName }
  | { readonly channel: ChannelName; readonly direction: Direction };

/** Edges of a stream come in its order; each is told from the one before by what is new in it. */
export type Reading = 'read' | 'write' | 'both';

export interface StepSink {
  /** Numbers that stand for an actor or a step in all runs; equal texts, equal numbers. */
  step(actor: number, step: number): void;
}

/** Actors and steps by the numbers that stand for them in all runs. As text: JSON. */
export class Vocabulary {
  readonly actors = new Dictionary<string>();
  readonly steps = new Dictionary<string>();
  readonly #parsed: (Step | Reading)[] = [];

  actor(code: number): Actor {
    return JSON.parse(this.actors.values[code] ?? '') as Actor;
  }

  /** The same object each time. */
  step(code: number): Step | Reading {
    const known = this.#parsed[code];
    if (known !== undefined) {
      return known;
    }
    const step = JSON.parse(this.steps.values[code] ?? '') as Step | Reading;
    this.#parsed[code] = step;
    return step;
  }
}

const TAKEN_AT_ENTRY: ReadonlySet<CallClass> = new Set(['close', 'shutdown']);
const TAKEN_AT_EXIT: ReadonlySet<CallClass> = new Set(['send', 'receive', 'connect', 'accept']);

/** EINTR, EAGAIN, EALREADY and the kernel's own codes for calls that it starts again. */
const isNothing = (result: number): boolean =>
  result === -4 || result === -11 || result === -114 || (result <= -512 && result >= -530);

/** The latest edge of a direction of a stream. */
interface Last {
  readonly actor: number;
  from: EventId;
  to: EventId;
}

/** Turns the events of one run into steps, from the start of the workload to the invariant's. */
export class RunSteps implements Witness {
  readonly #view: RunView;
  readonly #words: Vocabulary;
  readonly #sink: StepSink;
  readonly #names: ChannelName[] = [];
  readonly #counts = new Map<string, number>();
  readonly #nodes = new Map<NodeName, number>();
  readonly #codes = new Map<string, number>();
  readonly #lasts = new Map<number, Last>();
  /** First event of the workload. */
  #began = Number.POSITIVE_INFINITY;
  #begins = false;
  #over = false;

  constructor(view: RunView, words: Vocabulary, sink: StepSink) {
    this.#view = view;
    this.#words = words;
    this.#sink = sink;
  }

  phase(phase: RunPhase): void {
    this.#begins ||= phase === 'workload';
  }

  event(id: EventId): void {
    if (this.#begins && id < this.#began) {
      this.#began = id;
    }
    if (this.#over || id < this.#began) {
      return;
    }
    const { events } = this.#view;
    const node = events.nodeOf(id) ?? '';
    if (node === INVARIANT) {
      this.#over = true;
      return;
    }
    const code = this.#stepOf(id);
    if (code !== undefined) {
      this.#sink.step(this.#nodeCode(node), code);
    }
  }

  edge(from: EventId, to: EventId, kind: Edge['kind']): void {
    const channel = this.#view.events.channelOf(to);
    if (kind !== 'data' || this.#over || from < this.#began || channel === undefined) {
      return;
    }
    const name = this.#nameOf(channel);
    const bits = this.#view.events.columns.flags[to] ?? 0;
    const back = (bits & FLAG.back) === 0 ? 0 : 1;
    let last = this.#lasts.get(channel * 2 + back);
    if (last === undefined) {
      const direction = back === 0 ? 'forth' : 'back';
      const actor = this.#words.actors.codeOf(JSON.stringify({ channel: name, direction }));
      last = { actor, from: -1, to: -1 };
      this.#lasts.set(channel * 2 + back, last);
    }
    const isNewWrite = last.from !== from;
    const what: Reading = last.to === to ? 'write' : isNewWrite ? 'both' : 'read';
    last.from = from;
    last.to = to;
    this.#sink.step(last.actor, this.#words.steps.codeOf(JSON.stringify(what)));
  }

  #nodeCode(node: NodeName): number {
    let code = this.#nodes.get(node);
    if (code === undefined) {
      code = this.#words.actors.codeOf(JSON.stringify({ node }));
      this.#nodes.set(node, code);
    }
    return code;
  }

  /** Undefined when the event is none that counts. */
  #stepOf(id: EventId): number | undefined {
    const { events } = this.#view;
    const { flags, result: results, from } = events.columns;
    const bits = flags[id] ?? 0;
    const call = events.callOf(id) as CallClass;
    const taken = (bits & FLAG.exit) === 0 ? TAKEN_AT_ENTRY : TAKEN_AT_EXIT;
    const result = (bits & FLAG.result) === 0 ? 0 : (results[id] ?? 0);
    if (!taken.has(call) || isNothing(result)) {
      return undefined;
    }
    const channel = events.channelOf(id);
    const isEnd = call === 'receive' && result === 0;
    const outcome = result < 0 ? result : isEnd ? 'end' : 'ok';
    const name = channel === undefined ? undefined : this.#nameOf(channel);
    const datagram = name && isDatagram(name.kind) && call === 'receive' ? (from[id] ?? 0) : -1;
    const key = `${call} ${outcome} ${channel} ${bits & (FLAG.direction | FLAG.back)} ${datagram}`;
    const known = this.#codes.get(key);
    if (known !== undefined) {
      return known;
    }
    const step: Step = {
      call,
      outcome,
      ...(name && { channel: name }),
      ...((bits & FLAG.direction) !== 0 && {
        direction: (bits & FLAG.back) === 0 ? 'forth' : 'back',
      }),
      ...(datagram >= 0 && { datagram }),
    };
    const code = this.#words.steps.codeOf(JSON.stringify(step));
    this.#codes.set(key, code);
    return code;
  }

  #nameOf(channel: number): ChannelName {
    for (let id = this.#names.length; id <= channel; id += 1) {
      const { kind, client, server } = this.#view.channels[id] as RunView['channels'][number];
      const key = `${kind} ${client} ${server}`;
      const ordinal = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, ordinal);
      this.#names.push({ kind, client, server, ordinal });
    }
    return this.#names[channel] as ChannelName;
  }
}
