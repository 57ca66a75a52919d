/**
 * Receives that a fault is to strike before: when a message is about to be handed to its reader. A
 * call that would wait for one waits outside the kernel until something is there, so that it can be
 * looked at while it lies there unread.
 */
import type { Fault } from '../model/fault.ts';
import { isAsleep } from './asleep.ts';
import { isRestart } from './calls.ts';
import type { Context, Resume } from './context.ts';
import type { Datagram } from './datagrams.ts';
import { segmentsOf, sizeOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import type { OpenMessage } from './recorder.ts';
import { asFd } from './stop.ts';
import type { Stream } from './stream.ts';

/** What is done about a receive; `slow`: the tracee makes it itself, when it goes on. */
export type Early = 'go' | 'slow' | Exclude<Resume, 'next'>;

/** Some fault is to strike before a message of that way is read. */
export const isStruck = (
  { interposer, phase }: Context,
  { from, to }: Pick<Stream, 'from' | 'to'>,
): boolean => phase === 'workload' && interposer.strikesReads?.(from, to) === true;

/** Something is there for it: bytes, the end, an error. */
const isReadable = (context: Context, thread: Thread, { args }: Pending): boolean => {
  const duplicate = context.sockets.duplicate(thread.process, asFd(args[0]));
  if (duplicate === undefined) {
    return true;
  }
  const isThere = context.engine.readable(duplicate);
  context.engine.drop(duplicate);
  return isThere;
};

/** A sender's call is not seen to have ended, so that what it has sent has no names yet. */
const isUnnamed = (stream: Stream): boolean => {
  const sender = stream.sends.holder;
  return stream.underWay === 0 && sender !== undefined && !isAsleep(sender.tid);
};

/** The node dies at a message that lies there unread; true. Pauses begin after this stop. */
const strikeBefore = (
  context: Context,
  thread: Thread,
  messages: readonly OpenMessage[],
): { readonly dies: boolean; readonly stands: boolean } => {
  const { interposer } = context;
  const last = thread.process.lastEvent;
  const due: readonly Fault[] = messages.flatMap((message) => {
    const past = last === undefined ? [message.sent] : [message.sent, last];
    return interposer.beforeRead?.(message, past) ?? [];
  });
  const crashes = due.filter(({ kind }) => kind === 'crash');
  if (crashes.length > 0) {
    const event = Math.max(0, context.recorder.events.length - 1);
    const order = { deliver: 0, sentUntil: 0, crash: true, faults: crashes };
    context.kill(thread.process.node, event, order);
  }
  return { dies: crashes.length > 0, stands: due.length > 0 };
};

/**
 * Before a datagram that its receiver was given: it is taken for unread. Its sender's call has sent
 * it, so it has its name, even if that was not seen to end yet.
 */
export const strikeDatagram = (context: Context, thread: Thread, datagram: Datagram): boolean => {
  const { call, offer, place } = datagram;
  if (place === undefined || !isStruck(context, offer)) {
    return false;
  }
  context.interposer.ended(call);
  return strikeBefore(context, thread, [place.message]).dies;
};

/** The receive that this thread is about to make on a stream. */
export const meetReceive = (
  context: Context,
  thread: Thread,
  pending: Pending,
  mayWait: boolean,
): Early => {
  const { stream, handling, args } = pending;
  if (stream === undefined) {
    return 'go';
  }
  if (stream.underWay > 0) {
    const size = sizeOf(segmentsOf(context.engine, thread.tid, handling, args));
    const { dies, stands } = strikeBefore(context, thread, stream.ahead(size));
    return dies ? 'stay' : stands ? 'slow' : 'go';
  }
  const isThere = isReadable(context, thread, pending);
  if (isThere ? !isUnnamed(stream) : !mayWait) {
    return 'go';
  }
  context.engine.block(thread.tid);
  thread.pending = { ...pending, early: true };
  context.early.add(thread);
  return 'exit';
};

/** It is entered anew, or a signal has ended it. */
export const exitEarly = (
  context: Context,
  thread: Thread,
  { nr }: Pending,
  result: number,
): void => {
  context.early.delete(thread);
  if (isRestart(result)) {
    context.engine.restart(thread.tid, nr);
    return;
  }
  const { node } = thread.process;
  context.unfollowed.add(`${node} has a seccomp filter by which it cannot be made to wait`);
  thread.isHeld = true;
};

/** Those that wait for something that is there now go on. */
export const retryReceives = (context: Context): void => {
  for (const thread of context.early) {
    const { pending } = thread;
    const stream = pending?.stream;
    if (context.processes.thread(thread.tid) !== thread || stream === undefined) {
      context.early.delete(thread);
    } else if (
      !isStruck(context, stream) ||
      (isReadable(context, thread, pending as Pending) && !isUnnamed(stream))
    ) {
      context.engine.interrupt(thread.tid);
    }
  }
};
