/**
 * Descriptors handed from process to process in a message of an AF_UNIX socket (SCM_RIGHTS). Within
 * a node that is inheritance like any other. From node to node a fresh pipe or socketpair may go;
 * what else is handed over would make one failure domain of two, and is reported.
 */
import { readlinkSync } from 'node:fs';
import type { NodeName } from '../model/trace.ts';
import type { Handling } from './calls.ts';
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Thread } from './processes.ts';

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
/** `struct cmsghdr`: length, level, type; each block begins at a multiple of 8. */
const HEADER_BYTES = 16;
/** SCM_MAX_FD descriptors, and credentials. */
const CONTROL_BYTES_MAX = 4096;

/** The descriptors in the control data of a message. */
export const descriptorsIn = (control: Uint8Array): number[] => {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  const found: number[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= control.length) {
    const size = Number(view.getBigUint64(at, true));
    if (size < HEADER_BYTES) {
      break;
    }
    const end = Math.min(at + size, control.length);
    const isRights =
      view.getInt32(at + 8, true) === SOL_SOCKET && view.getInt32(at + 12, true) === SCM_RIGHTS;
    for (let fd = at + HEADER_BYTES; isRights && fd + 4 <= end; fd += 4) {
      found.push(view.getInt32(fd, true));
    }
    at += (size + 7) & ~7;
  }
  return found;
};

const controlOf = ({ engine }: Context, tid: number, header: number): Uint8Array => {
  const bytes = engine.read(tid, header, 56);
  if (bytes.length < 56) {
    return new Uint8Array(0);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [address, size] = [view.getBigUint64(32, true), view.getBigUint64(40, true)].map(Number);
  return engine.read(tid, address ?? 0, Math.min(size ?? 0, CONTROL_BYTES_MAX));
};

const isUnix = ({ kind }: OpenSocket): boolean => kind.startsWith('unix');

const isMovable = (end: OpenSocket): boolean =>
  end.kind === 'pipe' || (isUnix(end) && end.peer === undefined);

/** A message is about to be sent: what it hands over is private no longer. */
export const noticeGiven = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  args: readonly number[],
): void => {
  if (handling !== 'sendmsg' || !isUnix(socket)) {
    return;
  }
  const { process, tid } = thread;
  const given = descriptorsIn(controlOf(context, tid, args[1] ?? 0));
  const inodes = given.flatMap((fd) => {
    const description = context.sockets.describe(process, fd);
    return description === undefined || description === 'other' ? [] : [description.inode];
  });
  if (given.length === 0) {
    return;
  }
  context.locals.handOver(inodes);
  context.locals.wake(process, tid);
  const taker = socket.out?.to ?? process.node;
  for (const fd of taker === process.node ? [] : given) {
    const end = context.sockets.find(process, fd);
    if (end !== undefined && end !== 'other' && isMovable(end)) {
      // It may be under way for long. Should it not arrive, its user moves it back.
      context.locals.move(end, taker);
    }
  }
};

/** A message has been received: the numbers lead where its sender's did. */
export const noticeTaken = (
  context: Context,
  thread: Thread,
  socket: OpenSocket,
  handling: Handling,
  args: readonly number[],
): void => {
  if (handling !== 'recvmsg' || !isUnix(socket)) {
    return;
  }
  const { process, tid } = thread;
  const giver = socket.in?.from;
  for (const fd of descriptorsIn(controlOf(context, tid, args[1] ?? 0))) {
    process.sockets.delete(fd);
    context.engine.ignore(tid, fd, false);
    const taken = context.sockets.find(process, fd);
    if (taken === 'other') {
      reportUnseen(context, thread, fd, giver);
    } else if (taken !== undefined && taken.node !== process.node) {
      moveTo(context, process.node, taken);
    }
  }
};

/** A channel with two nodes at one end can't be cut, and neither can die alone. */
const moveTo = (context: Context, node: NodeName, taken: OpenSocket): void => {
  if (!isMovable(taken) || !context.locals.move(taken, node)) {
    context.unfollowed.add(`${taken.node} handed a connection to ${node}, which is not followed`);
  }
};

/** Memory and events that two nodes share are invisible to us. */
const reportUnseen = (
  context: Context,
  { process }: Thread,
  fd: number,
  giver: NodeName | undefined,
): void => {
  if (giver === undefined || giver === process.node) {
    return;
  }
  try {
    const what = readlinkSync(`/proc/${process.pid}/fd/${fd}`);
    context.unfollowed.add(`${giver} handed ${what} to ${process.node}, which is not followed`);
  } catch {
    // Closed already, by another thread.
  }
};
