/** What the handlers of the tracer share: the tables of one run, and the few verbs on them. */
import type { EventDetail, Moved, NewEvent } from '../model/event-log.ts';
import type { Fault, PartitionFault } from '../model/fault.ts';
import type { CallClass, EventId, NodeName, RunPhase, TraceEvent } from '../model/trace.ts';
import type { Connections } from './connections.ts';
import type { Datagrams } from './datagrams.ts';
import type { Disks } from './disks.ts';
import type { Ends } from './ends.ts';
import type { Engine } from './engine.ts';
import type { FileLooks } from './file-looks.ts';
import type { Fills } from './fills.ts';
import type { Interposer, Order } from './interposer.ts';
import type { LateDatagrams } from './late-datagrams.ts';
import type { LocalChannels } from './local-channels.ts';
import type { SocketTable } from './open-socket.ts';
import type { Pauses } from './pauses.ts';
import type { ProcessTable, Thread } from './processes.ts';
import type { Recorder } from './recorder.ts';
import type { Stalls } from './stalls.ts';
import type { Stop } from './stop.ts';
import type { Stream } from './stream.ts';
import type { Terminals } from './terminals.ts';
import type { Turn } from './turn.ts';

export interface Context {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly processes: ProcessTable;
  readonly sockets: SocketTable;
  readonly connections: Connections;
  readonly datagrams: Datagrams;
  readonly late: LateDatagrams;
  readonly locals: LocalChannels;
  readonly interposer: Interposer;
  readonly pauses: Pauses;
  readonly disks: Disks;
  readonly fills: Fills;
  readonly looks: FileLooks;
  readonly terminals: Terminals;
  /** Faults at calls that have struck one: the first is told of. */
  readonly struck: Set<Fault>;
  /** Calls that can't wait are made for the tracee, at one stop. */
  readonly oneStop: boolean;
  readonly startNs: number;
  phase: RunPhase;
  /** Turns that were left: somebody may wait for them. */
  readonly freed: Turn<Thread, Stop>[];
  /** System V and POSIX objects, by call and name: the node that got it first. */
  readonly shared: Map<string, NodeName>;
  readonly ends: Ends;
  /** Partitions that last. */
  readonly partitions: Set<PartitionFault>;
  /** They wait to receive, outside the kernel. */
  readonly early: Set<Thread>;
  /** Listening sockets that are kept from some attempts. */
  readonly stalls: Stalls;
  /** How the faults that last are ended. */
  readonly lasting: Map<Fault, () => void>;
  /** Directions that wait for room to deliver what they withheld. */
  readonly draining: Set<Stream>;
  /** Our duplicates of cut sockets. */
  readonly kept: number[];
  /** Why the trace does not tell all; a run with any of these is inconclusive. */
  readonly unfollowed: Set<string>;
  kill(node: NodeName, event: EventId, order: Order | undefined): void;
  /** It has been killed, and some of its processes are not reaped yet. */
  isDying(node: NodeName): boolean;
}

/** How the tracee goes on after a handler. `stay`: it does not. */
export type Resume = 'next' | 'exit' | 'stay';

type Extra = Pick<NewEvent, keyof EventDetail>;

/** Appends an event of this thread. */
export const record = (
  context: Context,
  thread: Thread,
  call: CallClass,
  phase: TraceEvent['phase'],
  stop: Stop,
  { channel, direction, window, result }: Extra = {},
): EventId => {
  const event = context.recorder.event({
    node: thread.process.node,
    process: thread.process.ordinal,
    thread: thread.ordinal,
    call,
    phase,
    atUs: atUs(context, stop),
    channel,
    direction,
    window,
    result,
  });
  return noted(context, thread, event);
};

/** The entry of a send or receive on a stream: most of all events. */
export const recordEntry = (
  context: Context,
  thread: Thread,
  call: CallClass,
  stop: Stop,
  stream: Stream,
): EventId =>
  noted(context, thread, context.recorder.entry(thread.name, call, atUs(context, stop), stream));

/** Its exit. */
export const recordExit = (
  context: Context,
  thread: Thread,
  call: CallClass,
  stop: Stop,
  stream: Stream,
  moved: Moved,
): EventId => {
  const { recorder } = context;
  const event = recorder.exit(thread.name, call, atUs(context, stop), stream, moved);
  return noted(context, thread, event);
};

const atUs = ({ startNs }: Context, { atNs }: Stop): number => Math.round((atNs - startNs) / 1000);

const noted = (context: Context, thread: Thread, event: EventId): EventId => {
  thread.process.lastEvent = event;
  if (thread.spawnedBy !== undefined) {
    context.recorder.edge(thread.spawnedBy, event, 'spawn');
    thread.spawnedBy = undefined;
  }
  if (thread.letGoBy !== undefined) {
    context.recorder.edge(thread.letGoBy, event, 'vfork');
    thread.letGoBy = undefined;
  }
  return event;
};

/** The thread's call has ended, or will not before the run does: whoever waits for it goes on. */
export const leaveTurn = (context: Context, thread: Thread): void => {
  const { turn } = thread;
  if (turn !== undefined) {
    turn.leave(thread);
    thread.turn = undefined;
    if (turn.isAwaited) {
      context.freed.push(turn);
    }
  }
};
