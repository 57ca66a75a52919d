/**
 * Where a node may fail-stop, so that it makes a difference. It is told which sends count, and
 * knows nothing of why.
 */
import type { Channel, MessageId, NodeName, Trace, Window } from '../model/trace.ts';
import { eventsByNode } from './causal-past.ts';

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

/** Sends of a node, and a bit of each: it may also die right before it. */
interface Sends {
  readonly node: NodeName;
  readonly messages: readonly MessageId[];
  readonly isBefore: Uint8Array;
}

/**
 * By node, then by `sent`, each made when it is come to: a long run has two for most of its
 * messages.
 */
export class CrashPoints implements Iterable<CrashPoint> {
  readonly #sends: readonly Sends[];

  constructor(sends: readonly Sends[]) {
    this.#sends = sends;
  }

  *[Symbol.iterator](): IterableIterator<CrashPoint> {
    for (const { node, messages, isBefore } of this.#sends) {
      for (const [index, message] of messages.entries()) {
        if (isBefore[index] === 1) {
          yield { node, when: 'before', message };
        }
        yield { node, when: 'after', message };
      }
      yield { node, when: 'end' };
    }
  }

  map<T>(turn: (point: CrashPoint) => T): T[] {
    return Array.from(this, turn);
  }
}

const isBetweenNodes = ({ client, server }: Channel): boolean => client !== server;

/** Of each node, the events of every node that shares a channel with it, in observed order. */
function eventsOfPeers(trace: Trace): ReadonlyMap<NodeName, readonly Uint32Array[]> {
  const peers = new Map<NodeName, Set<NodeName>>();
  for (const { client, server } of trace.channels.filter(isBetweenNodes)) {
    peers.set(client, (peers.get(client) ?? new Set()).add(server));
    peers.set(server, (peers.get(server) ?? new Set()).add(client));
  }
  const byNode = eventsByNode(trace);
  return new Map(
    [...peers].map(([node, others]) => [
      node,
      [...others].flatMap((peer) => byNode.get(peer) ?? []),
    ]),
  );
}

/** Asked with windows that move on: is one of those events in `[from, to)`? */
function activityOf(lists: readonly Uint32Array[]): (window: Window) => boolean {
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

/** Before the first send, and before each other if a peer was active since the one before. */
function beforesOf(
  trace: Trace,
  messages: readonly MessageId[],
  ofPeers: readonly Uint32Array[],
): Uint8Array {
  const arePeersActive = activityOf(ofPeers);
  const isBefore = new Uint8Array(messages.length);
  let last = -1;
  for (const [index, message] of messages.entries()) {
    const at = trace.messages.columns.sent[message] ?? -1;
    isBefore[index] = last < 0 || arePeersActive({ from: last, to: at }) ? 1 : 0;
    last = at;
  }
  return isBefore;
}

/**
 * Before the first send, after each, and before the next if a peer was active in between. The end
 * of the workload is what comes next after the last. `sends`: those of each node that count.
 */
export function crashPointsOf(
  trace: Trace,
  sends: ReadonlyMap<NodeName, readonly MessageId[]>,
): CrashPoints {
  const ofPeers = eventsOfPeers(trace);
  const nodes = trace.nodes.filter((node) => sends.has(node));
  return new CrashPoints(
    nodes.map((node) => {
      const messages = sends.get(node) ?? [];
      return { node, messages, isBefore: beforesOf(trace, messages, ofPeers.get(node) ?? []) };
    }),
  );
}
