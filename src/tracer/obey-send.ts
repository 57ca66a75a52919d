/** What an order does to a send on a stream, and what a cut does to all that come after it. */
import { ERRNOS } from '../model/errno.ts';
import { resultFor } from './batches.ts';
import { EAGAIN, EPIPE, flagsOf, isRestart, MSG_DONTWAIT } from './calls.ts';
import { type Context, leaveTurn, type Resume } from './context.ts';
import { enqueue } from './gates.ts';
import type { Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Thread } from './processes.ts';
import { type SocketDescription, TCP_CLOSE_WAIT, TCP_ESTABLISHED } from './socket-description.ts';
import { asFd } from './stop.ts';
import type { Stream } from './stream.ts';
import { beginMessages } from './stream-messages.ts';
import { createCut, isForEver, takeInto } from './withhold.ts';

/** One send in its entry stop. */
export interface Attempt {
  readonly context: Context;
  readonly thread: Thread;
  readonly socket: OpenSocket;
  readonly stream: Stream;
  readonly pending: Pending;
  readonly entry: number;
  readonly bytes: Uint8Array;
}

/** The socket, if the kernel would take bytes from it; else the call is best left to fail. */
const sendable = ({ context, thread, socket, pending }: Attempt): SocketDescription | undefined => {
  const fd = asFd(pending.args[0]);
  const now = context.sockets.look(thread.process, fd, socket);
  if (socket.kind !== 'tcp') {
    return now && canSend(context, thread, fd, socket) ? now : undefined;
  }
  const isOpen = now?.tcpState === TCP_ESTABLISHED || now?.tcpState === TCP_CLOSE_WAIT;
  return isOpen ? now : undefined;
};

/** An AF_UNIX socket whose peer is gone does not take even nothing. */
const canSend = (context: Context, thread: Thread, fd: number, { kind }: OpenSocket): boolean => {
  const { engine, sockets } = context;
  const duplicate = sockets.duplicate(thread.process, fd);
  if (duplicate === undefined) {
    return false;
  }
  // A record of nothing would be one, too.
  const result = kind === 'unix' ? engine.send(duplicate, new Uint8Array(0)) : 0;
  engine.drop(duplicate);
  return result >= 0;
};

const waits = ({ pending }: Attempt, now: SocketDescription): boolean =>
  !now.nonblocking && (flagsOf(pending.handling, pending.args) & MSG_DONTWAIT) === 0;

/** The first `size` bytes are messages now; `reach` of them arrive. */
const begin = ({ context, stream, entry, bytes }: Attempt, size: number, reach: number): void =>
  beginMessages(context, stream, bytes.subarray(0, size), {
    call: entry,
    phase: context.phase,
    at: stream.accepted,
    reach,
  });

/** The call does nothing and returns `result`. */
const answer = (attempt: Attempt, result: number, more: Partial<Pending> = {}): Resume => {
  const { context, thread, pending } = attempt;
  context.engine.skip(thread.tid, resultFor(context, thread, pending, result));
  thread.pending = { ...pending, ...more, faked: result };
  return 'exit';
};

/**
 * The bytes before the faulted message do not all fit into the send buffer. Then the call must end
 * before that message, as a short write; the program comes again with the rest.
 */
const fallShort = (attempt: Attempt, order: Order, sent: number, mayWait: boolean): Resume => {
  const { context, thread, stream, entry, pending } = attempt;
  // What was to fall short anyway has done so, if it was that message.
  const own = order.most === undefined ? {} : { order };
  if (sent > 0) {
    begin(attempt, sent, sent);
    stream.wrote(entry, sent, context.recorder);
    return answer(attempt, sent, { delivered: sent, ...own });
  }
  if (sent === -EAGAIN && !mayWait) {
    return answer(attempt, -EAGAIN);
  }
  const { handling, args, copy } = pending;
  const isPlain = handling === 'write' || handling === 'sendto';
  if (sent === -EAGAIN && (isPlain || copy !== undefined)) {
    const { sizeArgument: index, size: value } = copy ?? { sizeArgument: 2, size: args[2] ?? 0 };
    context.engine.setArgument(thread.tid, index, order.deliver);
    thread.pending = { ...pending, restore: { index, value }, ...own };
  } else if (sent === -EAGAIN) {
    for (const fault of order.faults) {
      context.interposer.failed(fault, 'the send buffer had no room for the bytes before it');
    }
  }
  return 'exit';
};

