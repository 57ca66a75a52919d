/**
 * A trace as plain data: what crosses from the runner to the search, with events, edges
 * and messages as whole columns. Knows no serialisation.
 */
import { EdgeLog, type PackedEdges } from './edge-log.ts';
import { EventLog, type PackedEvents } from './event-log.ts';
import { MessageLog, type PackedMessages } from './message-log.ts';
import type { Trace } from './trace.ts';

export type PackedTrace = Omit<Trace, 'events' | 'edges' | 'messages'> & {
  readonly events: PackedEvents;
  readonly edges: PackedEdges;
  readonly messages: PackedMessages;
};

export const packTrace = (trace: Trace): PackedTrace => ({
  ...trace,
  events: trace.events.pack(),
  edges: trace.edges.pack(),
  messages: trace.messages.pack(),
});

export const unpackTrace = (packed: PackedTrace): Trace => ({
  ...packed,
  events: new EventLog(packed.events),
  edges: new EdgeLog(packed.edges),
  messages: new MessageLog(packed.messages),
});

/** Of a run of which nothing is known. */
export const emptyTrace = (spec: string): Trace => ({
  version: 1,
  spec,
  nodes: [],
  events: EventLog.of([]),
  channels: [],
  edges: EdgeLog.of([]),
  messages: MessageLog.of([]),
  workload: { from: 0, to: 0 },
});
