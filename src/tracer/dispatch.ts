/** Which handler a stop at a system call belongs to, on its way in and on its way out. */
import { isDatagram, isStream } from '../model/channel.ts';
import { isAsleep } from './asleep.ts';
import { enterSendBatch, exitReceiveBatch, exitSendBatch, inBytes } from './batches.ts';
import { exitBind } from './binds.ts';
import {
  flagsOf,
  type Handling,
  handlingOf,
  isKnownCall,
  isSend,
  MSG_DONTWAIT,
  MSG_OOB,
  nameOfCall,
} from './calls.ts';
import { enterConnect, exitAccept, exitConnect } from './connects.ts';
import { type Context, leaveTurn, type Resume, recordEntry } from './context.ts';
import { enterCopy, exitCopy } from './copies.ts';
import { enterSendDatagram, exitSendDatagram } from './datagram-sends.ts';
import {
  enterClose,
  enterCloseRange,
  enterDup,
  enterShutdown,
  exitClose,
  exitDup,
  exitShutdown,
  exitSocket,
} from './descriptors.ts';
import { exitEarly, isStruck, meetReceive } from './early-receives.ts';
import { enterLook, exitLook } from './file-looks.ts';
import { receiveNow } from './one-stop.ts';
import type { OpenSocket } from './open-socket.ts';
import { exitPoll } from './polls.ts';
import type { Pending, Thread } from './processes.ts';
import { exitReceive } from './receives.ts';
import { noticeGiven, noticeTaken } from './rights.ts';
import { enterSend, exitSend } from './sends.ts';
import { enterDoor, exitDoor } from './side-doors.ts';
import { asFd, type Stop } from './stop.ts';
import { enterTerminal, exitTerminal } from './terminals.ts';
import { exitUnknown } from './unknown-calls.ts';
import { exitWait } from './waits.ts';
import { enterWatched, exitWatched } from './watched-calls.ts';

/** A subscribed call is about to run. */
export const enterCall = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { node } = thread.process;
  if (stop.foreign || !context.interposer.watches(node, nameOfCall(stop.nr))) {
    return enterPlain(context, thread, stop);
  }
  const entered = enterWatched(context, thread, stop);
  if (typeof entered === 'string') {
    return entered;
  }
  const resume = enterPlain(context, thread, entered);
  const { edit, room } = thread.watched ?? {};
  const isFollowed = edit !== undefined || room !== undefined || context.disks.tracks(node);
  return resume === 'next' && isFollowed ? 'exit' : resume;
};

const enterPlain = (context: Context, thread: Thread, stop: Stop): Resume => {
  const handling = handlingOf(stop.nr);
  if (handling === undefined && !stop.foreign && isKnownCall(stop.nr)) {
    // Subscribed for a fault only, or for those who look at files.
    return enterLook(context, thread, stop);
  }
  if (stop.foreign || handling === undefined) {
    thread.pending = { handling: 'unknown', nr: stop.nr, args: stop.args };
    return 'exit';
  }
  const pending: Pending = { handling, nr: stop.nr, args: stop.args };
  switch (handling) {
    case 'connect':
      return enterConnect(context, thread, stop);
    case 'close':
      return enterClose(context, thread, stop);
    case 'close_range':
      return enterCloseRange(context, thread, stop);
    case 'shutdown':
      return enterShutdown(context, thread, stop);
    case 'dup':
    case 'dup_onto':
    case 'fcntl':
      return enterDup(context, thread, pending, stop);
    case 'socket':
    case 'accept':
    case 'bind':
    case 'listen':
      thread.pending = pending;
      return 'exit';
    case 'wait':
    case 'poll':
      thread.pending = pending;
      return 'exit';
    case 'door':
      return enterDoor(context, thread, stop);
    case 'copy':
      return enterCopy(context, thread, stop);
    default:
      return transfer(context, thread, handling, stop);
  }
};

/** A read or write: on what is no tracked socket it will not stop again. */
const transfer = (context: Context, thread: Thread, handling: Handling, stop: Stop): Resume => {
  const { engine, sockets } = context;
  const fd = asFd(stop.args[0]);
  const socket = sockets.find(thread.process, fd);
  // Comparing an object with a text costs more.
  if (typeof socket === 'string') {
    const { nr, args } = stop;
    const terminal = enterTerminal(context, thread, { handling, nr, args }, stop);
    if (terminal !== undefined) {
      return terminal;
    }
    const isLook = !isSend(handling) && context.looks.observes(thread);
    if (isLook || context.looks.meets(thread.process, fd)) {
      return isLook ? enterLook(context, thread, stop) : 'next';
    }
    engine.ignore(
      thread.tid,
      fd,
      !context.interposer.watches(thread.process.node, nameOfCall(stop.nr)),
    );
    return 'next';
  }
  if (socket === undefined || !context.locals.tracks(thread, fd, socket, isSend(handling))) {
    return 'next';
  }
  if (!takeTurn(context, thread, socket, handling, stop)) {
    return 'stay';
  }
  if ((flagsOf(handling, stop.args) & MSG_OOB) !== 0 && socket.kind === 'tcp') {
    context.unfollowed.add(`${thread.process.node} used urgent data (MSG_OOB)`);
  }
  if (isSend(handling)) {
    noticeGiven(context, thread, socket, handling, stop.args);
    if (isStream(socket.kind)) {
      return enterSend(context, thread, socket, handling, stop);
    }
    return handling === 'sendmmsg'
      ? enterSendBatch(context, thread, socket, stop)
      : enterSendDatagram(context, thread, socket, handling, stop);
  }
  const { nr, args } = stop;
  const stream = socket.in;
  if (stream === undefined) {
    thread.pending = { handling, nr, args, socket };
    return 'exit';
  }
  thread.pending = { handling, nr, args, socket, stream };
  const early = isStruck(context, stream)
    ? meetReceive(context, thread, thread.pending, waits(context, thread, socket, handling, args))
    : 'go';
  if (early === 'exit' || early === 'stay') {
    return early;
  }
  recordEntry(context, thread, 'receive', stop, stream);
  const result = early === 'slow' ? undefined : receiveNow(context, thread, thread.pending);
  if (result === undefined) {
    return 'exit';
  }
  stop.result = result;
  exitCall(context, thread, stop);
  return 'next';
};

