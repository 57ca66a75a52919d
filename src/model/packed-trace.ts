/**
 * A trace as plain data: what crosses from the runner to the search, with events and edges as whole
 * columns. Knows no serialisation.
 */
import { EdgeLog, type PackedEdges } from './edge-log.ts';
import { EventLog, type PackedEvents } from './event-log.ts';
import type { Trace } from './trace.ts';

export type PackedTrace = Omit<Trace, 'events' | 'edges'> & {
  readonly events: PackedEvents;
  readonly edges: PackedEdges;
};

export const packTrace = (trace: Trace): PackedTrace => ({
  ...trace,
  events: trace.events.pack(),
  edges: trace.edges.pack(),
});

export const unpackTrace = (packed: PackedTrace): Trace => ({
  ...packed,
  events: new EventLog(packed.events),
  edges: new EdgeLog(packed.edges),
});

/** Of a run of which nothing is known. */
export const emptyTrace = (spec: string): Trace => ({
  version: 1,
  spec,
  nodes: [],
  events: EventLog.of([]),
  channels: [],
  edges: EdgeLog.of([]),
  messages: [],
  workload: { from: 0, to: 0 },
});
