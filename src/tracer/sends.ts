/** Sending on a stream: byte windows, messages, and what an order does to them. */
import { EAGAIN, type Handling, isRestart } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { FramedMessage } from './framers/framer.ts';
import type { Offer, OfferedMessage, Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import { readSegments, segmentsOf, sizeOf } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { asFd, type Stop } from './stop.ts';
import type { Stream } from './stream.ts';

const offered = (stream: Stream, message: FramedMessage): OfferedMessage => ({
  from: stream.from,
  to: stream.to,
  kind: 'tcp',
  label: message.label,
  labelClass: message.labelClass,
  digest: message.digest,
});

/** Begins the messages that start in the first `size` of these bytes; `reach`: how many of them arrive. */
const begin = (
  context: Context,
  stream: Stream,
  entry: number,
  bytes: Uint8Array,
  reach: number,
): void => {
  for (const message of stream.framer.push(bytes)) {
    const start = stream.written + message.start;
    stream.began(
      context.recorder.message({
        ...offered(stream, message),
        channel: stream.channel.id,
        direction: stream.direction,
        start,
        end: stream.written + bytes.length,
        sent: entry,
        phase: context.phase,
        withheld: message.start >= reach,
      }),
    );
    if (context.phase === 'workload') {
      context.interposer.sent(offered(stream, message));
    }
  }
  const last = stream.messages.at(-1);
  if (last !== undefined) {
    last.end = stream.written + bytes.length;
  }
};

const askForOrder = (
  context: Context,
  thread: Thread,
  stream: Stream,
  pending: { segments: ReturnType<typeof segmentsOf>; size: number },
): Order | undefined => {
  if (context.phase !== 'workload' || !context.interposer.wants(stream.from, stream.to)) {
    return undefined;
  }
  const bytes = readSegments(context.engine, thread.tid, pending.segments, pending.size);
  const messages = stream.framer.clone().push(bytes);
  const offer: Offer = {
    messages: messages.map((message) => offered(stream, message)),
    starts: messages.map(({ start }) => start),
    size: pending.size,
  };
  return context.interposer.order(offer);
};

export const enterSend = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): Resume => {
  const stream = socket.out;
  if (stream === undefined) {
    return 'next';
  }
  const segments = segmentsOf(context.engine, thread.tid, handling, stop.args);
  const size = sizeOf(segments);
  const entry = record(context, thread, 'send', 'entry', stop, {
    channel: stream.channel.id,
    direction: stream.direction,
  });
  const base: Pending = {
    handling,
    nr: stop.nr,
    args: stop.args,
    entry,
    socket,
    stream,
    segments,
    size,
  };
  if (stream.cut !== undefined) {
    return swallow(context, thread, base, askForOrder(context, thread, stream, { segments, size }));
  }
  const order = askForOrder(context, thread, stream, { segments, size });
  if (order === undefined || (order.cut === undefined && order.deliver === size)) {
    thread.pending = order === undefined ? base : { ...base, order };
    return 'exit';
  }
  return obey(context, thread, base, order);
};

/** Delivers what the order lets through, withholds the rest; the sender sees all of it accepted. */
const obey = (context: Context, thread: Thread, base: Pending, order: Order): Resume => {
  const { engine } = context;
  const stream = base.stream as Stream;
  const duplicate = context.sockets.duplicate(thread.process, asFd(base.args[0]));
  const bytes = readSegments(engine, thread.tid, base.segments ?? [], base.size ?? 0);
  const delivered =
    duplicate === undefined || order.deliver === 0
      ? 0
      : engine.send(duplicate, bytes.subarray(0, order.deliver));
  if (duplicate === undefined || delivered !== order.deliver) {
    if (duplicate !== undefined) {
      engine.drop(duplicate);
    }
    return giveUp(context, thread, base, order, bytes.subarray(0, Math.max(0, delivered)));
  }
  begin(context, stream, base.entry as number, bytes.subarray(0, order.sentUntil), order.deliver);
  stream.wrote(base.entry as number, order.deliver, context.recorder);
  if (order.cut === undefined) {
    engine.drop(duplicate);
    context.kill(thread.process.node, base.entry as number, order);
    return 'stay';
  }
  const room = context.sockets.describe(thread.process, asFd(base.args[0]));
  stream.cut = {
    duplicate,
    ending: order.cut,
    taken: bytes.length - order.deliver,
    room: room === undefined || room === 'other' ? 0 : room.sendRoom,
  };
  context.kept.push(duplicate);
  engine.skip(thread.tid, bytes.length);
  thread.pending = { ...base, order, faked: bytes.length, delivered: order.deliver };
  return 'exit';
};

