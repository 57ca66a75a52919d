/**
 * sendfile, splice and tee: bytes that go from one descriptor to another. Onto a stream they are a
 * send, from one a receive.
 */
import { isStream } from '../model/channel.ts';
import { MSG_PEEK, nameOfCall } from './calls.ts';
import type { Context, Resume } from './context.ts';
import { type Copy, offsetOf, shapeOf } from './copy-source.ts';
import { enterLook, lookAt } from './file-looks.ts';
import type { OpenSocket } from './open-socket.ts';
import { CALL_BYTES_MAX } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { exitReceive } from './receives.ts';
import { exitSend, offerSend } from './sends.ts';
import type { Stop } from './stop.ts';

export const enterCopy = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { nr, args } = stop;
  const shape = shapeOf(nr, args);
  const streamAt = (fd: number): OpenSocket | undefined => {
    const socket = context.sockets.find(thread.process, fd);
    if (socket === undefined || socket === 'other') {
      return undefined;
    }
    return context.locals.tracks(thread, fd, socket, fd === shape.to) ? socket : undefined;
  };
  const target = streamAt(shape.to);
  const source = streamAt(shape.from);
  if (target === undefined && source === undefined) {
    return enterLook(context, thread, stop);
  }
  for (const socket of [target, source]) {
    if (socket !== undefined && !isStream(socket.kind)) {
      context.unfollowed.add(`${thread.process.node} used ${nameOfCall(nr)} on a datagram socket`);
      return 'next';
    }
  }
  const turn = target?.out?.sends ?? source?.in?.receives;
  const isFirst = turn?.take(thread) === true;
  const stream = target?.out ?? source?.in;
  if (turn !== undefined && stream !== undefined && (isFirst || !stream.isInner)) {
    thread.turn = turn;
  }
  if (turn !== undefined && !isFirst) {
    if (stream?.isInner !== true) {
      turn.wait(thread, stop);
      return 'stay';
    }
    // Inside a node nobody is made to wait; see `takeTurn` of dispatch.ts.
    stream.isBlurred = true;
  }
  const offset = offsetOf(context, thread, shape);
  const copy: Copy = { ...shape, offset, ...(source && { source }) };
  if (target?.out !== undefined) {
    const size = Math.min(Math.max(0, shape.size), CALL_BYTES_MAX);
    const call = { handling: 'copy', nr, args: [shape.to], copy } as const;
    return offerSend(context, thread, { ...call, socket: target, stream: target.out, size }, stop);
  }
  thread.pending = { handling: 'copy', nr, args: [shape.to], copy };
  return 'exit';
};

export const exitCopy = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { copy, stream } = pending;
  const source = copy?.source;
  if (copy !== undefined && source?.in !== undefined) {
    const { receives } = source.in;
    const isShared = receives.holder !== undefined && receives.holder !== thread;
    if (isShared && source.in.isInner) {
      source.in.isBlurred = true;
    } else if (isShared && stop.result > 0) {
      const { node } = thread.process;
      context.unfollowed.add(`two threads of ${node} used one connection at the same time`);
    }
    const args = [copy.from, 0, copy.size, copy.stays ? MSG_PEEK : 0];
    const base = { handling: 'recvfrom', nr: pending.nr, args } as const;
    const taken: Pending = { ...base, socket: source, stream: source.in };
    exitReceive(context, thread, taken, stop);
  }
  if (copy !== undefined && source === undefined && context.looks.observes(thread)) {
    lookAt(context, thread, copy.from, stop);
  }
  if (stream !== undefined) {
    exitSend(context, thread, pending, stop);
  }
};
