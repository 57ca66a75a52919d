/**
 * The causal past of a set of events. Inside a node the order is the observed order of the whole
 * node, because what threads tell each other through memory is invisible (DESIGN §5); between nodes
 * it is the trace's edges. Knows nothing of messages or faults.
 */
import { Dictionary } from '../model/columns.ts';
import type { EventId, NodeName, Trace } from '../model/trace.ts';

/** A cut of the run that is closed under happens-before: a prefix of each node's events. */
export interface CausalPast {
  /** The last event of each node that lies in the past; nodes with none are absent. */
  readonly lastOf: ReadonlyMap<NodeName, EventId>;
  includes(event: EventId): boolean;
}

/** Events of each node in observed order. Cost: 4 bytes an event. */
export function eventsByNode(trace: Trace): ReadonlyMap<NodeName, Uint32Array> {
  const { length, threads, columns } = trace.events;
  const { thread } = columns;
  const nodes = new Dictionary<NodeName>();
  const nodeOf = threads.map(({ node }) => nodes.codeOf(node));
  const counts = new Uint32Array(nodes.values.length);
  for (let id = 0; id < length; id += 1) {
    const node = nodeOf[thread[id] ?? 0] ?? 0;
    counts[node] = (counts[node] ?? 0) + 1;
  }
  const lists = Array.from(counts, (count) => new Uint32Array(count));
  counts.fill(0);
  for (let id = 0; id < length; id += 1) {
    const node = nodeOf[thread[id] ?? 0] ?? 0;
    const place = counts[node] ?? 0;
    (lists[node] as Uint32Array)[place] = id;
    counts[node] = place + 1;
  }
  return new Map(nodes.values.map((node, code) => [node, lists[code] as Uint32Array]));
}

/**
 * Everything that can have influenced the anchors, the anchors included.
 *
 * Cost: O(events + edges) time and memory; no recursion.
 */
export function causalPast(trace: Trace, anchors: readonly EventId[]): CausalPast {
  const byNode = eventsByNode(trace);
  const { edges, events } = trace;
  const lastOf = new Map<NodeName, EventId>();
  /** How many of a node's events have been walked already. */
  const walked = new Map<NodeName, number>();
  const open: EventId[] = [...anchors];
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    const node = events.nodeOf(target);
    if (node === undefined || target <= (lastOf.get(node) ?? -1)) {
      continue;
    }
    lastOf.set(node, target);
    const own = byNode.get(node) as Uint32Array;
    let next = walked.get(node) ?? 0;
    for (let id = own[next]; id !== undefined && id <= target; id = own[next]) {
      for (let edge = edges.first(id); edge < edges.first(id + 1); edge += 1) {
        open.push(edges.columns.from[edge] ?? 0);
      }
      next += 1;
    }
    walked.set(node, next);
  }
  return {
    lastOf,
    includes: (event) => {
      const node = events.nodeOf(event);
      return node !== undefined && event <= (lastOf.get(node) ?? -1);
    },
  };
}
