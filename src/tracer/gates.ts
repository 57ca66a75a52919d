/** Shuts a direction of a connection, from a message on or at once, and opens it again. */
import type { Fault } from '../model/fault.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import { anyDuplicate } from './any-duplicate.ts';
import type { Context } from './context.ts';
import { drain } from './drain.ts';
import type { StreamFault } from './interposer.ts';
import type { Stream } from './stream.ts';
import { type Cut, createCut, type Gate, isForEver } from './withhold.ts';

const kindOf = (fault: Fault): Gate['kind'] => {
  if (fault.kind === 'reset' || (fault.kind === 'cut' && fault.ending === 'reset')) {
    return 'reset';
  }
  return fault.kind === 'cut' && fault.hold === undefined ? 'never' : 'hold';
};

/** When the fault is over, what these gates hold back goes on. */
const endsWith = (context: Context, fault: Fault, shut: readonly [Stream, Gate][]): void => {
  const before = context.lasting.get(fault);
  context.lasting.set(fault, () => {
    before?.();
    for (const [stream, gate] of shut) {
      gate.open = true;
      drain(context, stream);
    }
  });
};

/**
 * Nothing that is sent from now on passes the gate. Where the writing end is not accepted yet, it
 * is shut as soon as it is. False: nobody holds that end.
 */
export const shut = (context: Context, stream: Stream, gate: Gate): boolean => {
  if (stream.cut?.ending === 'reset') {
    return false;
  }
  if (stream.cut === undefined) {
    if (stream.writer === undefined) {
      stream.latent.push(gate);
      return true;
    }
    const duplicate = anyDuplicate(context, (socket) => socket === stream.writer);
    if (duplicate === undefined) {
      return false;
    }
    const room = context.engine.describe(duplicate)?.sendRoom ?? 0;
    stream.cut = createCut(duplicate, room);
    context.kept.push(duplicate);
  }
  stream.cut.queue.push(gate);
  return true;
};

/** The writing end is there now. */
export const shutLatent = (context: Context, stream: Stream): void => {
  for (const gate of stream.latent.splice(0)) {
    if (!gate.open) {
      shut(context, stream, gate);
    }
  }
};

/** The direction is shut until the fault is over. */
export const shutFor = (
  context: Context,
  stream: Stream,
  fault: Fault,
  event: EventId,
  kind: Gate['kind'] = 'hold',
): boolean => {
  const gate: Gate = { kind, fault, event, open: false };
  const isShut = shut(context, stream, gate);
  if (isShut && kind === 'hold') {
    endsWith(context, fault, [[stream, gate]]);
  }
  return isShut;
};

/** At a message: the gate stands in the queue before it, and before what follows. */
const put = (
  context: Context,
  stream: Stream,
  cut: Cut,
  fault: StreamFault,
  event: EventId,
): void => {
  const gate: Gate = { kind: kindOf(fault), fault, event, open: false };
  cut.queue.push(gate);
  if (gate.kind === 'hold') {
    endsWith(context, fault, [[stream, gate]]);
  }
  const back = stream.writer?.in;
  if (fault.kind === 'cut' && fault.both === true && back !== undefined) {
    shutFor(context, back, fault, event, gate.kind);
  }
};

/** The power of that node fails: what its kernel had taken and not delivered is gone with it. */
export const losePower = (context: Context, node: NodeName, fault: Fault, event: EventId): void => {
  for (const stream of context.connections.streams()) {
    if (stream.from === node && stream.cut?.ending === 'silence') {
      stream.cut.queue = [{ kind: 'never', fault, event, open: false }];
      context.draining.delete(stream);
    }
  }
};

/** Bytes of one call, of which the first has that offset in it. */
export interface Load {
  readonly bytes: Uint8Array;
  readonly entry: EventId;
  readonly offset: number;
  readonly gates: readonly { readonly at: number; readonly fault: StreamFault }[];
}

/** The bytes are withheld, with gates between them. */
export const enqueue = (
  context: Context,
  stream: Stream,
  cut: Cut,
  { bytes, entry, offset, gates }: Load,
): void => {
  let done = 0;
  const append = (to: number): void => {
    if (to > done && !isForEver(cut)) {
      cut.queue.push({ bytes: bytes.slice(done, to), entry });
    }
    done = Math.max(done, to);
  };
  for (const { at, fault } of gates) {
    append(at - offset);
    put(context, stream, cut, fault, entry);
  }
  append(bytes.length);
  cut.taken += bytes.length;
};
