/**
 * What watches a run while it goes on: told of every event and every edge as soon as the tracer
 * knows of it. Also how a trace is shown to one afterwards. Knows nothing of what it watches for.
 */
import type { EventLog } from './event-log.ts';
import type { Channel, Edge, EventId, RunPhase, Trace } from './trace.ts';

/** The run as far as it has gone; grows while it is looked at. */
export interface RunView {
  readonly events: EventLog;
  /** Ends may still be unknown (`outside`) when the channel is first used. */
  readonly channels: readonly Pick<Channel, 'kind' | 'client' | 'server'>[];
}

export interface Witness {
  /** The event has just been appended. */
  event(id: EventId): void;
  /**
   * Mostly into the latest event; later when the end of the call that sent was seen after that of
   * the one that received.
   */
  edge(from: EventId, to: EventId, kind: Edge['kind']): void;
  /** What comes from now on belongs to this phase. The first is `setup`, and is not told. */
  phase(phase: RunPhase): void;
}

export type Watch = (view: RunView) => Witness;

/** Shows a finished run to a witness, each edge at the event it leads to. */
export function replayTo<W extends Witness>(trace: Trace, watch: (view: RunView) => W): W {
  const witness = watch(trace);
  const { events, edges, workload } = trace;
  const { from, to, kind } = edges.columns;
  let edge = 0;
  for (let id = 0; id < events.length; id += 1) {
    if (id === workload.from) {
      witness.phase('workload');
    }
    if (id === workload.to) {
      witness.phase('check');
    }
    witness.event(id);
    for (; to[edge] === id; edge += 1) {
      witness.edge(from[edge] ?? 0, id, edges.kinds[kind[edge] ?? 0] as Edge['kind']);
    }
  }
  return witness;
}
