/**
 * Happens-before for display and replay: program order per thread plus the trace's edges (Box of
 * Pain §3), by vector clocks. Supports don't use it: the order inside a node is wider there, see
 * causal-past.
 */
import { ensure } from '../model/errors.ts';
import type { EventId, Trace, TraceEvent } from '../model/trace.ts';
import { edgesInto } from './causal-past.ts';

/** Key of a thread within the run. */
export function threadKey(event: TraceEvent): string {
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
  const components = new Map<string, number>();
  const threadOf = new Int32Array(events.length);
  for (const event of events) {
    const key = threadKey(event);
    const component = components.get(key) ?? components.size;
    components.set(key, component);
    threadOf[event.id] = component;
  }
  const width = components.size;
  const clocks = new Int32Array(events.length * width);
  const into = edgesInto(trace.edges);
  const previousOf = new Int32Array(width).fill(-1);
  const join = (target: EventId, source: EventId): void => {
    for (let i = 0; i < width; i += 1) {
      const seen = clocks[source * width + i] ?? 0;
      if (seen > (clocks[target * width + i] ?? 0)) {
        clocks[target * width + i] = seen;
      }
    }
  };
  for (const { id } of events) {
    const thread = threadOf[id] ?? 0;
    const previous = previousOf[thread] ?? -1;
    if (previous >= 0) {
      join(id, previous);
    }
    for (const edge of into.get(id) ?? []) {
      ensure(edge.from < id, `edge ${edge.from}→${id} leads backwards in observation order`);
      join(id, edge.from);
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