/** The bytes before the fault did not fit the send buffer: the sender sees a short write, or its own call runs. */
const giveUp = (
  context: Context,
  thread: Thread,
  base: Pending,
  order: Order,
  sent: Uint8Array,
): Resume => {
  for (const fault of order.faults) {
    const detail = `only ${sent.length} of the ${order.deliver} bytes before it fitted the send buffer`;
    context.interposer.failed(fault, detail);
  }
  thread.pending = base;
  if (sent.length > 0) {
    const stream = base.stream as Stream;
    begin(context, stream, base.entry as number, sent, sent.length);
    stream.wrote(base.entry as number, sent.length, context.recorder);
    context.engine.skip(thread.tid, sent.length);
    thread.pending = { ...base, faked: sent.length, delivered: sent.length };
  }
  return 'exit';
};

/** A send on a direction that is already cut: it fills a send buffer that nobody drains. */
const swallow = (
  context: Context,
  thread: Thread,
  base: Pending,
  order: Order | undefined,
): Resume => {
  const stream = base.stream as Stream;
  const cut = stream.cut as NonNullable<Stream['cut']>;
  const size = base.size ?? 0;
  if (cut.ending === 'reset') {
    thread.pending = base;
    return 'exit';
  }
  if (cut.taken + size > cut.room && cut.taken > 0) {
    const now = context.sockets.describe(thread.process, asFd(base.args[0]));
    if (now === undefined || now === 'other' || !now.nonblocking) {
      context.held.add(thread.tid);
      return 'stay';
    }
    context.engine.skip(thread.tid, -EAGAIN);
    thread.pending = { ...base, faked: -EAGAIN };
    return 'exit';
  }
  const bytes = readSegments(context.engine, thread.tid, base.segments ?? [], size);
  if (order?.crash === true && order.sentUntil === 0) {
    context.kill(thread.process.node, base.entry as number, order);
    return 'stay';
  }
  const sent = order?.crash === true ? order.sentUntil : size;
  cut.taken += sent;
  begin(context, stream, base.entry as number, bytes.subarray(0, sent), 0);
  context.engine.skip(thread.tid, size);
  thread.pending = {
    ...base,
    faked: size,
    delivered: 0,
    ...(order && { order: onlyCrash(context, order) }),
  };
  return 'exit';
};

/** What is cut already can't be cut again: that fault changes nothing, and so has not fired. */
const onlyCrash = (context: Context, order: Order): Order => {
  for (const fault of order.faults.filter(({ kind }) => kind !== 'crash')) {
    context.interposer.failed(fault, 'that direction was cut before');
  }
  return { ...order, faults: order.faults.filter(({ kind }) => kind === 'crash') };
};

export const exitSend = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  if (isRestart(stop.result)) {
    return;
  }
  const stream = pending.stream as Stream;
  const entry = pending.entry as number;
  const from = stream.written - (pending.delivered ?? 0);
  if (pending.faked === undefined && stop.result > 0) {
    const bytes = readSegments(context.engine, thread.tid, pending.segments ?? [], stop.result);
    begin(context, stream, entry, bytes, bytes.length);
    stream.wrote(entry, stop.result, context.recorder);
  }
  const event = record(context, thread, 'send', 'exit', stop, {
    channel: stream.channel.id,
    direction: stream.direction,
    result: stop.result,
    ...(stop.result > 0 && { window: { from, to: stream.written } }),
  });
  verify(context, thread, pending, stop, event);
};

/** The injection counts as done only when the result at exit is the one that was put there. */
const verify = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
  event: number,
): void => {
  const { order, faked, stream } = pending;
  if (order === undefined) {
    return;
  }
  const took = faked === undefined ? stop.result > 0 : stop.result === faked;
  for (const fault of order.faults) {
    if (fault.kind === 'crash') {
      continue;
    }
    const withheld = (pending.size ?? 0) - (pending.delivered ?? 0);
    if (took) {
      context.interposer.fired(fault, event, `withheld ${withheld} bytes of this write`);
    } else {
      context.interposer.failed(fault, `the call returned ${stop.result} instead of ${faked}`);
    }
  }
  if (took && order.cut === 'reset' && stream?.cut !== undefined) {
    context.engine.reset(stream.cut.duplicate);
  }
  if (took && order.crash) {
    context.kill(thread.process.node, event, order);
  }
};
