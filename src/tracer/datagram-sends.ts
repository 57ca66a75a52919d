/** Sending a datagram: one message each, lost whole or not at all. */
import type { DatagramKind } from '../model/channel.ts';
import { ERRNOS } from '../model/errno.ts';
import type { EventId } from '../model/trace.ts';
import { flagsOf, type Handling, isRestart, MSG_MORE } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { Datagram, Place } from './datagrams.ts';
import { digestOf } from './framers/digest.ts';
import { createFramer } from './framers/framer.ts';
import type { Order } from './interposer.ts';
import { isNetworkFault, type Parcel, takeParcel } from './late-datagrams.ts';
import type { OpenSocket } from './open-socket.ts';
import { isParted } from './partitions.ts';
import {
  destinationOf,
  hasControl,
  readSegments,
  type Segment,
  segmentsOf,
  sizeOf,
} from './payload.ts';
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
  sent: EventId,
): Datagram['offer'] => {
  const [framed] = createFramer('auto').push(bytes);
  return {
    from: thread.process.node,
    to: context.connections.owner(destination, kind),
    kind,
    label: framed?.label ?? '',
    labelClass: framed?.labelClass ?? 'bytes',
    digest: digestOf(bytes),
    sent,
  };
};

/** What a send is about to send, where to, and by which call of which thread. */
export interface Letter {
  readonly socket: OpenSocket;
  readonly fd: number;
  /** Undefined: to the peer that the socket is connected to. */
  readonly named: EndAddress | undefined;
  readonly segments: readonly Segment[];
  readonly entry: EventId;
  readonly call: number;
}

