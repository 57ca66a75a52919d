/** connect and accept: who is connected to whom. */
import { type ChannelKind, isDatagram, isStream } from '../model/channel.ts';
import { ERRNOS, type Errno } from '../model/errno.ts';
import type { EventId } from '../model/trace.ts';
import { OUTSIDE } from '../model/trace.ts';
import {
  ECONNABORTED,
  ECONNREFUSED,
  EHOSTUNREACH,
  EINPROGRESS,
  ENETUNREACH,
  ETIMEDOUT,
  isRestart,
} from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import { hearAgain, ignore, timeOut } from './deaf.ts';
import { shutLatent } from './gates.ts';
import type { OfferedMessage, Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import { parting, partStream } from './partitions.ts';
import { isUnspecified, readAddress } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { AF_UNIX, loopbackOf, TCP_CLOSE } from './socket-description.ts';
import { stall, verifyStall } from './stalls.ts';
import { asFd, type Stop } from './stop.ts';
import { unixName, unnamed } from './unix-names.ts';

const attempt = (from: string, to: string, sent: EventId): OfferedMessage => ({
  from,
  to,
  kind: 'connect',
  label: '',
  labelClass: '',
  digest: '',
  sent,
});

/**
 * What connect returns when it has tried and come to nothing; anything else says that it did not.
 */
const TRIED: readonly number[] = [-ECONNREFUSED, -ETIMEDOUT, -EHOSTUNREACH, -ENETUNREACH];

/** The socket can be connected anew: what it was connected to is no more. */
const detach = (socket: OpenSocket, event: EventId | undefined): void => {
  if (socket.in !== undefined) {
    socket.in.abandoned = true;
  }
  if (event !== undefined) {
    socket.out?.closers.push(event);
  }
  socket.out = undefined;
  socket.in = undefined;
  socket.peer = undefined;
};

export const enterConnect = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { engine, sockets } = context;
  const { nr, args } = stop;
  const fd = asFd(args[0]);
  const size = (args[2] ?? 0) & 0xff;
  const named = readAddress(engine, thread.tid, args[1] ?? 0, size);
  const target = named && unixName(thread.process.pid, named);
  const socket = sockets.find(thread.process, fd);
  if (socket === undefined || socket === 'other') {
    return 'next';
  }
  const base: Pending = { handling: 'connect', nr, args, socket };
  if (target === undefined) {
    if (!isUnspecified(engine, thread.tid, args[1] ?? 0, size)) {
      return 'next';
    }
    const entry = record(context, thread, 'close', 'entry', stop);
    thread.pending = { ...base, entry, target: 'none' };
    return 'exit';
  }
  if (isStream(socket.kind) && socket.out !== undefined) {
    if (socket.kind !== 'tcp' || sockets.look(thread.process, fd, socket)?.tcpState !== TCP_CLOSE) {
      // Not a new attempt: the program asks what has become of the former.
      return 'next';
    }
    detach(socket, undefined);
    hearAgain(context, thread, fd, socket);
  }
  const entry = record(context, thread, 'connect', 'entry', stop);
  thread.pending = { ...base, entry, target: loopbackOf(target) };
  return isStream(socket.kind) ? offer(context, thread, thread.pending, socket.kind) : 'exit';
};

const offer = (context: Context, thread: Thread, base: Pending, kind: ChannelKind): Resume => {
  const { interposer, connections } = context;
  const { node } = thread.process;
  const entry = base.entry as EventId;
  const message = attempt(node, connections.owner(base.target ?? '', kind), entry);
  if (context.phase !== 'workload') {
    return 'exit';
  }
  const order = interposer.wants(message.from, message.to)
    ? interposer.order({
        call: entry,
        tid: thread.tid,
        messages: [message],
        starts: [0],
        size: 1,
      })
    : undefined;
  const wall = kind === 'tcp' ? parting(context, message.from, message.to) : undefined;
  if (order === undefined) {
    return wall === undefined ? 'exit' : ignore(context, thread, base, message, wall);
  }
  if (order.crash && order.sentUntil === 0) {
    interposer.ended(entry);
    context.kill(node, entry, order);
    return 'stay';
  }
  thread.pending = { ...base, order };
  if (order.failure !== undefined) {
    const faked = -ERRNOS[order.failure];
    context.engine.skip(thread.tid, faked);
    thread.pending = { ...thread.pending, faked };
    return 'exit';
  }
  const { subject = wall } = order;
  if (subject?.kind === 'ignore' || (subject !== undefined && subject === wall)) {
    return ignore(context, thread, thread.pending, message, subject);
  }
  if (subject?.kind === 'stall') {
    stall(context, thread, thread.pending, subject);
  }
  return order.lose === true ? refuse(context, thread, thread.pending, order, message) : 'exit';
};

