/** Sending on a stream: what the kernel accepted becomes a byte window and messages. */
import type { EventId } from '../model/trace.ts';
import { ECONNRESET, EPIPE, flagsOf, type Handling, isRestart, MSG_FASTOPEN } from './calls.ts';
import {
  type Context,
  leaveTurn,
  type Resume,
  record,
  recordEntry,
  recordExit,
} from './context.ts';
import { aheadOf, copiedBytes, foreseen } from './copy-source.ts';
import { breakStream, drain } from './drain.ts';
import { type Attempt, carryOut, exitBlocked, fallShortBy, swallow } from './obey-send.ts';
import { sendNow } from './one-stop.ts';
import type { OpenSocket } from './open-socket.ts';
import { behind, PAYLOAD_BYTES_MAX, readSegments, segmentsOf, sizeOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import type { Stop } from './stop.ts';
import type { Stream } from './stream.ts';
import { noticeEnd } from './stream-ends.ts';
import { beginMessages, offerOf } from './stream-messages.ts';

/**
 * Sends up to that size are read before they run, not after: of a thread that dies in its call
 * nothing can be read any more. Longer ones may be taken bit by bit, and would be read each time.
 */
const AHEAD_BYTES_MAX = 65_536;

export const enterSend = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): Resume => {
  const { engine } = context;
  const stream = socket.out;
  if (stream === undefined) {
    if ((flagsOf(handling, stop.args) & MSG_FASTOPEN) !== 0) {
      context.unfollowed.add(`${thread.process.node} connected by TCP Fast Open`);
    }
    return 'next';
  }
  const { nr, args } = stop;
  if (stream.isInner && socket.kind !== 'unixpacket') {
    return offerSend(context, thread, { handling, nr, args, socket, stream }, stop);
  }
  const segments = segmentsOf(engine, thread.tid, handling, args);
  const size = sizeOf(segments);
  const whole: Pending = {
    handling,
    nr,
    args,
    socket,
    stream,
    segments,
    size,
    // Set when the call is recorded: an object that grows no more costs less.
    entry: undefined,
    bytes: undefined,
  };
  return offerSend(context, thread, shortened(context, thread, whole), stop);
};

/** The kernel is asked for less, as if the buffers were full, where the interposer wants that. */
const shortened = (context: Context, thread: Thread, send: Pending): Pending => {
  const { handling, args, socket, stream, size = 0 } = send;
  const isCounted = socket?.kind === 'tcp' && (handling === 'write' || handling === 'sendto');
  if (stream === undefined || context.phase !== 'workload' || !isCounted) {
    return send;
  }
  const { engine, interposer } = context;
  const most = interposer.shorten?.(stream.from, stream.to, size) ?? size;
  const [fd = -1, address = 0, count = 0, ...more] = args;
  if (most >= size) {
    return send;
  }
  engine.setArgument(thread.tid, 2, most);
  const segments = segmentsOf(engine, thread.tid, handling, [fd, address, most, ...more]);
  return { ...send, segments, size: most, restore: { index: 2, value: count } };
};

/** A send on a stream, whatever it takes its bytes from: nothing of it has happened yet. */
export const offerSend = (context: Context, thread: Thread, send: Pending, stop: Stop): Resume => {
  const { interposer } = context;
  const stream = send.stream as Stream;
  const socket = send.socket as OpenSocket;
  const { size = 0, segments = [], copy } = send;
  const entry = recordEntry(context, thread, 'send', stop, stream);
  send.entry = entry;
  thread.pending = send;
  if (stream.isInner) {
    return 'exit';
  }
  const wanted = context.phase === 'workload' && interposer.wants(stream.from, stream.to);
  const isCut = stream.cut?.ending === 'silence';
  // A file can be looked at afterwards as well.
  const isLong = copy === undefined ? size > AHEAD_BYTES_MAX : copy.offset >= 0;
  if (!wanted && !isCut && isLong) {
    return 'exit';
  }
  const most = Math.min(size, PAYLOAD_BYTES_MAX);
  const bytes =
    copy === undefined
      ? readSegments(context.engine, thread.tid, segments, most)
      : aheadOf(context, thread, copy, most);
  send.bytes = bytes;
  const pending = wanted || isCut ? foreseen(context, thread, send) : send;
  thread.pending = pending;
  if (bytes.length === 0 && copy !== undefined && copy.offset < 0) {
    return 'exit';
  }
  const order = wanted
    ? interposer.order({ ...offerOf(context, stream, entry, bytes), tid: thread.tid })
    : undefined;
  const attempt: Attempt = { context, thread, socket, stream, pending, entry, bytes };
  if (order?.failure !== undefined || order?.most !== undefined) {
    return fallShortBy(attempt, order, isCut);
  }
  if (isCut) {
    return swallow(attempt, order);
  }
  if (order?.waits === true && order.faults.length === 0) {
    thread.pending = { ...pending, order };
    return 'exit';
  }
  if (order === undefined) {
    return run(context, thread, pending, bytes, stop);
  }
  if (order.cut === undefined && order.deliver === bytes.length) {
    return run(context, thread, { ...pending, order }, bytes, stop);
  }
  return carryOut(attempt, order);
};

