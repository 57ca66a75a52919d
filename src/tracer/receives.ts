/** Receiving: which range a read consumed, which datagram it was, and the end of a stream. */
import { isRestart, MSG_PEEK } from './calls.ts';
import { type Context, record } from './context.ts';
import { digestOf } from './framers/digest.ts';
import { readSegments, receiveFlags, segmentsOf, sizeOf, sourceOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { asFd, type Stop } from './stop.ts';

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
  if (socket.kind === 'udp') {
    exitReceiveDatagram(context, thread, pending, stop);
    return;
  }
  const stream = socket.in;
  if (stream === undefined) {
    return;
  }
  const peeked = (receiveFlags(pending.handling, pending.args) & MSG_PEEK) !== 0;
  const event = record(context, thread, 'receive', 'exit', stop, {
    channel: stream.channel.id,
    direction: stream.direction,
    result: stop.result,
    ...(stop.result > 0 && !peeked && { window: stream.next(stop.result) }),
  });
  if (stop.result > 0 && !peeked) {
    stream.read(event, stop.result, context.recorder);
  } else if (stop.result === 0 && stream.closedBy !== undefined) {
    const room = sizeOf(segmentsOf(context.engine, thread.tid, pending.handling, pending.args));
    if (room > 0) {
      context.recorder.edge(stream.closedBy, event, 'close');
    }
  }
};

const exitReceiveDatagram = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  const { engine, datagrams, recorder } = context;
  const { handling, args, socket } = pending;
  const peeked = (receiveFlags(handling, args) & MSG_PEEK) !== 0;
  if (socket === undefined || stop.result < 0 || peeked) {
    return;
  }
  if (socket.local === undefined || socket.local.endsWith(':0')) {
    context.sockets.refresh(thread.process, asFd(args[0]), socket);
  }
  const segments = segmentsOf(engine, thread.tid, handling, args);
  const bytes = readSegments(engine, thread.tid, segments, stop.result);
  const source = sourceOf(engine, thread.tid, handling, args) ?? socket.peer;
  const datagram = datagrams.received(
    socket.local ?? '',
    source,
    stop.result,
    digestOf(bytes),
  );
  const event = record(context, thread, 'receive', 'exit', stop, {
    result: stop.result,
    ...(datagram !== undefined && {
      channel: datagram.channel,
      direction: datagram.direction,
      window: { from: datagram.ordinal, to: datagram.ordinal + 1 },
    }),
  });
  if (datagram !== undefined) {
    recorder.edge(datagram.event, event, 'data');
    datagram.message?.received.push(event);
  }
};