/** These the kernel finds in its own tables, so that a non-blocking connect, too, tells at once. */
const AT_ONCE: readonly Errno[] = ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'];

const isBlocking = ({ sockets }: Context, thread: Thread, { socket, args }: Pending): boolean => {
  const now = socket && sockets.look(thread.process, asFd(args[0]), socket);
  return now?.nonblocking === false;
};

/** Refused by another error than the usual one. */
const refuseWith = (
  context: Context,
  thread: Thread,
  { order, ...pending }: Pending,
  error: Errno,
  message: OfferedMessage,
): Resume => {
  const { engine, interposer } = context;
  if (isBlocking(context, thread, pending) || AT_ONCE.includes(error)) {
    engine.skip(thread.tid, -ERRNOS[error]);
    thread.pending = { ...pending, ...(order && { order }), faked: -ERRNOS[error] };
    return 'exit';
  }
  thread.pending = pending;
  for (const fault of order?.faults ?? []) {
    if (!timeOut(context, thread, pending, message, fault)) {
      interposer.failed(fault, `${error} comes later than a non-blocking connect returns`);
    }
  }
  return 'exit';
};

const refuse = (
  context: Context,
  thread: Thread,
  pending: Pending,
  order: Order,
  message: OfferedMessage,
): Resume => {
  const isReset = order.refusal === 'ECONNRESET' && !isBlocking(context, thread, pending);
  if (order.refusal !== undefined && !isReset) {
    return refuseWith(context, thread, pending, order.refusal, message);
  }
  const { engine, sockets, interposer } = context;
  const socket = pending.socket as OpenSocket;
  if (socket.domain === AF_UNIX) {
    engine.skip(thread.tid, -ECONNREFUSED);
    thread.pending = { ...pending, faked: -ECONNREFUSED };
    return 'exit';
  }
  const duplicate = sockets.duplicate(thread.process, asFd(pending.args[0]));
  if (duplicate === undefined) {
    return 'exit';
  }
  const result = engine.refuse(duplicate, socket.domain, isReset);
  engine.drop(duplicate);
  if (result === -ECONNREFUSED || result === -EINPROGRESS) {
    engine.skip(thread.tid, result);
    thread.pending = { ...pending, faked: result };
    return 'exit';
  }
  const { order: _, ...plain } = pending;
  thread.pending = plain;
  if (result === -ECONNABORTED) {
    // What the kernel had left to say about the former attempt on this socket.
    engine.skip(thread.tid, result);
    return 'exit';
  }
  for (const fault of order.faults) {
    interposer.failed(fault, `no connection could be refused in its place: errno ${-result}`);
  }
  return 'exit';
};

export const exitConnect = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  const { sockets, connections } = context;
  const { socket, entry } = pending;
  const fd = asFd(pending.args[0]);
  if (socket === undefined) {
    return;
  }
  if (pending.target === 'none') {
    if (stop.result === 0) {
      detach(socket, entry);
    }
    return;
  }
  if (isDatagram(socket.kind)) {
    sockets.refresh(thread.process, fd, socket);
    if (socket.domain === AF_UNIX && stop.result === 0) {
      socket.peer = pending.target;
    } else if (socket.local !== undefined) {
      connections.owns(socket.local, 'udp', thread.process.node);
    }
    return;
  }
  finishAttempt(context, thread, pending, socket, entry as EventId, stop);
};