const waits = (
  { sockets }: Context,
  { process }: Thread,
  socket: OpenSocket,
  handling: Handling,
  args: readonly number[],
): boolean =>
  (flagsOf(handling, args) & MSG_DONTWAIT) === 0 &&
  sockets.look(process, asFd(args[0]), socket)?.nonblocking === false;

/**
 * False: the call waits in its entry stop for another one on the same side of the connection. A
 * call that must not wait goes ahead of one that may wait long; see `noticeOverlap`. Inside a node
 * all go ahead of one that waits: who stands in a stop gets no signals, and may be waited for.
 */
const takeTurn = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  stop: Stop,
): boolean => {
  const stream = isSend(handling) ? socket.out : socket.in;
  const turn = isSend(handling) ? stream?.sends : stream?.receives;
  if (stream === undefined || turn === undefined) {
    return true;
  }
  if (turn.take(thread)) {
    thread.turn = turn;
    return true;
  }
  const first = turn.holder?.pending;
  if (stream.isInner && turn.holder !== undefined && isAsleep(turn.holder.tid)) {
    turn.goAhead(thread);
    thread.turn = turn;
    return true;
  }
  const goesAhead =
    !waits(context, thread, socket, handling, stop.args) &&
    first !== undefined &&
    waits(context, thread, socket, first.handling, [stop.args[0] ?? -1, ...first.args.slice(1)]);
  if (!goesAhead) {
    turn.wait(thread, stop);
    thread.turn = turn;
  }
  return goesAhead;
};

/** It moved bytes while another thread's call on the same side was under way: in which order? */
const noticeOverlap = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { stream, handling } = pending;
  const turn = isSend(handling) ? stream?.sends : stream?.receives;
  if (stream === undefined || turn === undefined || stop.result <= 0) {
    return;
  }
  if (stream.isInner) {
    // A reader that still waits has read nothing; a writer may have written a part.
    const others = turn.others(thread);
    stream.isBlurred ||= others.some(({ tid }) => isSend(handling) || !isAsleep(tid));
  } else if (thread.turn === undefined && turn.holder !== undefined) {
    const { node } = thread.process;
    context.unfollowed.add(`two threads of ${node} used one connection at the same time`);
  }
};

/** A call that was entered has ended. */
export const exitCall = (context: Context, thread: Thread, stop: Stop): void => {
  const { pending } = thread;
  thread.pending = undefined;
  exitWatched(context, thread, stop);
  if (pending?.early === true) {
    exitEarly(context, thread, pending, stop.result);
    leaveTurn(context, thread);
  } else if (pending !== undefined) {
    noticeOverlap(context, thread, pending, stop);
    leave(context, thread, pending, stop);
    leaveTurn(context, thread);
  }
};

const leave = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  switch (pending.handling) {
    case 'connect':
      exitConnect(context, thread, pending, stop);
      break;
    case 'accept':
      exitAccept(context, thread, pending, stop);
      break;
    case 'bind':
    case 'listen':
      exitBind(context, thread, pending, stop);
      break;
    case 'socket':
      exitSocket(context, thread, stop);
      break;
    case 'dup':
    case 'dup_onto':
    case 'fcntl':
      exitDup(context, thread, pending, stop);
      break;
    case 'close':
    case 'close_range':
      exitClose(context, thread, pending);
      break;
    case 'shutdown':
      exitShutdown(context, thread, pending);
      break;
    case 'poll':
      exitPoll(context, thread, stop);
      break;
    case 'wait':
      exitWait(context, thread, pending, stop);
      break;
    case 'door':
      exitDoor(context, thread, pending, stop);
      break;
    case 'copy':
      exitCopy(context, thread, pending, stop);
      break;
    case 'terminal':
      exitTerminal(context, thread, pending, stop);
      break;
    case 'look':
      exitLook(context, thread, pending, stop);
      break;
    case 'struck':
      break;
    case 'unknown':
      exitUnknown(context, thread, pending, stop);
      break;
    case 'write':
    case 'writev':
    case 'writev2':
    case 'sendto':
    case 'sendmsg':
    case 'sendmmsg':
      exitTransfer(context, thread, pending, stop);
      break;
    default:
      exitReceipt(context, thread, pending, stop);
      if (pending.socket !== undefined && stop.result >= 0) {
        noticeTaken(context, thread, pending.socket, pending.handling, pending.args);
      }
  }
};

const exitTransfer = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  if (pending.batch !== undefined) {
    exitSendBatch(context, thread, pending, stop);
  } else if (pending.datagram === undefined) {
    exitSend(context, thread, pending, inBytes(context, thread, pending, stop));
  } else {
    exitSendDatagram(context, thread, pending, stop);
  }
};

const exitReceipt = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { socket, handling } = pending;
  if (socket && isDatagram(socket.kind) && handling === 'recvmmsg') {
    exitReceiveBatch(context, thread, pending, socket, stop);
  } else {
    exitReceive(context, thread, pending, inBytes(context, thread, pending, stop));
  }
};
