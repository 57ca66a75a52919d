/**
 * sendmmsg and recvmmsg: several messages in one call. The result counts messages; how many bytes
 * of each were moved stands in memory. On a stream they are one send or receive of them all.
 */
import type { EventId } from '../model/trace.ts';
import { type Handling, isRestart } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import { consumeCopy } from './copy-source.ts';
import {
  type Fated,
  finishDatagram,
  meetFate,
  openDatagram,
  orderFor,
  verify,
  verifyFailure,
  WITH_CONTROL,
} from './datagram-sends.ts';
import type { Datagram } from './datagrams.ts';
import type { Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import { addressIn, BATCH_MAX, type BatchItem, batchOf, sizeOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { isErrors, isPeek, receiveDatagram } from './receives.ts';
import { asFd, type Stop } from './stop.ts';

export const isBatch = (handling: Handling): boolean =>
  handling === 'sendmmsg' || handling === 'recvmmsg';

const lengthOf = ({ engine }: Context, { tid }: Thread, { lengthAt }: BatchItem): number => {
  const bytes = engine.read(tid, lengthAt, 4);
  return bytes.length < 4 ? 0 : Buffer.from(bytes).readUInt32LE();
};

const writeLength = (context: Context, { tid }: Thread, item: BatchItem, length: number): void => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  context.engine.write(tid, item.lengthAt, bytes);
};

/** Bytes that a batch on a stream has moved, in place of the number of messages. */
export const inBytes = (
  context: Context,
  thread: Thread,
  { handling, args }: Pending,
  stop: Stop,
): Stop => {
  if (!isBatch(handling) || stop.result <= 0) {
    return stop;
  }
  const done = batchOf(context.engine, thread.tid, args).slice(0, stop.result);
  const result = done.reduce((sum, item) => sum + lengthOf(context, thread, item), 0);
  return { ...stop, result };
};

/**
 * What the program is to see as the result when `bytes` of its send on a stream are said to have
 * been moved. Of a batch, the lengths are written as well; the last message may have gone in part.
 */
export const resultFor = (
  context: Context,
  thread: Thread,
  { handling, args, copy }: Pending,
  bytes: number,
): number => {
  if (copy !== undefined && bytes > 0) {
    consumeCopy(context, thread, copy, bytes);
  }
  if (!isBatch(handling) || bytes <= 0) {
    return bytes;
  }
  let left = bytes;
  let count = 0;
  for (const item of batchOf(context.engine, thread.tid, args)) {
    if (left === 0) {
      break;
    }
    const length = Math.min(left, sizeOf(item.segments));
    writeLength(context, thread, item, length);
    left -= length;
    count += 1;
  }
  return count;
};

/** What the interposer knows a datagram by; no event has the names of those after the first. */
const callOf = (entry: EventId, index: number): number =>
  index === 0 ? entry : -(entry * BATCH_MAX + index);

/**
 * Datagrams. One that a fault is due at is sent, or lost, by itself: a call that comes to one later
 * ends before it, and the program comes again with the rest.
 */
export const enterSendBatch = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  stop: Stop,
): Resume => {
  const { engine, datagrams, interposer, late } = context;
  const { nr, args } = stop;
  const items = batchOf(engine, thread.tid, args);
  const entry = record(context, thread, 'send', 'entry', stop);
  const batch: Datagram[] = [];
  const base: Pending = { handling: 'sendmmsg', nr, args, entry, socket, batch };
  thread.pending = base;
  for (const { header, segments } of items) {
    const named = addressIn(engine, thread.tid, header);
    if (named === undefined && socket.peer === undefined) {
      break;
    }
    const call = callOf(entry, batch.length);
    const fd = asFd(args[0]);
    const datagram = openDatagram(context, thread, { socket, fd, named, segments, entry, call });
    if (batch.length >= late.room(datagram)) {
      break;
    }
    const order = orderFor(context, datagram);
    if (order !== undefined && batch.length === 0) {
      const bond = header.control > 0 ? WITH_CONTROL : undefined;
      const pending: Pending = { ...base, batch: [datagram] };
      return carryOutFirst(context, { pending, datagram, order, result: 1, bond }, order);
    }
    if (order !== undefined) {
      interposer.ended(call);
      break;
    }
    batch.push(datagram);
  }
  for (const datagram of batch) {
    datagrams.offer(datagram);
  }
  return shorten(context, thread, base, batch.length, items.length);
};

/** The call sends that many of its messages at most. */
const shorten = (
  { engine }: Context,
  thread: Thread,
  pending: Pending,
  count: number,
  all: number,
): Resume => {
  thread.pending = pending;
  if (count > 0 && count < all) {
    engine.setArgument(thread.tid, 2, count);
    thread.pending = { ...pending, restore: { index: 2, value: pending.args[2] ?? 0 } };
  }
  return 'exit';
};

const carryOutFirst = (context: Context, fated: Fated, order: Order): Resume => {
  const { engine, interposer } = context;
  const { datagram } = fated;
  const { thread } = datagram;
  if (order.crash && order.sentUntil === 0) {
    interposer.ended(datagram.call);
    context.kill(thread.process.node, datagram.entry, order);
    return 'stay';
  }
  const { pending, isMade } = meetFate(context, fated);
  thread.pending = pending;
  if (isMade) {
    return shorten(context, thread, pending, 1, (pending.args[2] ?? 0) >>> 0);
  }
  const [item] = batchOf(engine, thread.tid, pending.args);
  if (item !== undefined && order.failure === undefined) {
    writeLength(context, thread, item, datagram.size);
  }
  return 'exit';
};

export const exitSendBatch = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  const { engine, datagrams, interposer } = context;
  const { batch = [], restore, faked } = pending;
  const { result } = stop;
  if (restore !== undefined) {
    engine.setArgument(thread.tid, restore.index, restore.value);
  }
  for (const [index, datagram] of batch.entries()) {
    if (index < result) {
      const event = finishDatagram(context, datagram, faked !== undefined, stop);
      if (index === 0) {
        verify(context, thread, pending, result, event);
      }
    } else {
      datagrams.withdraw(datagram);
      interposer.ended(datagram.call);
    }
  }
  if (result <= 0 && !isRestart(result)) {
    const event = record(context, thread, 'send', 'exit', stop, { result });
    verifyFailure(context, pending, result, event);
  }
};

/** Each message that arrived is a receive of its own. */
export const exitReceiveBatch = (
  context: Context,
  thread: Thread,
  pending: Pending,
  socket: OpenSocket,
  stop: Stop,
): void => {
  const { engine } = context;
  const { args } = pending;
  if (stop.result < 0 || isErrors(pending)) {
    return;
  }
  for (const item of batchOf(engine, thread.tid, args).slice(0, stop.result)) {
    const size = lengthOf(context, thread, item);
    const source = addressIn(engine, thread.tid, item.header);
    receiveDatagram(context, thread, socket, stop, {
      shown: isPeek(pending),
      fd: asFd(args[0]),
      segments: item.segments,
      source,
      size,
    });
  }
};
