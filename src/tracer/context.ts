/** What the handlers of the tracer share: the tables of one run, and the few verbs on them. */
import type { CallClass, EventId, NodeName, RunPhase, TraceEvent } from '../model/trace.ts';
import type { Connections } from './connections.ts';
import type { Datagrams } from './datagrams.ts';
import type { Engine } from './engine.ts';
import type { Interposer } from './interposer.ts';
import type { Pending, ProcessTable, Thread } from './processes.ts';
import type { Recorder } from './recorder.ts';
import type { SocketTable } from './open-socket.ts';
import type { Stop } from './stop.ts';

export interface Context {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly processes: ProcessTable;
  readonly sockets: SocketTable;
  readonly connections: Connections;
  readonly datagrams: Datagrams;
  readonly interposer: Interposer;
  readonly startNs: number;
  phase: RunPhase;
  /** Threads kept in their stop: they wait for a send buffer that will never drain. */
  readonly held: Set<number>;
  /** Bound paths of AF_UNIX sockets: only to notice that two nodes talk where it is not followed. */
  readonly unixPaths: Map<string, NodeName>;
  /** Our duplicates of cut sockets. */
  readonly kept: number[];
  /** Why the trace does not tell all; a run with any of these is inconclusive. */
  readonly unfollowed: Set<string>;
  kill(node: NodeName, event: EventId, order: Pending['order']): void;
}

/** How the tracee goes on after a handler. `stay`: it does not. */
export type Resume = 'next' | 'exit' | 'stay';

type Extra = Partial<Pick<TraceEvent, 'channel' | 'direction' | 'window' | 'result'>>;

/** Appends an event of this thread. */
export const record = (
  context: Context,
  thread: Thread,
  call: CallClass,
  phase: TraceEvent['phase'],
  stop: Stop,
  extra: Extra = {},
): EventId => {
  const event = context.recorder.event({
    node: thread.process.node,
    process: thread.process.ordinal,
    thread: thread.ordinal,
    call,
    phase,
    atUs: Math.round((stop.atNs - context.startNs) / 1000),
    ...extra,
  });
  if (thread.spawnedBy !== undefined) {
    context.recorder.edge(thread.spawnedBy, event, 'spawn');
    thread.spawnedBy = undefined;
  }
  return event;
};
