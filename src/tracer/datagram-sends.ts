/** Sending a datagram: one message each, lost whole or not at all. */
import { type Handling, isRestart } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import { digestOf } from './framers/digest.ts';
import { createFramer } from './framers/framer.ts';
import { destinationOf, readSegments, segmentsOf, sizeOf } from './payload.ts';
import type { OfferedMessage, Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Thread } from './processes.ts';
import { type EndAddress, isWildcard, portOf } from './socket-description.ts';
import { asFd, type Stop } from './stop.ts';

/** A wildcard source gets the destination's host: on one machine that is what the receiver sees. */
const concrete = (source: EndAddress, destination: EndAddress): EndAddress =>
  isWildcard(source)
    ? `${destination.slice(0, destination.lastIndexOf(':'))}:${portOf(source)}`
    : source;

export const enterSendDatagram = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): Resume => {
  const { engine } = context;
  const destination = destinationOf(engine, thread.tid, handling, stop.args) ?? socket.peer;
  if (destination === undefined) {
    return 'next';
  }
  const segments = segmentsOf(engine, thread.tid, handling, stop.args);
  const size = sizeOf(segments);
  const entry = record(context, thread, 'send', 'entry', stop);
  const pending: Pending = {
    handling,
    nr: stop.nr,
    args: stop.args,
    entry,
    socket,
    segments,
    size,
    target: destination,
  };
  const order = orderOf(context, thread, pending);
  thread.pending = pending;
  if (order === undefined) {
    return 'exit';
  }
  if (order.crash && order.sentUntil === 0) {
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  if (order.lose === true) {
    engine.skip(thread.tid, size);
    thread.pending = { ...pending, order, faked: size };
  } else {
    thread.pending = { ...pending, order };
  }
  return 'exit';
};

const describe = (context: Context, thread: Thread, pending: Pending, bytes: Uint8Array) => {
  const from = thread.process.node;
  const to = context.connections.owner(pending.target ?? '');
  const [framed] = createFramer('auto').push(bytes);
  const message: OfferedMessage = {
    from,
    to,
    kind: 'udp',
    label: framed?.label ?? '',
    labelClass: framed?.labelClass ?? 'bytes',
    digest: digestOf(bytes),
  };
  return message;
};

const orderOf = (context: Context, thread: Thread, pending: Pending): Order | undefined => {
  const to = context.connections.owner(pending.target ?? '');
  if (context.phase !== 'workload' || !context.interposer.wants(thread.process.node, to)) {
    return undefined;
  }
  const { segments = [], size = 0 } = pending;
  const bytes = readSegments(context.engine, thread.tid, segments, size);
  return context.interposer.order({
    messages: [describe(context, thread, pending, bytes)],
    starts: [0],
    size: 1,
  });
};

export const exitSendDatagram = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  if (isRestart(stop.result)) {
    return;
  }
  const { engine, recorder, datagrams, sockets } = context;
  const socket = pending.socket as OpenSocket;
  const entry = pending.entry as number;
  if (stop.result < 0) {
    record(context, thread, 'send', 'exit', stop, { result: stop.result });
    return;
  }
  sockets.refresh(thread.process, asFd(pending.args[0]), socket);
  const destination = pending.target as EndAddress;
  const source = concrete(socket.local ?? '0.0.0.0:0', destination);
  const bytes = readSegments(engine, thread.tid, pending.segments ?? [], stop.result);
  const offer = describe(context, thread, pending, bytes);
  const { channel, direction, ordinal } = datagrams.channel(source, destination, offer.from, offer.to);
  const lost = pending.order?.lose === true;
  const window = { from: ordinal, to: ordinal + 1 };
  const place = { channel: channel.id, direction };
  const message = recorder.message({
    ...offer,
    ...place,
    start: ordinal,
    end: ordinal + 1,
    sent: entry,
    phase: context.phase,
    withheld: lost,
  });
  if (context.phase === 'workload') {
    context.interposer.sent(offer);
  }
  const event = record(context, thread, 'send', 'exit', stop, {
    ...place,
    result: stop.result,
    window,
  });
  if (!lost) {
    datagrams.sent({
      source,
      destination,
      size: stop.result,
      digest: offer.digest,
      event: entry,
      message,
      ...place,
      ordinal,
    });
  }
  verify(context, thread, pending, stop, event);
};

const verify = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
  event: number,
): void => {
  const { order, faked } = pending;
  for (const fault of order?.faults ?? []) {
    if (fault.kind === 'crash') {
      continue;
    }
    if (stop.result === faked) {
      context.interposer.fired(fault, event, `lost a datagram of ${faked} bytes`);
    } else {
      context.interposer.failed(fault, `the call returned ${stop.result} instead of ${faked}`);
    }
  }
  if (order?.crash === true) {
    context.kill(thread.process.node, event, order);
  }
};
