/**
 * The system calls that are stopped at, and what each means here. Why these, and why no others,
 * tells call-classes.ts.
 */
import type { Only } from './engine.ts';
import { X86_64 } from './x86-64.ts';

/**
 * How a call is handled. `copy`: from one descriptor to another. `look`: into a file. `unknown`: of
 * another table, or younger than ours.
 */
export type Handling =
  | 'write'
  | 'writev'
  | 'writev2'
  | 'sendto'
  | 'sendmsg'
  | 'sendmmsg'
  | 'read'
  | 'readv'
  | 'readv2'
  | 'recvfrom'
  | 'recvmsg'
  | 'recvmmsg'
  | 'socket'
  | 'connect'
  | 'accept'
  | 'bind'
  | 'listen'
  | 'shutdown'
  | 'close'
  | 'close_range'
  | 'dup'
  | 'dup_onto'
  | 'fcntl'
  | 'copy'
  | 'wait'
  | 'poll'
  | 'door'
  | 'look'
  | 'terminal'
  | 'struck'
  | 'unknown';

const HANDLINGS: Readonly<Record<string, Handling>> = {
  read: 'read',
  write: 'write',
  readv: 'readv',
  writev: 'writev',
  sendto: 'sendto',
  recvfrom: 'recvfrom',
  sendmsg: 'sendmsg',
  recvmsg: 'recvmsg',
  socket: 'socket',
  connect: 'connect',
  accept: 'accept',
  accept4: 'accept',
  bind: 'bind',
  listen: 'listen',
  shutdown: 'shutdown',
  close: 'close',
  close_range: 'close_range',
  dup: 'dup',
  dup2: 'dup_onto',
  dup3: 'dup_onto',
  fcntl: 'fcntl',
  sendfile: 'copy',
  splice: 'copy',
  tee: 'copy',
  // Out of memory into a pipe. The other way round it is hardly ever used.
  vmsplice: 'writev',
  wait4: 'wait',
  waitid: 'wait',
  sendmmsg: 'sendmmsg',
  recvmmsg: 'recvmmsg',
  preadv2: 'readv2',
  pwritev2: 'writev2',
};

/** Stopped at only when they are to be observed. */
const POLL_NAMES: readonly string[] = [
  ...['poll', 'ppoll', 'select', 'pselect6', 'epoll_wait', 'epoll_pwait', 'epoll_pwait2'],
  // A poll that was stopped and goes on. Of sleeps it tells nothing: they return 0 or less.
  'restart_syscall',
];

/**
 * Do not stop on descriptors known to lead to no other process. All take the descriptor as their
 * first argument.
 */
const QUIET_NAMES: readonly string[] = [
  ...['read', 'write', 'readv', 'writev', 'preadv2', 'pwritev2'],
  ...['recvfrom', 'recvmsg', 'recvmmsg', 'sendto', 'sendmsg', 'sendmmsg', 'sendfile'],
  ...['vmsplice', 'close'],
];

export const F_DUPFD = 0;
export const F_DUPFD_CLOEXEC = 1030;
/** It may change whether calls wait, which the engine remembers. */
const F_SETFL = 4;
/** MAP_ANONYMOUS, and MAP_DENYWRITE: a program or library, mapped by the dynamic linker. */
export const MAPS_NO_DATA = 0x820;

/** Numbers from here on are of other tables (x32); smaller ones may be of calls yet to come. */
const NUMBERS_MAX = 512;

const NAMES: ReadonlyMap<number, string> = new Map(
  X86_64.flatMap(([first, names]) =>
    names.split(' ').map((name, index): [number, string] => [first + index, name]),
  ),
);
const NUMBERS: ReadonlyMap<string, number> = new Map([...NAMES].map(([nr, name]) => [name, nr]));

const numbersOf = (names: readonly string[]): readonly number[] =>
  names.map((name) => NUMBERS.get(name)).filter((nr) => nr !== undefined);

