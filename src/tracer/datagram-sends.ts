/** Sending a datagram: one message each, lost whole or not at all. */
import type { DatagramKind } from '../model/channel.ts';
import type { EventId } from '../model/trace.ts';
import { type Handling, isRestart } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { Datagram, Place } from './datagrams.ts';
import { digestOf } from './framers/digest.ts';
import { createFramer } from './framers/framer.ts';
import type { Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import { isParted } from './partitions.ts';
import { destinationOf, readSegments, type Segment, segmentsOf, sizeOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { type EndAddress, loopbackOf, portOf } from './socket-description.ts';
import { asFd, type Stop } from './stop.ts';
import { unixName } from './unix-names.ts';

/** UDP allows no more; longer ones fail. */
const DATAGRAM_BYTES_MAX = 65_536;

const nameOf = (
  context: Context,
  thread: Thread,
  kind: DatagramKind,
  destination: EndAddress,
  bytes: Uint8Array,
): Datagram['offer'] => {
  const [framed] = createFramer('auto').push(bytes);
  return {
    from: thread.process.node,
    to: context.connections.owner(destination, kind),
    kind,
    label: framed?.label ?? '',
    labelClass: framed?.labelClass ?? 'bytes',
    digest: digestOf(bytes),
  };
};

/** What a send is about to send, where to, and by which call of which thread. */
export interface Letter {
  readonly socket: OpenSocket;
  readonly fd: number;
  readonly named: EndAddress;
  readonly segments: readonly Segment[];
  readonly entry: EventId;
  readonly call: number;
}

export const openDatagram = (context: Context, thread: Thread, letter: Letter): Datagram => {
  const { named, segments, ...rest } = letter;
  const destination = loopbackOf(unixName(thread.process.pid, named));
  const size = sizeOf(segments);
  const room = Math.min(size, DATAGRAM_BYTES_MAX);
  const bytes = readSegments(context.engine, thread.tid, segments, room);
  const kind = rest.socket.kind as DatagramKind;
  const offer = nameOf(context, thread, kind, destination, bytes);
  return {
    ...rest,
    offer,
    destination,
    size,
    phase: context.phase,
    thread,
    watchers: [],
    place: undefined,
  };
};

/** What is to happen to it. */
export const orderFor = (context: Context, { offer, call }: Datagram): Order | undefined => {
  const { interposer, phase } = context;
  const order =
    phase === 'workload' && interposer.wants(offer.from, offer.to)
      ? interposer.order({ call, messages: [offer], starts: [0], size: 1 })
      : undefined;
  const isLost = offer.kind === 'udp' && isParted(context, offer.from, offer.to);
  return isLost ? lostWith(order) : order;
};

/** It is lost, whatever else was to befall it; its sender may die as well. */
const lostWith = (order: Order | undefined): Order => {
  const { subject: _, ...rest } = order ?? { deliver: 0, sentUntil: 1, crash: false, faults: [] };
  const faults = rest.faults.filter(({ kind }) => kind === 'crash' || kind === 'omit');
  return { ...rest, lose: true, faults };
};

export const enterSendDatagram = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): Resume => {
  const { engine, datagrams, interposer } = context;
  const { nr, args } = stop;
  const named = destinationOf(engine, thread.tid, handling, args) ?? socket.peer;
  if (named === undefined) {
    return 'next';
  }
  const segments = segmentsOf(engine, thread.tid, handling, args);
  const entry = record(context, thread, 'send', 'entry', stop);
  const letter: Letter = { socket, fd: asFd(args[0]), named, segments, entry, call: entry };
  const datagram = openDatagram(context, thread, letter);
  const { size } = datagram;
  const pending: Pending = { handling, nr, args, entry, socket, size, datagram };
  const order = orderFor(context, datagram);
  if (order?.crash === true && order.sentUntil === 0) {
    interposer.ended(entry);
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  thread.pending = { ...pending, ...(order && { order }) };
  if (order?.lose !== true) {
    datagrams.offer(datagram);
    return 'exit';
  }
  bindAsSent(context, datagram);
  engine.skip(thread.tid, size);
  thread.pending = { ...thread.pending, faked: size };
  return 'exit';
};

/** A first send would have given the socket its port. */
export const bindAsSent = (
  { engine, sockets }: Context,
  { thread, fd, socket }: Datagram,
): void => {
  const duplicate = sockets.duplicate(thread.process, fd);
  if (duplicate !== undefined) {
    if (socket.local === undefined || portOf(socket.local) === 0) {
      engine.autobind(duplicate);
    }
    engine.drop(duplicate);
  }
};

/**
 * The datagram has been sent, or was lost by order: its message is recorded, and its socket's
 * address is known to belong to the sender.
 */
export const settleDatagram = (context: Context, datagram: Datagram, withheld: boolean): Place => {
  const { connections, datagrams, interposer, sockets } = context;
  const { thread, fd, socket, call, phase } = datagram;
  if (socket.local === undefined || portOf(socket.local) === 0) {
    sockets.refresh(thread.process, fd, socket);
  }
  if (socket.local !== undefined && portOf(socket.local) > 0) {
    connections.owns(socket.local, 'udp', thread.process.node);
  }
  const place = datagrams.settle(datagram, withheld);
  if (phase === 'workload') {
    interposer.sent(call, place.message);
  }
  return place;
};

export const exitSendDatagram = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  const { interposer, datagrams } = context;
  const { result } = stop;
  const datagram = pending.datagram as Datagram;
  if (result < 0) {
    datagrams.withdraw(datagram);
    if (!isRestart(result)) {
      record(context, thread, 'send', 'exit', stop, { result });
    }
    interposer.ended(datagram.entry);
    return;
  }
  const isLost = pending.faked !== undefined;
  const event = finishDatagram(context, datagram, isLost, stop);
  verify(context, thread, pending, result, event);
};

/** It has been sent, or lost by order; its exit event. */
export const finishDatagram = (
  context: Context,
  datagram: Datagram,
  isLost: boolean,
  stop: Stop,
): EventId => {
  const { thread, size, call } = datagram;
  const place = datagram.place ?? settleDatagram(context, datagram, isLost);
  const { channel, direction, ordinal } = place;
  const event = record(context, thread, 'send', 'exit', stop, {
    channel,
    direction,
    result: size,
    window: { from: ordinal, to: ordinal + 1 },
  });
  context.interposer.ended(call);
  return event;
};

/** Whether its faults have fired is known now; its node may have to die. */
export const verify = (
  context: Context,
  thread: Thread,
  { order, faked, datagram }: Pending,
  result: number,
  event: EventId,
): void => {
  for (const fault of order?.faults ?? []) {
    if (fault.kind === 'crash') {
      continue;
    }
    if (result === faked) {
      context.interposer.fired(fault, event, `lost a datagram of ${datagram?.size} bytes`);
    } else {
      context.interposer.failed(fault, `the call returned ${result} instead of ${faked}`);
    }
  }
  if (order?.crash === true) {
    context.kill(thread.process.node, event, order);
  }
};
