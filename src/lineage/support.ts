/**
 * The support of a run: what the observers' verdict can depend on. Anchored at the last events of
 * the client and the invariant script, and at what the caller adds. Outside its anchors' past
 * nothing contributed to the outcome (why); whether nothing there kept it from being otherwise
 * (why not) depends on the anchors: see endStates. Knows nothing of addresses or fault kinds.
 */
import { isStream } from '../model/channel.ts';
import type {
  Channel,
  EventId,
  Message,
  MessageId,
  NodeName,
  Trace,
  Window,
} from '../model/trace.ts';
import { INVARIANT, isClient, OUTSIDE } from '../model/trace.ts';
import type { CausalPast } from './causal-past.ts';
import { causalPast, eventsByNode } from './causal-past.ts';

/**
 * A place where a node may fail-stop. What a node that stays down did last is its last send, so a
 * crash is placed at sends; `after s` fires whenever s was sent. When it dies between two sends is
 * told by nothing but the break of its streams: a peer that did something in between may notice too
 * early, so the latest moment is a point of its own.
 */
export interface CrashPoint {
  readonly node: NodeName;
  readonly when: 'before' | 'after' | 'end';
  /** The send it lies at; absent for `end`. */
  readonly message?: MessageId;
}

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
  readonly crashPoints: readonly CrashPoint[];
  /**
   * Workload sends of each system node at which its crash would be felt in the past, withheld ones
   * included, by `sent`. A node that is in the past and sent nothing has an empty list: it matters
   * that it lived.
   */
  readonly sends: ReadonlyMap<NodeName, readonly MessageId[]>;
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

function bySent(a: Message, b: Message): number {
  return a.sent - b.sent || a.window.from - b.window.from || a.id - b.id;
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
function horizons(trace: Trace, past: CausalPast): ReadonlyMap<NodeName, EventId> {
  const horizon = new Map(past.lastOf);
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

const isBetweenNodes = ({ client, server }: Channel): boolean => client !== server;

/** Of each node, the events of every node that shares a channel with it, in observed order. */
function eventsOfPeers(trace: Trace): ReadonlyMap<NodeName, readonly (readonly EventId[])[]> {
  const peers = new Map<NodeName, Set<NodeName>>();
  for (const { client, server } of trace.channels.filter(isBetweenNodes)) {
    peers.set(client, (peers.get(client) ?? new Set()).add(server));
    peers.set(server, (peers.get(server) ?? new Set()).add(client));
  }
  const byNode = eventsByNode(trace);
  return new Map(
    [...peers].map(([node, others]) => [node, [...others].map((peer) => byNode.get(peer) ?? [])]),
  );
}

/** Asked with windows that move on: is one of those events in `[from, to)`? */
function activityOf(lists: readonly (readonly EventId[])[]): (window: Window) => boolean {
  const seen = lists.map(() => 0);
  return ({ from, to }) =>
    lists.reduce((found, events, list) => {
      let next = seen[list] ?? 0;
      while ((events[next] ?? Number.POSITIVE_INFINITY) < from) {
        next += 1;
      }
      seen[list] = next;
      return found || (events[next] ?? Number.POSITIVE_INFINITY) < to;
    }, false);
}

/**
 * Before the first send, after each, and before the next if a peer was active in between. The end
 * of the workload is what comes next after the last.
 */
function crashPointsOf(
  trace: Trace,
  node: NodeName,
  sends: readonly MessageId[],
  ofPeers: readonly (readonly EventId[])[],
): readonly CrashPoint[] {
  const points: CrashPoint[] = [];
  const arePeersActive = activityOf(ofPeers);
  let sent = -1;
  for (const message of sends) {
    const at = trace.messages[message]?.sent ?? -1;
    if (sent < 0 || arePeersActive({ from: sent, to: at })) {
      points.push({ node, when: 'before', message });
    }
    points.push({ node, when: 'after', message });
    sent = at;
  }
  return [...points, { node, when: 'end' }];
}

/** The support within `past`, which is some cut of the run closed under happens-before. */
export function supportWithin(trace: Trace, past: CausalPast): Support {
  const accepted = acceptedChannels(trace, past);
  const horizon = horizons(trace, past);
  const felt = (node: NodeName, event: EventId): boolean => event <= (horizon.get(node) ?? -1);
  const messages: MessageId[] = [];
  const resettable: MessageId[] = [];
  const sends = new Map<NodeName, MessageId[]>();
  for (const node of trace.nodes) {
    if (isSystemNode(node) && (past.lastOf.has(node) || felt(node, trace.workload.to))) {
      sends.set(node, []);
    }
  }
  for (const message of trace.messages.filter(isWorkloadMessage).sort(bySent)) {
    const { id, kind, from, to, sent, received, withheld } = message;
    const read = received.some((event) => past.includes(event));
    if (read || (kind === 'connect' && (past.includes(sent) || accepted.has(message.channel)))) {
      messages.push(id);
    }
    if (isStream(kind) && !withheld && (read || felt(from, sent) || felt(to, sent))) {
      resettable.push(id);
    }
    if (isSystemNode(from) && felt(from, sent)) {
      const own = sends.get(from) ?? [];
      own.push(id);
      sends.set(from, own);
    }
  }
  const ofPeers = eventsOfPeers(trace);
  const crashPoints = trace.nodes.flatMap((node) => {
    const own = sends.get(node);
    return own === undefined ? [] : crashPointsOf(trace, node, own, ofPeers.get(node) ?? []);
  });
  return { past, messages, resettable, crashPoints, sends };
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
