/** Calls that change which descriptor leads to which socket. */
import {
  CLOSE_RANGE_CLOEXEC,
  F_DUPFD,
  F_DUPFD_CLOEXEC,
  handlingOf,
  SHUT_RD,
  SHUT_WR,
} from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Process, Thread } from './processes.ts';
import { asFd, type Stop } from './stop.ts';
import { letGo } from './stream-ends.ts';

/** That number leads nowhere known any more. */
const forget = (context: Context, thread: Thread, fd: number): void => {
  context.sockets.forget(thread.process, fd);
  context.engine.ignore(thread.tid, fd, false);
};

const placeOf = ({ out }: OpenSocket) =>
  out === undefined ? {} : { channel: out.channel.id, direction: out.direction };

/** The number is closed, by whatever call. */
const close = (context: Context, thread: Thread, fd: number, stop: Stop): void => {
  const socket = thread.process.sockets.get(fd);
  if (socket !== undefined) {
    const event = record(context, thread, 'close', 'entry', stop, placeOf(socket));
    forget(context, thread, fd);
    letGo(context, socket, event);
  }
};

/** Until the kernel has run it, another thread's call may look the number up again. */
const closing = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { process } = thread;
  const isShared = context.processes
    .all()
    .some((other) => other !== process && other.sockets === process.sockets);
  if (process.tids.size === 1 && !isShared) {
    return 'next';
  }
  const { nr, args } = stop;
  thread.pending = { handling: handlingOf(nr) ?? 'unknown', nr, args };
  return 'exit';
};

/** At entry: no other thread can be given the number before the kernel has run this. */
export const enterClose = (context: Context, thread: Thread, stop: Stop): Resume => {
  const fd = asFd(stop.args[0]);
  if (!thread.process.sockets.has(fd)) {
    return 'next';
  }
  close(context, thread, fd, stop);
  return closing(context, thread, stop);
};

/** What was learnt of these numbers meanwhile was about what has been closed now. */
export const exitClose = (context: Context, thread: Thread, { handling, args }: Pending): void => {
  const [first = 0, last = 0] = args;
  if (handling === 'close') {
    forget(context, thread, asFd(first));
    return;
  }
  for (const fd of within(thread, first, last)) {
    forget(context, thread, fd);
  }
};

const within = ({ process }: Thread, first: number, last: number): number[] =>
  [...process.sockets.keys()].filter((fd) => fd >= first >>> 0 && fd <= last >>> 0);

/** A range of them, unless they are only marked for exec: that looks at each anyway. */
export const enterCloseRange = (context: Context, thread: Thread, stop: Stop): Resume => {
  const [first = 0, last = 0, flags = 0] = stop.args;
  if ((flags & CLOSE_RANGE_CLOEXEC) !== 0) {
    return 'next';
  }
  for (const fd of within(thread, first, last)) {
    close(context, thread, fd, stop);
  }
  context.engine.ignore(thread.tid, -1, false);
  return closing(context, thread, stop);
};

/**
 * dup, dup2, dup3, fcntl(F_DUPFD). Only those return to us that make a descriptor. What a number
 * led to before is closed by the call.
 */
export const enterDup = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): Resume => {
  const [from, second] = pending.args;
  const command = (second ?? 0) | 0;
  if (pending.handling === 'fcntl' && command !== F_DUPFD && command !== F_DUPFD_CLOEXEC) {
    return 'next';
  }
  const socket = context.sockets.find(thread.process, asFd(from));
  thread.pending = { ...pending, copied: socket === 'other' ? undefined : socket };
  if (pending.handling === 'dup_onto' && socket !== undefined && asFd(second) !== asFd(from)) {
    close(context, thread, asFd(second), stop);
  }
  return 'exit';
};

/** The new number leads to the same socket. */
export const exitDup = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { result } = stop;
  if (result < 0 || result === asFd(pending.args[0])) {
    return;
  }
  forget(context, thread, result);
  if (pending.copied !== undefined) {
    thread.process.sockets.set(result, pending.copied);
  }
};

export const exitSocket = (context: Context, thread: Thread, stop: Stop): void => {
  if (stop.result >= 0) {
    forget(context, thread, stop.result);
  }
};

/** On a cut direction the peer must not see FIN: the writing half stays open. */
export const enterShutdown = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { nr, args } = stop;
  const how = (args[1] ?? SHUT_RD) | 0;
  const socket = context.sockets.find(thread.process, asFd(args[0]));
  if (socket === undefined || socket === 'other' || socket.out === undefined || how === SHUT_RD) {
    return 'next';
  }
  const stream = socket.out;
  const event = record(context, thread, 'shutdown', 'entry', stop, placeOf(socket));
  stream.closers.push(event);
  if (stream.cut?.ending !== 'silence') {
    return 'next';
  }
  stream.cut.shut = true;
  const base: Pending = { handling: 'shutdown', nr, args };
  if (how === SHUT_WR) {
    context.engine.skip(thread.tid, 0);
    thread.pending = base;
  } else {
    context.engine.setArgument(thread.tid, 1, SHUT_RD);
    thread.pending = { ...base, restore: { index: 1, value: how } };
  }
  return 'exit';
};

export const exitShutdown = (context: Context, thread: Thread, { restore }: Pending): void => {
  if (restore !== undefined) {
    context.engine.setArgument(thread.tid, restore.index, restore.value);
  }
};

/** A process is gone: all its descriptors are closed. */
export const closeAll = (context: Context, process: Process, event: number): void => {
  const isShared = context.processes.all().some(({ sockets }) => sockets === process.sockets);
  if (!isShared) {
    for (const socket of new Set(process.sockets.values())) {
      letGo(context, socket, event);
    }
  }
  if (process.pidfd >= 0) {
    context.engine.drop(process.pidfd);
    process.pidfd = -1;
  }
};
