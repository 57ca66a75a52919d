/** Delivers, late and in order, what a direction withheld, as far as its gates let it through. */

import { EAGAIN } from './calls.ts';
import type { Context } from './context.ts';
import type { Stream } from './stream.ts';
import { beginMessages } from './stream-messages.ts';
import { type Cut, type Gate, isGate, type Parcel, takeInto, type Waiter } from './withhold.ts';

/** Gives one of our duplicates back. */
const giveBack = ({ engine, kept }: Context, duplicate: number): void => {
  const index = kept.indexOf(duplicate);
  if (index >= 0) {
    kept.splice(index, 1);
    engine.drop(duplicate);
  }
};

/** Its call, which waits for room, ends now. */
const wake = ({ engine }: Context, { thread }: Waiter): void => engine.interrupt(thread.tid);

const isWaiting = ({ processes }: Context, { thread, pending }: Waiter): boolean =>
  processes.thread(thread.tid) === thread && thread.pending?.entry === pending.entry;

/** Those who wait for room get rid of as much as there is room for, in their order. */
const admit = (context: Context, stream: Stream, cut: Cut): void => {
  for (let first = cut.waiters[0]; first !== undefined; first = cut.waiters[0]) {
    const { thread, pending, rest } = first;
    const { taken } = takeInto(cut, rest.length, true);
    if (isWaiting(context, first)) {
      if (taken === 0) {
        return;
      }
      const bytes = rest.subarray(0, taken);
      const call = pending.entry ?? 0;
      const at = stream.accepted;
      beginMessages(context, stream, bytes, { call, phase: context.phase, at, reach: 0 });
      cut.queue.push({ bytes, entry: call });
      cut.taken += taken;
      first.rest = rest.subarray(taken);
      const { blocked = 0 } = thread.pending ?? {};
      thread.pending = { ...(thread.pending ?? pending), blocked: blocked + taken };
      if (first.rest.length > 0) {
        return;
      }
      wake(context, first);
    }
    cut.waiters.shift();
  }
};

/** False: the rest has to wait until the reader has made room. */
const deliver = (context: Context, stream: Stream, cut: Cut, { bytes, entry }: Parcel): boolean => {
  const sent = context.engine.send(cut.duplicate, bytes);
  if (sent === -EAGAIN) {
    return false;
  }
  if (sent < 0) {
    // The reader is gone. What was sent to it is lost, as it would be in the kernel's buffer.
    cut.queue = [];
    cut.taken = 0;
    return true;
  }
  stream.released(entry, sent, context.recorder);
  if (sent < bytes.length) {
    cut.queue[0] = { bytes: bytes.subarray(sent), entry };
    return false;
  }
  cut.queue.shift();
  return true;
};

/** Both ends see the connection reset, in both directions. 0 or −errno. */
export const breakStream = (context: Context, stream: Stream): number => {
  const { cut } = stream;
  const result = cut === undefined ? 0 : context.engine.reset(cut.duplicate);
  for (const each of [stream, stream.writer?.in]) {
    if (each !== undefined) {
      each.abandoned = true;
      context.draining.delete(each);
      const { waiters = [] } = each.cut ?? {};
      each.cut &&= { ...each.cut, ending: 'reset', queue: [], waiters: [] };
      for (const waiter of waiters) {
        wake(context, waiter);
      }
    }
  }
  return result;
};

/** A reset follows the last byte before it: not before that is with the reader. */
const resetAt = (context: Context, stream: Stream, cut: Cut, { fault, event }: Gate): boolean => {
  if (context.engine.unsent(cut.duplicate) > 0) {
    return false;
  }
  const result = breakStream(context, stream);
  const { interposer } = context;
  if (fault.kind !== 'reset') {
    return true;
  }
  if (result < 0) {
    interposer.failed(fault, `the connection could not be reset: errno ${-result}`);
  } else {
    interposer.fired(fault, event, 'reset the connection after the last byte');
  }
  return true;
};

/** Everything is delivered: the direction works on, and ends if the writer has ended it. */
const finish = (context: Context, stream: Stream, cut: Cut): void => {
  if (cut.shut) {
    context.engine.shutdownWrite(cut.duplicate);
  }
  stream.cut = undefined;
  giveBack(context, cut.duplicate);
};

const step = (context: Context, stream: Stream, cut: Cut): 'on' | 'shut' | 'wait' => {
  const [item] = cut.queue;
  if (item === undefined || !isGate(item)) {
    return item === undefined || deliver(context, stream, cut, item) ? 'on' : 'wait';
  }
  if (item.kind === 'reset' || (item.open && 'resets' in item.fault)) {
    return resetAt(context, stream, cut, item) ? 'shut' : 'wait';
  }
  if (!item.open) {
    return 'shut';
  }
  cut.queue.shift();
  return 'on';
};

/** Goes on with what is withheld there, as far as it can. */
export const drain = (context: Context, stream: Stream): void => {
  const { cut } = stream;
  context.draining.delete(stream);
  if (cut?.ending !== 'silence') {
    return;
  }
  for (;;) {
    admit(context, stream, cut);
    if (cut.queue.length === 0) {
      finish(context, stream, cut);
      return;
    }
    const how = step(context, stream, cut);
    if (how === 'wait') {
      context.draining.add(stream);
    }
    if (how !== 'on') {
      return;
    }
  }
};
