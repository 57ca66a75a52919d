/**
 * An attempt to connect whose SYN is lost, as the connecting end sees it: no answer comes to its
 * socket. Its kernel goes on trying, so when that is over the connection is made at the next try.
 */
import type { Fault } from '../model/fault.ts';
import type { EventId } from '../model/trace.ts';
import { anyDuplicate } from './any-duplicate.ts';
import type { Context, Resume } from './context.ts';
import type { OfferedMessage } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Deaf, Pending, Thread } from './processes.ts';
import { AF_UNIX } from './socket-description.ts';
import { asFd } from './stop.ts';

/** It hears again, if anybody still waits for it. */
const listen = (context: Context, socket: OpenSocket, deaf: Deaf): void => {
  deaf.over = true;
  const duplicate = anyDuplicate(context, (one) => one === socket);
  if (duplicate === undefined) {
    return;
  }
  context.engine.deafen(duplicate, false);
  context.engine.drop(duplicate);
  if (deaf.message !== undefined) {
    deaf.message.withheld = false;
  }
};

/** What `timeOut` does to a socket, or undoes; closes the duplicate. False: not all of it. */
const setLost = ({ engine }: Context, duplicate: number, on: boolean): boolean => {
  const isSet = engine.deafen(duplicate, on) === 0;
  const isHasty = (isSet || !on) && engine.hasten(duplicate, on) === 0;
  engine.drop(duplicate);
  return isSet && isHasty;
};

/**
 * Nothing that comes to the socket arrives, and its kernel gives up after one try: ETIMEDOUT, as
 * after all its tries, though in a second and not in two minutes. False: that cannot be done.
 */
export const timeOut = (
  context: Context,
  thread: Thread,
  pending: Pending,
  message: OfferedMessage,
  fault: Fault,
): boolean => {
  const { interposer, sockets, lasting } = context;
  const entry = pending.entry as EventId;
  const socket = pending.socket as OpenSocket;
  const duplicate =
    socket.domain === AF_UNIX
      ? undefined
      : sockets.duplicate(thread.process, asFd(pending.args[0]));
  if (duplicate === undefined || !setLost(context, duplicate, true)) {
    return false;
  }
  socket.isDeaf = true;
  thread.pending = { ...pending, deaf: { over: false, message: undefined } };
  lasting.set(fault, () => {
    const again = anyDuplicate(context, (one) => one === socket);
    if (again !== undefined) {
      setLost(context, again, false);
    }
  });
  interposer.sent(entry, message);
  interposer.ended(entry);
  interposer.fired(fault, entry, 'the SYN was lost, and the first try is the last');
  return true;
};

/** The next attempt on a socket is another one, whatever befell the last. */
export const hearAgain = (
  context: Context,
  thread: Thread,
  fd: number,
  socket: OpenSocket,
): void => {
  const duplicate =
    socket.isDeaf === true ? context.sockets.duplicate(thread.process, fd) : undefined;
  if (duplicate !== undefined) {
    socket.isDeaf = false;
    setLost(context, duplicate, false);
  }
};

/** The call goes its way and hears nothing until the fault is over; for ever if that never ends. */
export const ignore = (
  context: Context,
  thread: Thread,
  pending: Pending,
  message: OfferedMessage,
  fault: Fault,
): Resume => {
  const { engine, interposer, sockets, lasting } = context;
  const entry = pending.entry as EventId;
  const socket = pending.socket as OpenSocket;
  const fail = (why: string): Resume => {
    if (fault.kind === 'ignore') {
      interposer.failed(fault, why);
    }
    return 'exit';
  };
  if (socket.domain === AF_UNIX) {
    return fail('nothing is lost between sockets of one machine');
  }
  const duplicate = sockets.duplicate(thread.process, asFd(pending.args[0]));
  const result = duplicate === undefined ? -1 : engine.deafen(duplicate, true);
  if (duplicate !== undefined) {
    engine.drop(duplicate);
  }
  if (result < 0) {
    return fail(`the socket could not be made deaf: errno ${-result}`);
  }
  socket.isDeaf = true;
  const deaf: Deaf = { over: false, message: undefined };
  thread.pending = { ...pending, deaf };
  const before = lasting.get(fault);
  lasting.set(fault, () => {
    before?.();
    listen(context, socket, deaf);
  });
  interposer.sent(entry, message);
  interposer.ended(entry);
  if (fault.kind === 'ignore') {
    interposer.fired(fault, entry, 'the SYN was lost');
  }
  return 'exit';
};
