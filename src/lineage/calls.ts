/**
 * Call graphs from a trace alone (Box of Pain §6): which request made a node send which others, as
 * distributed tracing shows them, without a line in the programs. It knows what was sent and
 * received by which thread; what a program meant by it is invisible, so each edge says how sure it
 * is.
 */
import type { EventId, Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { type Exchange, exchangesOf } from './exchanges.ts';
import { threadKey } from './happens-before.ts';

/** Index into the list of calls. */
export type CallId = number;

/**
 * How the parent of a call was told: `root`: nothing was being answered and nothing had been read;
 * `only`: one request was being answered at that time; `thread`: several were, and the sending
 * thread had last read something that belongs to this one (likely, not certain: a timer that woke
 * the thread leaves no trace); `guess`: several were, and nothing tells.
 */
export type Certainty = 'root' | 'only' | 'thread' | 'guess';

/** One request, what came back, and what it made its receiver ask of others. */
export interface Call {
  readonly id: CallId;
  readonly caller: NodeName;
  readonly callee: NodeName;
  readonly request: MessageId;
  /** Parts of the answer; empty: there was none. */
  readonly answers: readonly MessageId[];
  /** Request and answers may belong to others: see Exchange. */
  readonly isGuess: boolean;
  /** The call that the caller was answering; −1 for a root. */
  readonly parent: CallId;
  readonly certainty: Certainty;
  /** Calls that the caller was answering when it sent this one, the parent included. */
  readonly candidates: readonly CallId[];
  readonly children: readonly CallId[];
}

interface Draft {
  readonly exchange: Exchange;
  readonly request: Message;
  readonly answers: readonly Message[];
  parent: CallId;
  certainty: Certainty;
  candidates: readonly CallId[];
}

/** What happens to calls, in observed order. */
interface Step {
  readonly at: EventId;
  readonly kind: 'read-request' | 'read-answer' | 'connect' | 'send-request' | 'answered';
  readonly call: CallId;
  /** Of a connect. */
  readonly channel: number;
}

/** Of one event, what it read comes before what it wrote. */
const RANK: Readonly<Record<Step['kind'], number>> = {
  'read-request': 0,
  'read-answer': 1,
  connect: 2,
  'send-request': 3,
  answered: 4,
};

function draftsOf(trace: Trace): Draft[] {
  return exchangesOf(trace).map((exchange) => ({
    exchange,
    request: trace.messages.at(exchange.request) as Message,
    answers: exchange.answers.map((id) => trace.messages.at(id) as Message),
    parent: -1,
    certainty: 'root',
    candidates: [],
  }));
}

function stepsOf(trace: Trace, drafts: readonly Draft[]): Step[] {
  const steps: Step[] = [];
  drafts.forEach(({ request, answers }, call) => {
    const add = (kind: Step['kind'], at: EventId): void => {
      steps.push({ kind, at, call, channel: request.channel });
    };
    add('send-request', request.sent);
    for (const event of request.received) {
      add('read-request', event);
    }
    for (const event of answers.flatMap(({ received }) => received)) {
      add('read-answer', event);
    }
    const last = answers.at(-1);
    if (last !== undefined) {
      add('answered', last.sent);
    }
  });
  for (const { kind, sent, channel } of trace.messages) {
    if (kind === 'connect') {
      steps.push({ kind, at: sent, call: -1, channel });
    }
  }
  return steps.sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind] || a.call - b.call);
}

/** Names threads and processes of the run. */
class Threads {
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  threadOf(event: EventId): string {
    const found = this.#trace.events.at(event);
    return found === undefined ? '' : threadKey(found);
  }

  processOf(event: EventId): string {
    const { node = '', process = 0 } = this.#trace.events.at(event) ?? {};
    return `${process} ${node}`;
  }
}

/**
 * Processes whose answers leave by another thread than the one that read the request. Where work
 * goes from thread to thread (Go, pools) a thread does not tell what it is working on.
 */
function passingProcesses(drafts: readonly Draft[], threads: Threads): Set<string> {
  const passing = new Set<string>();
  for (const { request, answers } of drafts) {
    const [read] = request.received;
    const sent = answers[0]?.sent;
    if (
      read !== undefined &&
      sent !== undefined &&
      threads.threadOf(read) !== threads.threadOf(sent)
    ) {
      passing.add(threads.processOf(read)).add(threads.processOf(sent));
    }
  }
  return passing;
}

/** What each thread and each node is at, as the steps go by. */
class Activity {
  /** What the thread read last belongs to this call. */
  readonly #threads = new Map<string, CallId>();
  /** What a connection was made for. */
  readonly #channels = new Map<number, CallId>();
  /** Calls that the node is answering, in the order in which they came. */
  readonly #open = new Map<NodeName, Set<CallId>>();
  readonly #ended = new Set<CallId>();
  readonly #names: Threads;

