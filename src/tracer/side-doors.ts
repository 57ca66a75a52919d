/**
 * Calls by which data or control may pass from node to node where it is not followed: seen, so that
 * a run in which it did is not taken for one that was followed. Inside a node they are harmless.
 */
import { readFileSync } from 'node:fs';
import { nameOfCall } from './calls.ts';
import type { Context, Resume } from './context.ts';
import type { Pending, Process, Thread } from './processes.ts';
import type { Stop } from './stop.ts';

const CLONE_FILES = 0x400;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
/** TRACEME, ATTACH, SEIZE. */
const BECOME_TRACER: readonly number[] = [0, 16, 0x4206];
/** `struct iocb`: its size, and where its descriptor is. */
const IOCB = { pointerBytes: 8, fdAt: 20, countMax: 64 };

type Door = (context: Context, process: Process, stop: Stop, tid: number) => string | undefined;

/** The other node that this process is of. */
const otherNode = (context: Context, process: Process, pid: number): string | undefined => {
  const node = context.processes.thread(pid)?.process.node;
  return node === process.node ? undefined : node;
};

const reaches =
  (pidOf: (process: Process, stop: Stop) => number): Door =>
  (context, process, stop) => {
    const other = otherNode(context, process, pidOf(process, stop));
    return other && `reached into ${other} by ${nameOfCall(stop.nr)}`;
  };

/** Pid behind a pidfd of the process. */
const pidBehind = ({ pid }: Process, { args }: Stop): number => {
  try {
    const text = readFileSync(`/proc/${pid}/fdinfo/${args[0]}`, 'latin1');
    return Number(/^Pid:\t(\d+)$/m.exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
};

const u32 = (bytes: Uint8Array, at: number): number =>
  bytes.length < at + 4 ? -1 : Buffer.from(bytes).readInt32LE(at);

/** io_submit: requests to the kernel, each for a descriptor. */
const submits: Door = ({ engine, sockets }, process, { args, nr }, tid) => {
  const [, count = 0, list = 0] = args;
  const size = Math.min(count, IOCB.countMax) * IOCB.pointerBytes;
  const pointers = Buffer.from(engine.read(tid, list, size));
  for (let at = 0; at + IOCB.pointerBytes <= pointers.length; at += IOCB.pointerBytes) {
    const request = engine.read(tid, Number(pointers.readBigUInt64LE(at)), IOCB.fdAt + 4);
    const socket = sockets.find(process, u32(request, IOCB.fdAt));
    if (socket !== undefined && socket !== 'other') {
      return `used ${nameOfCall(nr)} on a socket`;
    }
  }
  return undefined;
};

const DOORS: Readonly<Record<string, Door>> = {
  process_vm_readv: reaches((_, { args }) => args[0] ?? 0),
  process_vm_writev: reaches((_, { args }) => args[0] ?? 0),
  pidfd_getfd: reaches(pidBehind),
  ptrace: (_context, _process, { args }) =>
    BECOME_TRACER.includes(args[0] ?? -1)
      ? 'traces a program itself, which cannot be done twice'
      : undefined,
  unshare: (_context, { tids }, { args }) =>
    ((args[0] ?? 0) & CLONE_FILES) !== 0 && tids.size > 1
      ? 'made a thread with descriptors of its own'
      : undefined,
  seccomp: (_context, _process, { args }) =>
    args[0] === SECCOMP_SET_MODE_FILTER && ((args[1] ?? 0) & SECCOMP_FILTER_FLAG_NEW_LISTENER) !== 0
      ? 'lets another program answer its system calls (seccomp notification)'
      : undefined,
  io_submit: submits,
};

/** shmget, semget, msgget and mq_open: an object with a name, known when the call has returned. */
const NAMED: readonly string[] = ['shmget', 'semget', 'msgget', 'mq_open'];

export const enterDoor = (context: Context, thread: Thread, stop: Stop): Resume => {
  const name = nameOfCall(stop.nr);
  if (NAMED.includes(name)) {
    thread.pending = { handling: 'door', nr: stop.nr, args: stop.args };
    return 'exit';
  }
  const found = DOORS[name]?.(context, thread.process, stop, thread.tid);
  if (found !== undefined) {
    context.unfollowed.add(`${thread.process.node} ${found}`);
  }
  return 'next';
};

/** Text that ends with NUL in the tracee's memory. */
const textAt = ({ engine }: Context, tid: number, address: number): string => {
  const bytes = Buffer.from(engine.read(tid, address, 256));
  return bytes.toString('latin1', 0, Math.max(0, bytes.indexOf(0)));
};

/** Two nodes that got the same object can talk by it. */
export const exitDoor = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  if (stop.result < 0) {
    return;
  }
  const call = nameOfCall(pending.nr);
  const { node } = thread.process;
  const name = call === 'mq_open' ? textAt(context, thread.tid, pending.args[0] ?? 0) : stop.result;
  const key = `${call} ${name}`;
  const owner = context.shared.get(key) ?? node;
  context.shared.set(key, owner);
  if (owner !== node) {
    context.unfollowed.add(`${owner} and ${node} got the same object by ${call}`);
  }
};
