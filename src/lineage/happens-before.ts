/**
 * Happens-before for display and replay: program order per thread plus the trace's edges (Box of
 * Pain §3), by vector clocks. Supports don't use it: the order inside a node is wider there, see
 * causal-past.
 */
import { ensure } from '../model/errors.ts';
import type { ThreadName } from '../model/event-log.ts';
import type { EventId, Trace } from '../model/trace.ts';

/** Key of a thread within the run. */
export function threadKey(event: ThreadName): string {
  return `${event.node}\0${event.process}\0${event.thread}`;
}

/**
 * A strict partial order over the trace's events; `false` for ids that the trace doesn't hold.
 *
 * Cost: O(events · threads) memory and O((events + edges) · threads) time once, O(1) a question.
 * Errors: InvariantError when an edge leads backwards in observation order.
 */
export function happensBefore(trace: Trace): (a: EventId, b: EventId) => boolean {
  const { events } = trace;
  const threadOf = events.columns.thread;
  const width = events.threads.length;
  const clocks = new Int32Array(events.length * width);
  const { edges } = trace;
  const previousOf = new Int32Array(width).fill(-1);
  const join = (target: EventId, source: EventId): void => {
    for (let i = 0; i < width; i += 1) {
      const seen = clocks[source * width + i] ?? 0;
      if (seen > (clocks[target * width + i] ?? 0)) {
        clocks[target * width + i] = seen;
      }
    }
  };
  for (let id = 0; id < events.length; id += 1) {
    const thread = threadOf[id] ?? 0;
    const previous = previousOf[thread] ?? -1;
    if (previous >= 0) {
      join(id, previous);
    }
    for (let edge = edges.first(id); edge < edges.first(id + 1); edge += 1) {
      const from = edges.columns.from[edge] ?? 0;
      ensure(from < id, `edge ${from}→${id} leads backwards in observation order`);
      join(id, from);
    }
    const own = id * width + thread;
    clocks[own] = (clocks[own] ?? 0) + 1;
    previousOf[thread] = id;
  }
  const known = (event: EventId): boolean => event >= 0 && event < events.length;
  return (a, b) => {
    if (a === b || !known(a) || !known(b)) {
      return false;
    }
    const component = threadOf[a] ?? 0;
    return (clocks[b * width + component] ?? 0) >= (clocks[a * width + component] ?? 0);
  };
}
