/** Receiving: which range a read consumed, which datagram it was, and the end of a stream. */
import { isDatagram } from '../model/channel.ts';
import { type EventId, OUTSIDE } from '../model/trace.ts';
import { ECONNRESET, flagsOf, isRestart, MSG_ERRQUEUE, MSG_PEEK } from './calls.ts';
import { type Context, record, recordExit } from './context.ts';
import { settleDatagram } from './datagram-sends.ts';
import type { Datagram } from './datagrams.ts';
import { strikeDatagram } from './early-receives.ts';
import { digestOf } from './framers/digest.ts';
import type { OpenSocket } from './open-socket.ts';
import { readSegments, type Segment, segmentsOf, sizeOf, sourceOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { type EndAddress, portOf } from './socket-description.ts';
import { asFd, type Stop } from './stop.ts';
import type { Stream } from './stream.ts';
import { noticeEnd } from './stream-ends.ts';
import { beginMessages, glimpse } from './stream-messages.ts';
import { unixName } from './unix-names.ts';

/** It takes nothing of what was sent. */
export const isPeek = ({ handling, args }: Pending): boolean =>
  (flagsOf(handling, args) & MSG_PEEK) !== 0;

/** It is given news of the socket's errors, and nothing of what was sent. */
export const isErrors = ({ handling, args }: Pending): boolean =>
  (flagsOf(handling, args) & MSG_ERRQUEUE) !== 0;

export const exitReceive = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  const { socket } = pending;
  if (socket === undefined || isRestart(stop.result)) {
    return;
  }
  if (isDatagram(socket.kind)) {
    exitReceiveDatagram(context, thread, pending, socket, stop);
    return;
  }
  const stream = pending.stream ?? socket.in;
  if (stream === undefined) {
    return;
  }
  if (isErrors(pending)) {
    return;
  }
  const { result } = stop;
  const moved = isPeek(pending) ? 0 : Math.max(0, result);
  const consumed = socket.kind === 'unixpacket' && moved > 0 ? stream.record(moved) : moved;
  const event = recordExit(context, thread, 'receive', stop, stream, {
    from: stream.consumed,
    size: consumed,
    result,
  });
  if (isPeek(pending)) {
    stream.showed(event, result, context.recorder);
  }
  stream.read(event, consumed, context.recorder);
  if (stream.unexplained > 0) {
    glimpse(context, stream, event);
  }
  explainOrphan(context, stream);
  const { handling, args } = pending;
  const isEnd = result === 0 && sizeOf(segmentsOf(context.engine, thread.tid, handling, args)) > 0;
  if (isEnd || result === -ECONNRESET) {
    noticeEnd(context, stream, event);
  }
};

/**
 * Bytes that no call was seen to send came from the one whose thread died in it, unless another
 * call is under way that may have sent them.
 */
export const explainOrphan = (context: Context, stream: Stream): void => {
  const { orphan } = stream;
  const missing = stream.unexplained;
  if (orphan === undefined || missing === 0 || stream.sends.holder !== undefined) {
    return;
  }
  const { entry, payload, phase, used } = orphan;
  const bytes = payload.subarray(used, used + missing);
  orphan.used += missing;
  const at = stream.accepted;
  beginMessages(context, stream, bytes, { call: entry, phase, at, reach: bytes.length });
  stream.wrote(entry, missing, context.recorder);
};

/** Where a datagram came from; its sender may not have been seen to send it yet. */
const addressOf = (
  { processes, sockets }: Context,
  { thread, fd, socket, place }: Datagram,
): EndAddress | undefined => {
  if (place === undefined) {
    sockets.refresh(thread.process, fd, socket);
  }
  const isGone = processes.thread(thread.tid) !== thread;
  const isBound = socket.local !== undefined && portOf(socket.local) > 0;
  return isGone && !isBound ? undefined : socket.local;
};

/** A path that leads nowhere may have been cut off by the program's buffer. */
const sourceName = ({ process }: Thread, told: EndAddress): EndAddress | undefined => {
  const name = unixName(process.pid, told);
  return name.startsWith('unix:/') ? undefined : name;
};

const exitReceiveDatagram = (
  context: Context,
  thread: Thread,
  pending: Pending,
  socket: OpenSocket,
  stop: Stop,
): void => {
  const { engine } = context;
  const { handling, args } = pending;
  if (stop.result < 0 || isErrors(pending)) {
    return;
  }
  receiveDatagram(context, thread, socket, stop, {
    shown: isPeek(pending),
    fd: asFd(args[0]),
    segments: segmentsOf(engine, thread.tid, handling, args),
    source: sourceOf(engine, thread.tid, handling, args),
    size: stop.result,
  });
};

/** A datagram as a program was given it. */
export interface Arrival {
  /** It lies there still. */
  readonly shown: boolean;
  readonly fd: number;
  readonly segments: readonly Segment[];
  /** Where it says that it came from. */
  readonly source: EndAddress | undefined;
  readonly size: number;
}

export const receiveDatagram = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  stop: Stop,
  { shown, fd, segments, source: told, size }: Arrival,
): void => {
  const { engine, datagrams, recorder, sockets, connections } = context;
  if (socket.local === undefined || portOf(socket.local) === 0) {
    sockets.refresh(thread.process, fd, socket);
  }
  const room = sizeOf(segments);
  const bytes = readSegments(engine, thread.tid, segments, Math.min(size, room));
  const source = told === undefined ? socket.peer : sourceName(thread, told);
  const datagram = datagrams.received(
    { local: socket.local ?? '', source, size, room, digest: digestOf(bytes) },
    (sent) => addressOf(context, sent),
    shown,
  );
  const place = datagram && (datagram.place ?? settleDatagram(context, datagram, false));
  if (datagram !== undefined && strikeDatagram(context, thread, datagram)) {
    return;
  }
  const event: EventId = record(context, thread, 'receive', 'exit', stop, {
    result: size,
    ...(place !== undefined && {
      channel: place.channel,
      direction: place.direction,
      ...(!shown && { window: { from: place.ordinal, to: place.ordinal + 1 } }),
    }),
  });
  if (datagram !== undefined && place !== undefined) {
    recorder.edge(datagram.entry, event, 'data');
    recorder.receive(place.message, event);
    return;
  }
  const from = source === undefined ? OUTSIDE : connections.owner(source, socket.kind);
  if (from !== OUTSIDE) {
    const { node } = thread.process;
    context.unfollowed.add(`${node} read a datagram from ${from} that no traced call sent`);
  }
};