/** `accepted` bytes of the call were taken; if it must wait for more room, it waits for ever. */
const conclude = (
  attempt: Attempt,
  order: Order | undefined,
  { accepted, delivered, blocks }: { accepted: number; delivered: number; blocks: boolean },
): Resume => {
  const { context, thread, stream, pending, entry, bytes } = attempt;
  const more = { delivered, ...(order && { order }) };
  if (!blocks) {
    const isFull = accepted === 0 && bytes.length > 0;
    return isFull ? answer(attempt, -EAGAIN) : answer(attempt, accepted, more);
  }
  for (const fault of order?.faults ?? []) {
    if (fault.kind !== 'crash' && fault.kind !== 'reset') {
      const withheld = accepted - delivered;
      context.interposer.fired(fault, entry, `withheld ${withheld} bytes, then the sender waits`);
    }
  }
  context.interposer.ended(entry);
  leaveTurn(context, thread);
  if (order?.crash === true && accepted >= order.sentUntil) {
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  context.engine.block(thread.tid);
  const from = stream.accepted - accepted;
  thread.pending = { ...pending, ...more, blocked: accepted, blockedFrom: from };
  return 'exit';
};

/** Only what has been taken comes to a gate; what is offered again comes to it later. */
const reached = (order: Order, size: number): Order => {
  const isReached = ({ at, fault }: NonNullable<Order['gates']>[number]): boolean =>
    at < size || (fault.kind === 'reset' && at === size);
  const gates = order.gates?.filter(isReached) ?? [];
  const late = order.gates?.filter((gate) => !isReached(gate)).map(({ fault }) => fault) ?? [];
  return {
    ...order,
    gates,
    faults: order.faults.filter((fault) => !late.includes(fault as never)),
  };
};

/** Of the call, `taken` bytes from that offset on are withheld. */
const withhold = (
  attempt: Attempt,
  ordered: Order | undefined,
  { from, taken, blocks }: { from: number; taken: number; blocks: boolean },
): Resume => {
  const { context, thread, stream, pending, entry, bytes } = attempt;
  const accepted = from + taken;
  const order = ordered && reached(ordered, accepted);
  const { cut } = stream;
  if (cut !== undefined) {
    const gates = order?.gates ?? [];
    enqueue(context, stream, cut, {
      bytes: bytes.slice(from, accepted),
      entry,
      offset: from,
      gates,
    });
    if (blocks) {
      cut.waiters.push({ thread, pending, rest: bytes.slice(accepted) });
    }
  }
  return conclude(attempt, order, { accepted, delivered: from, blocks });
};

/** The call fails, or moves no more than some of its bytes. */
export const fallShortBy = (attempt: Attempt, order: Order, isCut: boolean): Resume => {
  const { failure, most } = order;
  if (failure !== undefined) {
    return answer(attempt, -ERRNOS[failure], { order });
  }
  const limited: Attempt = { ...attempt, bytes: attempt.bytes.subarray(0, most) };
  return isCut ? swallow(limited, order) : carryOut(limited, order);
};

/** Delivers what the order lets through and withholds the rest. */
export const carryOut = (attempt: Attempt, order: Order): Resume => {
  const { context, thread, stream, pending, entry, bytes } = attempt;
  const { engine, recorder } = context;
  const now = sendable(attempt);
  const duplicate = now && context.sockets.duplicate(thread.process, asFd(pending.args[0]));
  if (now === undefined || duplicate === undefined) {
    return 'exit';
  }
  const mayWait = waits(attempt, now);
  const { deliver } = order;
  const sent = deliver === 0 ? 0 : engine.send(duplicate, bytes.subarray(0, deliver));
  if (sent !== deliver) {
    engine.drop(duplicate);
    return fallShort(attempt, order, sent, mayWait);
  }
  if (order.cut === undefined && order.most !== undefined) {
    engine.drop(duplicate);
    begin(attempt, deliver, deliver);
    stream.wrote(entry, deliver, recorder);
    return answer(attempt, deliver, { delivered: deliver, order });
  }
  if (order.cut === undefined) {
    engine.drop(duplicate);
    begin(attempt, order.sentUntil, deliver);
    stream.wrote(entry, deliver, recorder);
    context.interposer.ended(entry);
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  const cut = createCut(duplicate, now.sendRoom, order.cut);
  const rest = bytes.length - deliver;
  const { taken, blocks } =
    order.cut === 'reset' ? { taken: rest, blocks: false } : takeInto(cut, rest, mayWait);
  begin(attempt, Math.min(deliver + taken, order.sentUntil), deliver);
  stream.wrote(entry, deliver, recorder);
  stream.cut = cut;
  context.kept.push(duplicate);
  return withhold(attempt, order, { from: deliver, taken, blocks });
};

/** What is cut for ever can't be cut again: that fault changes nothing, and so has not fired. */
const withoutCuts = ({ interposer }: Context, order: Order): Order => {
  for (const fault of order.faults) {
    if (fault.kind !== 'crash') {
      interposer.failed(fault, 'that direction was cut before');
    }
  }
  const { cut: _, gates: __, ...rest } = order;
  return { ...rest, faults: order.faults.filter(({ kind }) => kind === 'crash') };
};

/** Bytes before it are withheld still: a reset, too, waits for its turn behind them. */
const behindGate = (order: Order | undefined): Order | undefined => {
  const reset = order?.faults.find((fault) => fault.kind === 'cut' && fault.ending === 'reset');
  return order?.cut === 'reset' && reset?.kind === 'cut'
    ? { ...order, cut: 'silence', gates: [{ at: order.deliver, fault: reset }] }
    : order;
};

/** A send on a direction that is cut in silence already. */
export const swallow = (attempt: Attempt, ordered: Order | undefined): Resume => {
  const { context, thread, stream, entry, bytes } = attempt;
  const { cut } = stream;
  const now = sendable(attempt);
  if (now === undefined || cut === undefined) {
    return 'exit';
  }
  if (cut.shut) {
    return answer(attempt, -EPIPE);
  }
  const order = ordered && isForEver(cut) ? withoutCuts(context, ordered) : behindGate(ordered);
  if (order?.crash === true && order.sentUntil === 0) {
    context.interposer.ended(entry);
    context.kill(thread.process.node, entry, order);
    return 'stay';
  }
  const { taken, blocks } = takeInto(cut, bytes.length, waits(attempt, now));
  begin(attempt, Math.min(taken, order?.sentUntil ?? taken), 0);
  return withhold(attempt, order, { from: 0, taken, blocks });
};

/**
 * A signal has ended the wait: a short write if anything was taken, else the call is made anew. If
 * the call that stands for waiting was refused by the program's own filter, it waits stopped.
 */
export const exitBlocked = (
  context: Context,
  thread: Thread,
  pending: Pending,
  result: number,
): void => {
  const taken = pending.blocked ?? 0;
  if (!isRestart(result)) {
    const { node } = thread.process;
    context.unfollowed.add(`${node} has a seccomp filter by which it cannot be made to wait`);
    thread.isHeld = true;
    return;
  }
  if (taken > 0) {
    context.engine.setResult(thread.tid, resultFor(context, thread, pending, taken));
  } else {
    context.engine.restart(thread.tid, pending.nr);
  }
};
