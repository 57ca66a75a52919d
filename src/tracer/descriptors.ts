/** Calls that change which descriptor leads to which socket, and the ends of streams. */
import { F_DUPFD, F_DUPFD_CLOEXEC, SHUT_RD, SHUT_WR } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { Pending, Process, Thread } from './processes.ts';
import { asFd, type Stop } from './stop.ts';

/** That number leads nowhere known any more. */
const forget = (context: Context, thread: Thread, fd: number): void => {
  thread.process.sockets.delete(fd);
  context.engine.ignore(thread.tid, fd, false);
};

/** At entry: no other thread can be given the number before the kernel has run this. */
export const enterClose = (context: Context, thread: Thread, stop: Stop): Resume => {
  const fd = asFd(stop.args[0]);
  const socket = thread.process.sockets.get(fd);
  if (socket !== undefined) {
    const event = record(context, thread, 'close', 'entry', stop, {
      ...(socket.out && { channel: socket.out.channel.id, direction: socket.out.direction }),
    });
    if (socket.out !== undefined) {
      socket.out.closedBy = event;
    }
    forget(context, thread, fd);
  }
  return 'next';
};

/** A range of them, or (CLOSE_RANGE_CLOEXEC) marked for exec, which looks again anyway. */
export const enterCloseRange = (context: Context, thread: Thread, stop: Stop): Resume => {
  const [first = 0, last = 0] = stop.args;
  for (const fd of thread.process.sockets.keys()) {
    if (fd >= first && fd <= last) {
      thread.process.sockets.delete(fd);
    }
  }
  context.engine.ignore(thread.tid, -1, false);
  return 'next';
};

/** dup, dup2, dup3, fcntl(F_DUPFD): the new number leads to the same socket. */
export const exitDup = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  if (stop.result < 0) {
    return;
  }
  forget(context, thread, stop.result);
  const socket = thread.process.sockets.get(asFd(pending.args[0]));
  if (socket !== undefined) {
    thread.process.sockets.set(stop.result, socket);
  }
};

export const duplicates = (stop: Stop): boolean =>
  stop.args[1] === F_DUPFD || stop.args[1] === F_DUPFD_CLOEXEC;

export const exitSocket = (context: Context, thread: Thread, stop: Stop): void => {
  if (stop.result >= 0) {
    forget(context, thread, stop.result);
  }
};

/** On a cut direction the peer must not see FIN: the writing half stays open. */
export const enterShutdown = (context: Context, thread: Thread, stop: Stop): Resume => {
  const fd = asFd(stop.args[0]);
  const how = stop.args[1] ?? SHUT_RD;
  const socket = context.sockets.find(thread.process, fd);
  if (socket === undefined || socket === 'other' || socket.out === undefined || how === SHUT_RD) {
    return 'next';
  }
  const stream = socket.out;
  const event = record(context, thread, 'shutdown', 'entry', stop, {
    channel: stream.channel.id,
    direction: stream.direction,
  });
  stream.closedBy = event;
  if (stream.cut?.ending !== 'silence') {
    return 'next';
  }
  const base: Pending = { handling: 'shutdown', nr: stop.nr, args: stop.args };
  if (how === SHUT_WR) {
    context.engine.skip(thread.tid, 0);
    thread.pending = base;
  } else {
    context.engine.setArgument(thread.tid, 1, SHUT_RD);
    thread.pending = { ...base, restore: how };
  }
  return 'exit';
};

export const exitShutdown = (context: Context, thread: Thread, pending: Pending): void => {
  if (pending.restore !== undefined) {
    context.engine.setArgument(thread.tid, 1, pending.restore);
  }
};

/** A process is gone: all its descriptors are closed. */
export const closeAll = (context: Context, process: Process, event: number): void => {
  for (const socket of process.sockets.values()) {
    if (socket.out !== undefined) {
      socket.out.closedBy = event;
    }
  }
  if (process.pidfd >= 0) {
    context.engine.drop(process.pidfd);
    process.pidfd = -1;
  }
};