/** The call has returned; a connection may go on being made (also when a signal came between). */
const finishAttempt = (
  context: Context,
  thread: Thread,
  pending: Pending,
  socket: OpenSocket,
  entry: EventId,
  stop: Stop,
): void => {
  const { sockets, connections, recorder, interposer } = context;
  const { result } = stop;
  const target = pending.target ?? '';
  const { node } = thread.process;
  const offered = attempt(node, connections.owner(target, socket.kind), entry);
  const isRefused = pending.faked !== undefined;
  const isUnix = socket.domain === AF_UNIX;
  const goesOn = !isUnix && (result === -EINPROGRESS || isRestart(result));
  const isUnderWay = result === 0 || goesOn;
  if (isUnderWay && !isRefused) {
    sockets.refresh(thread.process, asFd(pending.args[0]), socket);
    socket.peer = isUnix ? target : (socket.peer ?? target);
  }
  const connection = isUnderWay && !isRefused ? connections.attachClient(socket, entry) : undefined;
  if (connection !== undefined && pending.deaf === undefined && !isUnix) {
    partStream(context, connection.forth, entry);
    partStream(context, connection.back, entry);
  }
  const event = record(context, thread, 'connect', 'exit', stop, {
    result,
    ...(connection && { channel: connection.forth.channel.id, direction: 'forth' }),
  });
  if (offered.to !== OUTSIDE && (isUnderWay || isRefused || TRIED.includes(result))) {
    const message = recorder.message({
      ...offered,
      channel: -1,
      direction: 'forth',
      start: 0,
      end: 0,
      sent: entry,
      phase: context.phase,
      withheld: isRefused || pending.deaf?.over === false,
    });
    if (pending.deaf !== undefined) {
      pending.deaf.message = message;
    }
    if (connection !== undefined) {
      connections.name(connection, message);
    }
    if (context.phase === 'workload' && pending.deaf === undefined) {
      interposer.sent(entry, message);
    }
  }
  interposer.ended(entry);
  const listen = connections.listen(target, socket.kind);
  if (result === 0 && listen !== undefined) {
    recorder.edge(listen, event, 'accept');
  }
  verify(context, thread, pending, stop, event);
};

const verify = (
  context: Context,
  thread: Thread,
  pending: Pending,
  { result }: Stop,
  event: EventId,
): void => {
  const { order, faked } = pending;
  for (const fault of order?.faults ?? []) {
    if (fault.kind === 'crash' || fault.kind === 'ignore') {
      continue;
    }
    if (fault.kind === 'stall') {
      verifyStall(context, thread, pending, fault, { result, event });
    } else if (result === faked) {
      const what = fault.kind === 'fail' ? 'connect failed' : 'the connection was refused';
      context.interposer.fired(fault, event, what);
    } else {
      context.interposer.failed(fault, `connect returned ${result} instead of ${faked}`);
    }
  }
  if (order?.crash === true) {
    context.kill(thread.process.node, event, order);
  }
};

/** The accepting end may be seen before connect's exit: then the connecting sockets are asked. */
const findClient = (context: Context, accepted: OpenSocket): void => {
  const { connections, processes, sockets } = context;
  const { local, peer } = accepted;
  if (local === undefined || peer === undefined || connections.knowsClient(peer, local)) {
    return;
  }
  for (const { process, pending } of processes.threads()) {
    if (pending?.handling !== 'connect' || pending.socket?.kind !== accepted.kind) {
      continue;
    }
    sockets.refresh(process, asFd(pending.args[0]), pending.socket);
    if (pending.socket.local === peer && pending.entry !== undefined) {
      pending.socket.peer = local;
      connections.attachClient(pending.socket, pending.entry);
      return;
    }
  }
};

/**
 * Both ends of an accepted AF_UNIX connection: the listener's name, and the connecting socket, by
 * what the kernel says of it while it is open.
 */
const findEnds = (context: Context, listener: OpenSocket, accepted: OpenSocket): void => {
  const { engine, sockets } = context;
  const inode = engine.unixPeer(accepted.inode);
  const client = inode > 0 ? sockets.byInode(inode) : undefined;
  // By the name that the client knows it by, when that leads here in some other way.
  accepted.local = client?.out === undefined ? listener.local : client.peer;
  accepted.peer = client?.local ?? (inode > 0 ? unnamed(inode) : undefined);
};

export const exitAccept = (
  context: Context,
  thread: Thread,
  { args }: Pending,
  stop: Stop,
): void => {
  if (stop.result < 0) {
    return;
  }
  const { engine, sockets, connections } = context;
  engine.ignore(thread.tid, stop.result, false);
  sockets.forget(thread.process, stop.result);
  const socket = sockets.find(thread.process, stop.result);
  if (socket === undefined || socket === 'other') {
    return;
  }
  const listener = socket.domain === AF_UNIX && sockets.find(thread.process, asFd(args[0]));
  if (listener && listener !== 'other') {
    findEnds(context, listener, socket);
  }
  if (socket.peer === undefined) {
    // It was broken before it was accepted: the kernel does not tell any more who made it.
    socket.peer = connections.firstWaiting(socket.local ?? '');
    if (socket.peer === undefined) {
      const { node } = thread.process;
      context.unfollowed.add(
        `${node} accepted a connection that was broken, from nobody knows whom`,
      );
    }
  }
  findClient(context, socket);
  const connection = connections.attachServer(socket);
  const event = record(context, thread, 'accept', 'exit', stop, {
    result: 0,
    ...(connection && { channel: connection.forth.channel.id, direction: 'forth' }),
  });
  if (connection !== undefined) {
    connections.accept(connection, event);
    shutLatent(context, connection.back);
  }
};