  constructor(names: Threads) {
    this.#names = names;
  }

  read(event: EventId, call: CallId): void {
    this.#threads.set(this.#names.threadOf(event), call);
  }

  begin(node: NodeName, call: CallId): void {
    if (!this.#ended.has(call)) {
      const open = this.#open.get(node) ?? new Set();
      this.#open.set(node, open.add(call));
    }
  }

  end(node: NodeName, call: CallId): void {
    this.#ended.add(call);
    this.#open.get(node)?.delete(call);
  }

  connect(event: EventId, channel: number): void {
    this.#channels.set(channel, this.#threads.get(this.#names.threadOf(event)) ?? -1);
  }

  /**
   * What the thread is at; for the first request on a connection, what it was at when it made it.
   */
  contextOf(event: EventId, channel: number): CallId {
    const made = this.#channels.get(channel);
    this.#channels.delete(channel);
    return made ?? this.#threads.get(this.#names.threadOf(event)) ?? -1;
  }

  openAt(node: NodeName): readonly CallId[] {
    return [...(this.#open.get(node) ?? [])];
  }
}

interface Parent {
  readonly parent: CallId;
  readonly certainty: Certainty;
}

function parentOf(context: CallId, open: readonly CallId[], isSteady: boolean): Parent {
  const [only, ...others] = open;
  if (only === undefined) {
    // A node may answer first and do the work afterwards.
    return context < 0 || !isSteady
      ? { parent: -1, certainty: 'root' }
      : { parent: context, certainty: 'thread' };
  }
  if (others.length === 0) {
    return { parent: only, certainty: 'only' };
  }
  return isSteady && open.includes(context)
    ? { parent: context, certainty: 'thread' }
    : { parent: open.includes(context) ? context : only, certainty: 'guess' };
}

/**
 * Goes through the run once. Gives back processes in which a thread sent something although what it
 * had read last was done with, while other requests were waiting: there it is not reading that
 * makes them send.
 */
function infer(
  steps: readonly Step[],
  drafts: readonly Draft[],
  threads: Threads,
  unsteady: ReadonlySet<string>,
): ReadonlySet<string> {
  const activity = new Activity(threads);
  const delayed = new Set<string>();
  for (const { at, kind, call, channel } of steps) {
    const draft = drafts[call];
    if (draft === undefined) {
      activity.connect(at, channel);
      continue;
    }
    switch (kind) {
      case 'read-request':
        // Nobody waits for the end of what is not answered; a thread may be at it all the same.
        if (draft.answers.length > 0) {
          activity.begin(draft.request.to, call);
        }
        activity.read(at, call);
        break;
      case 'read-answer':
        activity.read(at, draft.parent);
        break;
      case 'answered':
        activity.end(draft.request.to, call);
        break;
      default: {
        const context = activity.contextOf(at, draft.request.channel);
        const isOneWay = drafts[context]?.answers.length === 0;
        const answering = activity.openAt(draft.request.from);
        const open = isOneWay && answering.length > 0 ? [...answering, context] : answering;
        const process = threads.processOf(at);
        if (open.length > 0 && !open.includes(context)) {
          delayed.add(process);
        }
        Object.assign(draft, parentOf(context, open, !unsteady.has(process)), { candidates: open });
      }
    }
  }
  return delayed;
}

/**
 * The calls of a run, by their requests. `parent` is always an earlier call, so the graph is a
 * forest.
 *
 * Cost: O(messages · log messages), times the requests that one node answers at a time.
 * Why:  order inside a node alone would make every request that is being answered a parent. An
 *       event loop runs the handler of what it has just read before it reads again, and a thread a
 *       request reads nothing else: so what the thread read last tells them apart. A handler that
 *       waits for a timer or a disk before it asks others breaks that rule. If it is seen to do so
 *       once, nothing in its process is told by its thread; if it never is seen, `thread` is wrong.
 */
export function callsOf(trace: Trace): readonly Call[] {
  const drafts = draftsOf(trace);
  const threads = new Threads(trace);
  const steps = stepsOf(trace, drafts);
  const passing = passingProcesses(drafts, threads);
  const delayed = infer(steps, drafts, threads, passing);
  if (delayed.size > 0) {
    infer(steps, drafts, threads, new Set([...passing, ...delayed]));
  }
  const children: CallId[][] = drafts.map(() => []);
  for (const [id, { parent }] of drafts.entries()) {
    children[parent]?.push(id);
  }
  return drafts.map(({ exchange, request, parent, certainty, candidates }, id) => ({
    id,
    caller: request.from,
    callee: request.to,
    ...exchange,
    parent,
    certainty,
    candidates,
    children: children[id] ?? [],
  }));
}