export const openDatagram = (context: Context, thread: Thread, letter: Letter): Datagram => {
  const { named, segments, socket } = letter;
  const destination = loopbackOf(unixName(thread.process.pid, named ?? socket.peer ?? ''));
  const size = sizeOf(segments);
  const room = Math.min(size, DATAGRAM_BYTES_MAX);
  const bytes = readSegments(context.engine, thread.tid, segments, room);
  const kind = socket.kind as DatagramKind;
  const offer = nameOf(context, thread, kind, destination, bytes, letter.entry);
  return {
    ...letter,
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
export const orderFor = (
  context: Context,
  { offer, call, thread }: Datagram,
): Order | undefined => {
  const { interposer, phase } = context;
  const order =
    phase === 'workload' && interposer.wants(offer.from, offer.to)
      ? interposer.order({ call, tid: thread.tid, messages: [offer], starts: [0], size: 1 })
      : undefined;
  const isLost = offer.kind === 'udp' && isParted(context, offer.from, offer.to);
  return isLost ? lostWith(context, order) : order;
};

/** It is lost, whatever else was to befall it; its sender may die as well. */
const lostWith = ({ interposer }: Context, order: Order | undefined): Order => {
  const { subject, ...rest } = order ?? { deliver: 0, sentUntil: 1, crash: false, faults: [] };
  if (subject !== undefined) {
    interposer.failed(subject, 'a partition lost its datagram');
  }
  const faults = rest.faults.filter(({ kind }) => kind === 'crash' || kind === 'omit');
  return { ...rest, lose: true, faults };
};

/** Room for a fate in an order of one datagram. */
export interface Fated {
  readonly pending: Pending;
  readonly datagram: Datagram;
  readonly order: Order | undefined;
  /** What the program sees as the result if the call is not made. */
  readonly result: number;
  /** Why no copy of it can be made. */
  readonly bond: string | undefined;
}

/**
 * The datagram goes its way, or is kept from it while the program sees success. The pending call,
 * and whether it is made.
 */
export const meetFate = (
  context: Context,
  { pending, datagram, order, result, bond }: Fated,
): { readonly pending: Pending; readonly isMade: boolean } => {
  const { engine, datagrams, interposer } = context;
  const { thread } = datagram;
  const ordered: Pending = { ...pending, datagram, ...(order && { order }) };
  if (order?.failure !== undefined) {
    const faked = -ERRNOS[order.failure];
    engine.skip(thread.tid, faked);
    return { pending: { ...ordered, faked }, isMade: false };
  }
  const fault = order?.lose === true ? undefined : order?.subject;
  const isKept = order?.lose === true || (isNetworkFault(fault) && fault.kind !== 'duplicate');
  if (isKept) {
    bindAsSent(context, datagram);
  }
  const parcel = isNetworkFault(fault) ? (bond ?? takeParcel(context, datagram, fault)) : undefined;
  if (typeof parcel === 'string' && fault !== undefined) {
    interposer.failed(fault, parcel);
  }
  if (isKept && typeof parcel !== 'string') {
    engine.skip(thread.tid, result);
    return { pending: { ...ordered, ...(parcel && { parcel }), faked: result }, isMade: false };
  }
  datagrams.offer(datagram);
  const copy = typeof parcel === 'string' ? undefined : parcel;
  return { pending: { ...ordered, ...(copy && { parcel: copy }) }, isMade: true };
};

export const enterSendDatagram = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): Resume => {
  const { engine, interposer } = context;
  const { nr, args } = stop;
  const named = destinationOf(engine, thread.tid, handling, args);
  if (named === undefined && socket.peer === undefined) {
    return 'next';
  }
  const segments = segmentsOf(engine, thread.tid, handling, args);
  const entry = record(context, thread, 'send', 'entry', stop);
  const letter: Letter = { socket, fd: asFd(args[0]), named, segments, entry, call: entry };
  const datagram = openDatagram(context, thread, letter);
  const { size } = datagram;
  const pending: Pending = { handling, nr, args, entry, socket, size };
  const order = orderFor(context, datagram);
  if (order?.crash === true && order.sentUntil === 0) {
    interposer.ended(entry);
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  const bond = order?.subject && bondOf(context, thread, handling, args);
  const fated: Fated = { pending, datagram, order, result: size, bond };
  thread.pending = meetFate(context, fated).pending;
  return 'exit';
};

/** What ties a datagram to its call, so that it can't be sent at another time. */
const bondOf = (
  { engine }: Context,
  { tid }: Thread,
  handling: Handling,
  args: readonly number[],
): string | undefined => {
  if (hasControl(engine, tid, handling, args)) {
    return WITH_CONTROL;
  }
  const isPart = (flagsOf(handling, args) & MSG_MORE) !== 0;
  return isPart ? 'more is to follow in the same datagram (MSG_MORE)' : undefined;
};

export const WITH_CONTROL = 'control data goes with it';

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
      const event = record(context, thread, 'send', 'exit', stop, { result });
      verifyFailure(context, pending, result, event);
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
  if (!isLost) {
    context.late.passed(context, datagram);
  }
  return event;
};

/** Whether its faults have fired is known now; its node may have to die. */
export const verify = (
  context: Context,
  thread: Thread,
  { order, faked, datagram, parcel }: Pending,
  result: number,
  event: EventId,
): void => {
  const { interposer } = context;
  for (const fault of order?.faults ?? []) {
    if (fault.kind === 'crash') {
      continue;
    }
    if (fault !== order?.subject && (fault.kind !== 'omit' || order?.lose !== true)) {
      interposer.failed(fault, 'another fault struck the same datagram');
    } else if (faked !== undefined && result !== faked) {
      interposer.failed(fault, `the call returned ${result} instead of ${faked}`);
    } else if (fault.kind === 'omit') {
      interposer.fired(fault, event, `lost a datagram of ${datagram?.size} bytes`);
    } else if (order?.lose === true) {
      interposer.failed(fault, 'its datagram was lost');
    } else if (parcel !== undefined && result >= 0) {
      keep(context, parcel, event);
    }
  }
  if (order?.crash === true) {
    context.kill(thread.process.node, event, order);
  }
};

/** It was to fail, and has done so. */
export const verifyFailure = (
  { interposer }: Context,
  { order, faked }: Pending,
  result: number,
  event: EventId,
): void => {
  for (const fault of order?.failure === undefined ? [] : order.faults) {
    if (result === faked) {
      interposer.fired(fault, event, 'the send failed');
    } else {
      interposer.failed(fault, `the call returned ${result} instead of ${faked}`);
    }
  }
};

/** The sender has seen success; what the network makes of it follows. */
const keep = (context: Context, parcel: Parcel, event: EventId): void => {
  const { interposer, lasting, late } = context;
  const { fault, bytes } = parcel;
  if (fault.kind === 'reorder') {
    late.waitBehind(context, parcel);
    return;
  }
  const copies = fault.kind === 'duplicate' ? fault.copies : 1;
  const send = (): boolean =>
    Array.from({ length: copies }, () => late.deliver(context, parcel)).every((sent) => sent);
  const what = fault.kind === 'delay' ? 'withheld' : `sent ${copies + 1} times`;
  if (fault.hold !== undefined) {
    lasting.set(fault, () => void send());
    interposer.fired(fault, event, `${what}: a datagram of ${bytes.length} bytes`);
  } else if (send()) {
    interposer.fired(fault, event, `${what}: a datagram of ${bytes.length} bytes`);
  } else {
    interposer.failed(fault, 'no copy of it could be sent');
  }
};