/** The call goes its way, here if it can. */
const run = (
  context: Context,
  thread: Thread,
  pending: Pending,
  bytes: Uint8Array,
  stop: Stop,
): Resume => {
  thread.pending = pending;
  const result = sendNow(context, thread, pending, bytes);
  if (result === undefined) {
    return 'exit';
  }
  thread.pending = undefined;
  stop.result = result;
  exitSend(context, thread, pending, stop);
  leaveTurn(context, thread);
  return 'next';
};

/** `size` bytes that a send has got rid of, from its `from`th on. */
const sentBytes = (
  context: Context,
  thread: Thread,
  send: Pending,
  from: number,
  size: number,
): Uint8Array => {
  const { copy, segments = [] } = send;
  return copy === undefined
    ? readSegments(context.engine, thread.tid, behind(segments, from), size)
    : copiedBytes(context, thread, { ...send, copy }, from, size);
};

/** The kernel took `size` bytes of the call. */
const accept = (context: Context, thread: Thread, pending: Pending, size: number): void => {
  const { recorder, phase } = context;
  const stream = pending.stream as Stream;
  const call = pending.entry as EventId;
  const { bytes } = pending;
  if (stream.isInner) {
    stream.wrote(call, size, recorder);
    return;
  }
  if (bytes !== undefined && bytes.length >= size) {
    const at = stream.accepted;
    const taken = bytes.length === size ? bytes : bytes.subarray(0, size);
    beginMessages(context, stream, taken, { call, phase, at, reach: size });
    stream.wrote(call, size, recorder);
    return;
  }
  for (let done = 0; done < size; done += PAYLOAD_BYTES_MAX) {
    const chunk = Math.min(size - done, PAYLOAD_BYTES_MAX);
    beginMessages(context, stream, sentBytes(context, thread, pending, done, chunk), {
      call,
      phase,
      at: stream.accepted + done,
      reach: chunk,
    });
  }
  stream.wrote(call, size, recorder);
};

export const exitSend = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const stream = pending.stream as Stream;
  const entry = pending.entry as EventId;
  if (pending.restore !== undefined) {
    context.engine.setArgument(thread.tid, pending.restore.index, pending.restore.value);
  }
  if (pending.blocked !== undefined) {
    exitBlocked(context, thread, pending, stop.result);
    const { blocked: size, blockedFrom: from = 0 } = pending;
    if (size > 0) {
      record(context, thread, 'send', 'exit', stop, {
        channel: stream.channel.id,
        direction: stream.direction,
        result: size,
        window: { from, to: from + size },
      });
    }
    return;
  }
  const { result } = stop;
  if (isRestart(result)) {
    context.interposer.ended(entry);
    return;
  }
  if (pending.faked === undefined && result > 0) {
    accept(context, thread, pending, result);
  }
  const size = Math.max(0, result);
  const from = stream.accepted - size;
  const event = recordExit(context, thread, 'send', stop, stream, { from, size, result });
  context.interposer.ended(entry);
  const back = pending.socket?.in;
  const isReal = pending.order?.failure === undefined;
  if (back !== undefined && isReal && (result === -EPIPE || result === -ECONNRESET)) {
    noticeEnd(context, back, event);
  }
  verify(context, thread, pending, result, event);
  if (stream.doom !== undefined && stream.accepted >= stream.doom.at) {
    context.kill(thread.process.node, event, stream.doom.order);
  }
};

const strikeText = (result: number): string =>
  result < 0 ? 'the send failed' : `the send moved ${result} ${result === 1 ? 'byte' : 'bytes'}`;

/** The injection counts as done only when the result at exit is the one that was put there. */
const verify = (
  context: Context,
  thread: Thread,
  pending: Pending,
  result: number,
  event: EventId,
): void => {
  const { order, faked, socket, stream } = pending;
  if (order === undefined || socket === undefined || stream === undefined) {
    return;
  }
  const took = (faked === undefined && result > 0) || result === faked;
  const broken = took && order.cut === 'reset' ? breakStream(context, stream) : 0;
  for (const fault of order.faults) {
    if (fault.kind === 'crash' || (fault.kind === 'reset' && took)) {
      continue;
    }
    if (!took) {
      context.interposer.failed(fault, `the call returned ${result} instead of ${faked}`);
    } else if (fault.kind === 'fail' || fault.kind === 'shorten') {
      context.interposer.fired(fault, event, strikeText(result));
    } else if (broken < 0) {
      context.interposer.failed(fault, `the connection could not be reset: errno ${-broken}`);
    } else {
      const withheld = result - (pending.delivered ?? 0);
      context.interposer.fired(fault, event, `withheld ${withheld} bytes of this write`);
    }
  }
  drain(context, stream);
  if (!took || !order.crash) {
    return;
  }
  if (result >= order.sentUntil) {
    context.kill(thread.process.node, event, order);
  } else {
    // A short write: the message that the node dies after is not out yet.
    stream.doom = { at: stream.accepted + order.sentUntil - result, order };
  }
};
