/**
 * How soon a thread that waits in a system call wakes by itself, from its arguments and from the
 * timers that its process has as descriptors. Reads /proc and the tracee's memory; changes nothing.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { nameOfCall } from '../tracer/calls.ts';
import type { Engine } from '../tracer/engine.ts';
import { readProc } from './proc-file.ts';

/** Where a call says how long it waits. A `timeval` is in microseconds. */
interface Limit {
  readonly argument: number;
  readonly unit: 'ms' | 'timespec' | 'timeval';
  /** Not from now on, but until then. */
  readonly until?: boolean;
}

const LIMITS: Readonly<Record<string, Limit>> = {
  epoll_wait: { argument: 3, unit: 'ms' },
  epoll_pwait: { argument: 3, unit: 'ms' },
  epoll_pwait2: { argument: 3, unit: 'timespec' },
  poll: { argument: 2, unit: 'ms' },
  ppoll: { argument: 2, unit: 'timespec' },
  select: { argument: 4, unit: 'timeval' },
  pselect6: { argument: 4, unit: 'timespec' },
  nanosleep: { argument: 0, unit: 'timespec' },
  rt_sigtimedwait: { argument: 2, unit: 'timespec' },
  semtimedop: { argument: 3, unit: 'timespec' },
  io_getevents: { argument: 4, unit: 'timespec' },
  recvmmsg: { argument: 4, unit: 'timespec' },
};

/** A call's arguments from /proc, which writes them as unsigned. */
type Arguments = readonly bigint[];

const FUTEX_COMMANDS = 0x7f;
const FUTEX_CLOCK_REALTIME = 0x100;
const FUTEX_WAIT = 0;
const CLOCK_REALTIME = 0n;
const TIMER_ABSTIME = 1n;

/** Nanoseconds; a null pointer is no limit, memory that can't be read is one of no length. */
const timeAt = (engine: Engine, tid: number, address: bigint, perSecond: number): number => {
  if (address === 0n) {
    return Number.POSITIVE_INFINITY;
  }
  const bytes = Buffer.from(engine.read(tid, Number(address), 16));
  if (bytes.length < 16) {
    return 0;
  }
  const whole = Number(bytes.readBigInt64LE(0)) * 1e9;
  return whole + Number(bytes.readBigInt64LE(8)) * (1e9 / perSecond);
};

/** Date.now tells a millisecond that has begun: what is left is told too short, never too long. */
const nowOf = (engine: Engine, isRealtime: boolean): number =>
  isRealtime ? (Date.now() + 1) * 1e6 : engine.now();

/** futex and clock_nanosleep: their flags say what their time means. */
const special = (engine: Engine, tid: number, name: string, args: Arguments): number => {
  const [first = 0n, second = 0n, third = 0n, fourth = 0n] = args;
  if (name === 'clock_nanosleep') {
    const ns = timeAt(engine, tid, third, 1e9);
    return second === TIMER_ABSTIME ? ns - nowOf(engine, first === CLOCK_REALTIME) : ns;
  }
  const ns = timeAt(engine, tid, fourth, 1e9);
  const operation = Number(second);
  return (operation & FUTEX_COMMANDS) === FUTEX_WAIT || ns === Number.POSITIVE_INFINITY
    ? ns
    : ns - nowOf(engine, (operation & FUTEX_CLOCK_REALTIME) !== 0);
};

const limitOf = (engine: Engine, tid: number, name: string, args: Arguments): number => {
  const limit = LIMITS[name];
  if (name === 'futex' || name === 'clock_nanosleep') {
    return special(engine, tid, name, args);
  }
  if (limit === undefined) {
    // A sleep or poll that a stop has interrupted goes on as this, for what was left of it.
    return name === 'restart_syscall' ? 0 : Number.POSITIVE_INFINITY;
  }
  const value = args[limit.argument] ?? 0n;
  if (limit.unit === 'ms') {
    const ms = Number(BigInt.asIntN(32, value));
    return ms < 0 ? Number.POSITIVE_INFINITY : ms * 1e6;
  }
  return timeAt(engine, tid, value, limit.unit === 'timeval' ? 1e6 : 1e9);
};

/**
 * Nanoseconds until the call that a thread waits in ends by itself: the whole time where the call
 * was told a length, what is left where it was told a moment. 0: it is in no call, or nobody can
 * tell. Infinity: it waits for others.
 */
export const callWakesInNs = (engine: Engine, tid: number): number => {
  const [nr = '', ...args] = readProc(`/proc/${tid}/syscall`)?.split(' ') ?? [];
  const number = Number.parseInt(nr, 10);
  return Number.isNaN(number) || number < 0
    ? 0
    : limitOf(engine, tid, nameOfCall(number), args.slice(0, 6).map(BigInt));
};

const TIMER = 'anon_inode:[timerfd]';

/** Nanoseconds until the first timer goes off that the process has as a descriptor. */
export const timerfdFiresInNs = (pid: number): number => {
  let first = Number.POSITIVE_INFINITY;
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      if (readlinkSync(`/proc/${pid}/fd/${fd}`) === TIMER) {
        const text = readProc(`/proc/${pid}/fdinfo/${fd}`) ?? '';
        const [, s = 0, ns = 0] = /^it_value: \((\d+), (\d+)\)/m.exec(text) ?? [];
        const left = Number(s) * 1e9 + Number(ns);
        first = left === 0 ? first : Math.min(first, left);
      }
    }
  } catch {
    // The process, or a descriptor, has gone.
  }
  return first;
};
