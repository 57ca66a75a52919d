/**
 * The causal past of a set of events. Inside a node the order is the observed order of the whole
 * node, because what threads tell each other through memory is invisible (DESIGN §5); between nodes
 * it is the trace's edges. Knows nothing of messages or faults.
 */
import type { Edge, EventId, NodeName, Trace } from '../model/trace.ts';

/** A cut of the run that is closed under happens-before: a prefix of each node's events. */
export interface CausalPast {
  /** The last event of each node that lies in the past; nodes with none are absent. */
  readonly lastOf: ReadonlyMap<NodeName, EventId>;
  includes(event: EventId): boolean;
}

/** Events of each node in observed order. */
export function eventsByNode(trace: Trace): ReadonlyMap<NodeName, readonly EventId[]> {
  const byNode = new Map<NodeName, EventId[]>();
  for (const event of trace.events) {
    const own = byNode.get(event.node);
    if (own === undefined) {
      byNode.set(event.node, [event.id]);
    } else {
      own.push(event.id);
    }
  }
  return byNode;
}

/** Edges by the event they lead to. */
export function edgesInto(edges: readonly Edge[]): ReadonlyMap<EventId, readonly Edge[]> {
  const into = new Map<EventId, Edge[]>();
  for (const edge of edges) {
    const own = into.get(edge.to);
    if (own === undefined) {
      into.set(edge.to, [edge]);
    } else {
      own.push(edge);
    }
  }
  return into;
}

/**
 * Everything that can have influenced the anchors, the anchors included.
 *
 * Cost: O(events + edges) time and memory; no recursion.
 */
export function causalPast(trace: Trace, anchors: readonly EventId[]): CausalPast {
  const byNode = eventsByNode(trace);
  const into = edgesInto(trace.edges);
  const lastOf = new Map<NodeName, EventId>();
  /** How many of a node's events have been walked already. */
  const walked = new Map<NodeName, number>();
  const open: EventId[] = [...anchors];
  for (let target = open.pop(); target !== undefined; target = open.pop()) {
    const node = trace.events[target]?.node;
    if (node === undefined || target <= (lastOf.get(node) ?? -1)) {
      continue;
    }
    lastOf.set(node, target);
    const own = byNode.get(node) ?? [];
    let next = walked.get(node) ?? 0;
    for (let id = own[next]; id !== undefined && id <= target; id = own[next]) {
      for (const edge of into.get(id) ?? []) {
        open.push(edge.from);
      }
      next += 1;
    }
    walked.set(node, next);
  }
  return {
    lastOf,
    includes: (event) => {
      const node = trace.events[event]?.node;
      return node !== undefined && event <= (lastOf.get(node) ?? -1);
    },
  };
}