/** Ways between nodes that are not followed: see side-doors.ts. */
const DOOR_NAMES: readonly string[] = [
  ...['process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'ptrace', 'unshare', 'seccomp'],
  ...['io_submit', 'shmget', 'semget', 'msgget', 'mq_open'],
];

const byNumber = (names: readonly string[], how: Handling): [number, Handling][] =>
  numbersOf(names).map((nr) => [nr, how]);

const HANDLING: ReadonlyMap<number, Handling> = new Map([
  ...Object.entries(HANDLINGS).flatMap(([name, how]) => byNumber([name], how)),
  ...byNumber(POLL_NAMES, 'poll'),
  ...byNumber(DOOR_NAMES, 'door'),
]);

/** By number: each stop asks. */
const NAME_OF = Array.from({ length: NUMBERS_MAX }, (_, nr) => NAMES.get(nr));
const HANDLING_OF = Array.from({ length: NUMBERS_MAX }, (_, nr) => HANDLING.get(nr));

/** Numbers that this table knows no call for: what they do can't be told. */
const UNKNOWN: readonly number[] = Array.from({ length: NUMBERS_MAX }, (_, nr) => nr).filter(
  (nr) => !NAMES.has(nr),
);

/** The numbers of calls by name; names that this processor has no call for are left out. */
export const numbersOfCalls = numbersOf;
/** The number is one of this table, whether it is handled or not. */
export const isKnownCall = (nr: number): boolean => NAMES.has(nr);

export const POLLS: readonly number[] = numbersOf(POLL_NAMES);
export const SUBSCRIBED: readonly number[] = [...HANDLING.keys(), ...UNKNOWN]
  .filter((nr) => !POLLS.includes(nr))
  .toSorted((a, b) => a - b);
export const QUIET: readonly number[] = numbersOf(QUIET_NAMES);

/** By name: of which argument its low 32 bits under the mask must be one of the values. */
const ONLY_NAMES: ReadonlyMap<string, { argument: number; mask: number; values: number[] }> =
  new Map([
    ['fcntl', { argument: 1, mask: -1, values: [F_DUPFD, F_DUPFD_CLOEXEC, F_SETFL] }],
    ['mmap', { argument: 3, mask: MAPS_NO_DATA, values: [0] }],
  ]);

/** What need not stop at all of these calls: the rest of them tells nothing. */
export const onlyOf = (calls: readonly number[]): readonly Only[] =>
  [...ONLY_NAMES].flatMap(([name, { argument, mask, values }]) =>
    numbersOf([name])
      .filter((nr) => calls.includes(nr))
      .flatMap((nr) => values.map((value) => ({ nr, argument, mask, value }))),
  );

export const handlingOf = (nr: number): Handling | undefined => HANDLING_OF[nr];
export const nameOfCall = (nr: number): string => NAME_OF[nr] ?? `call ${nr}`;

export const CLOSE_RANGE_CLOEXEC = 4;
export const MSG_OOB = 0x1;
export const MSG_PEEK = 0x2;
export const MSG_DONTWAIT = 0x40;
export const MSG_MORE = 0x8000;
export const MSG_ERRQUEUE = 0x2000;
export const MSG_FASTOPEN = 0x2000_0000;
export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const EPERM = 1;
export const EBADF = 9;
export const EAGAIN = 11;
export const EFAULT = 14;
export const EPIPE = 32;
export const ENOSYS = 38;
export const ENETUNREACH = 101;
export const ECONNABORTED = 103;
export const ECONNRESET = 104;
export const ETIMEDOUT = 110;
export const ECONNREFUSED = 111;
export const EHOSTUNREACH = 113;
export const EINPROGRESS = 115;

/** preadv2 and pwritev2 do not wait either, by another flag. */
const RWF_NOWAIT = 8;

/** Flags of a send or receive; read and write have none. */
export const flagsOf = (handling: Handling, args: readonly number[]): number => {
  switch (handling) {
    case 'sendto':
    case 'recvfrom':
    case 'sendmmsg':
    case 'recvmmsg':
      return (args[3] ?? 0) | 0;
    case 'sendmsg':
    case 'recvmsg':
      return (args[2] ?? 0) | 0;
    case 'readv2':
    case 'writev2':
      return ((args[5] ?? 0) & RWF_NOWAIT) === 0 ? 0 : MSG_DONTWAIT;
    default:
      return 0;
  }
};

/** Each stop asks this several times: comparisons cost less than a set. */
export const isSend = (handling: Handling): boolean =>
  handling === 'write' ||
  handling === 'sendto' ||
  handling === 'writev' ||
  handling === 'sendmsg' ||
  handling === 'writev2' ||
  handling === 'sendmmsg';

/**
 * −ERESTARTSYS and its kin: the call was interrupted and will be entered anew; the program never
 * sees this.
 */
export const isRestart = (result: number): boolean => result <= -512 && result >= -516;
