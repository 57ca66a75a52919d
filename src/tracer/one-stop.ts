/**
 * Calls made in place of the tracee at their entry stop, on a duplicate of its socket: one stop
 * instead of two, and what the call did is recorded in the step in which it did it. The engine
 * leaves to the tracee what may wait, raise a signal or fault; here only calls are offered to it
 * that no other thread's can run into.
 */
import { EFAULT } from './calls.ts';
import type { Context } from './context.ts';
import { LEFT, LOST } from './engine.ts';
import type { Pending, Thread } from './processes.ts';
import { asFd } from './stop.ts';

const duplicateFor = (context: Context, thread: Thread, pending: Pending): number | undefined => {
  const { socket } = pending;
  // A message on an AF_UNIX socket tells the reader who sent it: that must be the tracee.
  return context.oneStop && socket?.kind === 'tcp' && thread.watched?.edit === undefined
    ? context.sockets.hold(thread.process, asFd(pending.args[0]), socket)
    : undefined;
};

const resultOf = (result: number): number | undefined => (result === LEFT ? undefined : result);

/** What the send returned; undefined: the tracee makes it. */
export const sendNow = (
  context: Context,
  thread: Thread,
  pending: Pending,
  bytes: Uint8Array,
): number | undefined => {
  const { stream, copy, size } = pending;
  const isWhole = copy === undefined && bytes.length === size;
  if (!isWhole || stream === undefined || thread.turn !== stream.sends) {
    return undefined;
  }
  const duplicate = duplicateFor(context, thread, pending);
  return duplicate === undefined
    ? undefined
    : resultOf(context.engine.sendFor(thread.tid, duplicate, bytes));
};

/** What the receive returned; undefined: the tracee makes it. */
export const receiveNow = (
  context: Context,
  thread: Thread,
  pending: Pending,
): number | undefined => {
  const { stream } = pending;
  if (stream === undefined || thread.turn !== stream.receives) {
    return undefined;
  }
  const duplicate = duplicateFor(context, thread, pending);
  if (duplicate === undefined) {
    return undefined;
  }
  const result = context.engine.receiveFor(thread.tid, duplicate);
  if (result === LOST) {
    context.unfollowed.add(`${thread.process.node} received where it has no memory any more`);
    return -EFAULT;
  }
  return resultOf(result);
};
