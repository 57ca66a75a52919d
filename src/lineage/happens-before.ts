/**
 * Happens-before for display and replay: program order per thread plus the trace's edges (Box of
 * Pain §3). Supports don't use it: the order inside a node is wider there, see causal-past.
 */
import type { ThreadName } from '../model/event-log.ts';
import type { EventId, Trace } from '../model/trace.ts';
import { OnlineOrder } from './online-order.ts';

/** Key of a thread within the run. */
export function threadKey(event: ThreadName): string {
  return `${event.node}\0${event.process}\0${event.thread}`;
}

/**
 * A strict partial order over the trace's events; `false` for ids that the trace doesn't hold.
 *
 * Cost: O(edges · threads) memory and time once, far less when few threads learn of each other;
 * O(log events) a question.
 * Errors: InvariantError when an edge leads backwards in observation order.
 */
export function happensBefore(trace: Trace): (a: EventId, b: EventId) => boolean {
  const order = new OnlineOrder(trace, threadKey);
  const { from, to } = trace.edges.columns;
  for (let edge = 0; edge < to.length; edge += 1) {
    order.edge(from[edge] ?? 0, to[edge] ?? 0);
  }
  return (a, b) => order.before(a, b);
}
