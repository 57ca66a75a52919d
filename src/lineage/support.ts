/**
 * The support of a run: what the observers' verdict can depend on. Anchored at the last events of
 * the client and the invariant script, and at what the caller adds. Outside its anchors' past
 * nothing contributed to the outcome (why); whether nothing there kept it from being otherwise
 * (why not) depends on the anchors: see endStates. Knows nothing of addresses or fault kinds.
 */
import { isStream, type MessageKind } from '../model/channel.ts';
import { MESSAGE_FLAG, phaseIn } from '../model/message-log.ts';
import type { Recording } from '../model/recording.ts';
import type { EventId, Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { INVARIANT, isClient, OUTSIDE } from '../model/trace.ts';
import type { CausalPast } from './causal-past.ts';
import { causalPast } from './causal-past.ts';
import { type CrashPoints, crashPointsOf } from './crash-points.ts';

export interface Support {
  readonly past: CausalPast;
  /**
   * Workload messages that took effect in the past: read there, or an attempt to connect; ordered
   * by `sent`.
   */
  readonly messages: readonly MessageId[];
  /**
   * Messages of streams at which a reset would be felt by either end in the past, read there or
   * not.
   */
  readonly resettable: readonly MessageId[];
  /** By node in the trace's order, then by `sent`. */
  readonly crashPoints: CrashPoints;
  /**
   * Workload sends of each system node at which its crash would be felt in the past, withheld ones
   * included, by `sent`. A node that is in the past and sent nothing has an empty list: it matters
   * that it lived.
   */
  readonly sends: ReadonlyMap<NodeName, readonly MessageId[]>;
  /** A crash of the node at the end of the workload would be felt. */
  readonly isFeltAtEnd: (node: NodeName) => boolean;
  /** A crash of the node right after it has sent that message, one of `sends`, would be felt. */
  readonly isFeltAfter: (node: NodeName, message: MessageId) => boolean;
}

/** Observers and the world outside can't be faulted. */
export function isSystemNode(node: NodeName): boolean {
  return !isClient(node) && node !== INVARIANT && node !== OUTSIDE;
}

/** Nodes with at least one event, in order of their first. */
function nodesIn(trace: Trace): readonly NodeName[] {
  return [...new Set(trace.events.threads.map(({ node }) => node))];
}

/** True for what a fault may touch in principle: sent during the workload, between two nodes. */
export function isWorkloadMessage(message: Message): boolean {
  return message.phase === 'workload' && message.from !== message.to;
}

/** Last events of the observers: what the verdict was read from. */
export function observerAnchors(trace: Trace): readonly EventId[] {
  const observers = nodesIn(trace).filter((node) => isClient(node) || node === INVARIANT);
  const last = observers.flatMap((node) => trace.events.lastOf(node) ?? []);
  return last.sort((a, b) => a - b);
}

/**
 * Last events of the system's nodes: anchors for a support that has to cover why-not lineage too.
 *
 * Why: a node can act because a message stayed away. Say b takes over from c unless it hears from c
 *      in time, and the invariant asks c only: what b heard lies in no observer's past, and yet its
 *      loss changes what c answers.
 */
export function endStates(trace: Trace): readonly EventId[] {
  const last = nodesIn(trace).filter(isSystemNode);
  return last.flatMap((node) => trace.events.lastOf(node) ?? []);
}

/** Channels whose accept lies in the past: their connect took effect there. */
function acceptedChannels(trace: Trace, past: CausalPast): ReadonlySet<number> {
  const channels = new Set<number>();
  const { events } = trace;
  for (let id = 0; id < events.length; id += 1) {
    const channel = events.callOf(id) === 'accept' ? events.channelOf(id) : undefined;
    if (channel !== undefined && past.includes(id)) {
      channels.add(channel);
    }
  }
  return channels;
}

/**
 * How far into the run the end of each node is felt in the past: up to its own last event there,
 * and up to those of the peers that hold a stream with it. A stream that breaks is seen by the peer
 * without any message, so what the peer did at that time, in observed order, depends on the node's
 * being alive.
 */
function horizons(
  trace: Trace,
  past: CausalPast,
  survival: ReadonlyMap<NodeName, number>,
): ReadonlyMap<NodeName, number> {
  const horizon = new Map<NodeName, number>(survival);
  const raise = (node: NodeName, peer: NodeName): void => {
    const last = past.lastOf.get(peer);
    if (last !== undefined && last > (horizon.get(node) ?? -1)) {
      horizon.set(node, last);
    }
  };
  for (const { kind, client, server } of trace.channels) {
    if (isStream(kind)) {
      raise(client, server);
      raise(server, client);
    }
  }
  return horizon;
}

/** Nodes whose end, early enough, is felt in the past; `survival`: as `supportWithin` has it. */
export const feltNodes = (
  trace: Trace,
  past: CausalPast,
  survival: ReadonlyMap<NodeName, number>,
): ReadonlySet<NodeName> => new Set(horizons(trace, past, survival).keys());

/** Right behind an event, and before any other. */
const AFTER = 0.25;

/**
 * The support within `past`, which is some cut of the run closed under happens-before.
 *
 * `survival`: the outcome can't be undone, and a node's crash is felt only up to that place of the
 * run, an event or behind one, or while a peer in the past holds a stream with it. Absent: who
 * takes part in the past must be alive in the end, for the invariant to look at.
 */
export function supportWithin(
  trace: Trace,
  past: CausalPast,
  survival?: ReadonlyMap<NodeName, number>,
): Support {
  const accepted = acceptedChannels(trace, past);
  const horizon = horizons(trace, past, survival ?? past.lastOf);
  const felt = (node: NodeName, event: EventId): boolean => event <= (horizon.get(node) ?? -1);
  const messages: MessageId[] = [];
  const resettable: MessageId[] = [];
  const sends = new Map<NodeName, MessageId[]>();
  for (const node of trace.nodes) {
    const isPart = survival === undefined && past.lastOf.has(node);
    if (isSystemNode(node) && (isPart || felt(node, trace.workload.to))) {
      sends.set(node, []);
    }
  }
  const { names, columns } = trace.messages;
  // No objects here: a long run has very many messages.
  for (let id = 0; id < trace.messages.length; id += 1) {
    const flags = columns.flags[id] ?? 0;
    if (phaseIn(flags) !== 'workload' || columns.from[id] === columns.to[id]) {
      continue;
    }
    const from = names[columns.from[id] ?? 0] ?? '';
    const to = names[columns.to[id] ?? 0] ?? '';
    const sent = columns.sent[id] ?? 0;
    const kind = trace.messages.kindOf(id) as MessageKind;
    const read = trace.messages.wasRead(id, past.includes);
    const isTaken = (): boolean => past.includes(sent) || accepted.has(columns.channel[id] ?? -1);
    if (read || (kind === 'connect' && isTaken())) {
      messages.push(id);
    }
    const isWithheld = (flags & MESSAGE_FLAG.withheld) !== 0;
    const isFelt = felt(from, sent) || felt(to, sent) || past.includes(sent);
    if (isStream(kind) && !isWithheld && (read || isFelt)) {
      resettable.push(id);
    }
    if (isSystemNode(from) && felt(from, sent)) {
      const own = sends.get(from) ?? [];
      own.push(id);
      sends.set(from, own);
    }
  }
  const { sent } = trace.messages.columns;
  return {
    past,
    // A copy has no room to grow.
    messages: messages.slice(),
    resettable: resettable.slice(),
    crashPoints: crashPointsOf(trace, sends),
    sends,
    isFeltAtEnd: (node) => survival === undefined || felt(node, trace.workload.to),
    isFeltAfter: (node, message) =>
      survival === undefined || felt(node, (sent[message] ?? 0) + AFTER),
  };
}

/**
 * The support of a run: the causal past of what its observers saw last, and of the events at which
 * its faults fired.
 *
 * Cost: O(n log n) in events, edges and messages.
 * Source: DESIGN §8; Alvaro et al., SIGMOD 2015, §3, with the causal past in place of data
 *         provenance.
 * Why:  where a fault strikes is part of what the verdict depends on. Say a node was killed after
 *       its send s, which nobody read. A fault that makes the node answer the client before s gives
 *       another outcome under the same crash, and only the past of s shows it.
 */
export function supportOf(trace: Trace, fired: readonly EventId[] = []): Support {
  return supportWithin(trace, causalPast(trace, [...observerAnchors(trace), ...fired]));
}

/**
 * Everything that happened in the run, in the shape of a support: what a fault could have touched
 * at all.
 */
export function occurrencesIn(trace: Trace): Support {
  const lastOf = new Map(
    [...nodesIn(trace), ...trace.nodes].map((node) => [node, trace.events.lastOf(node) ?? -1]),
  );
  return supportWithin(trace, { lastOf, includes: (event) => event < trace.events.length });
}

/**
 * What the outcome of a recorded run rests on, for showing it: with its end states, and the events
 * at which its faults fired.
 */
export function supportOfRecording({ trace, faults }: Recording): ReadonlySet<MessageId> {
  const fired = faults.flatMap(({ event, outcome }) =>
    outcome === 'fired' && event !== undefined ? [event] : [],
  );
  return new Set(supportOf(trace, [...endStates(trace), ...fired]).messages);
}
