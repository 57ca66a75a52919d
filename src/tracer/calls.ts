/**
 * The system calls that are stopped at, and what each means here. Numbers are x86-64's; another
 * processor, another map.
 */

/**
 * How a call is handled. `unfollowed`: moves bytes in a way that is not rebuilt; on a tracked
 * socket the run is inconclusive.
 */
export type Handling =
  | 'write'
  | 'writev'
  | 'sendto'
  | 'sendmsg'
  | 'read'
  | 'readv'
  | 'recvfrom'
  | 'recvmsg'
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
  | 'unfollowed';

const X64: readonly (readonly [number, Handling, string])[] = [
  [0, 'read', 'read'],
  [1, 'write', 'write'],
  [3, 'close', 'close'],
  [19, 'readv', 'readv'],
  [20, 'writev', 'writev'],
  [32, 'dup', 'dup'],
  [33, 'dup_onto', 'dup2'],
  [40, 'unfollowed', 'sendfile'],
  [41, 'socket', 'socket'],
  [42, 'connect', 'connect'],
  [43, 'accept', 'accept'],
  [44, 'sendto', 'sendto'],
  [45, 'recvfrom', 'recvfrom'],
  [46, 'sendmsg', 'sendmsg'],
  [47, 'recvmsg', 'recvmsg'],
  [48, 'shutdown', 'shutdown'],
  [49, 'bind', 'bind'],
  [50, 'listen', 'listen'],
  [72, 'fcntl', 'fcntl'],
  [275, 'unfollowed', 'splice'],
  [288, 'accept', 'accept4'],
  [292, 'dup_onto', 'dup3'],
  [299, 'unfollowed', 'recvmmsg'],
  [307, 'unfollowed', 'sendmmsg'],
  [327, 'unfollowed', 'preadv2'],
  [328, 'unfollowed', 'pwritev2'],
  [436, 'close_range', 'close_range'],
];

const HANDLING: ReadonlyMap<number, Handling> = new Map(X64.map(([nr, how]) => [nr, how]));
const NAMES: ReadonlyMap<number, string> = new Map(X64.map(([nr, , name]) => [nr, name]));

export const SUBSCRIBED: readonly number[] = X64.map(([nr]) => nr);
/**
 * Do not stop on descriptors known to be no socket. All take the descriptor as their first
 * argument.
 */
export const QUIET: readonly number[] = [0, 1, 3, 19, 20, 40, 45, 47, 327, 328];

const SPLICE = 275;

/** The arguments of an `unfollowed` call that are descriptors which may be sockets. */
export const descriptorsOf = (nr: number): readonly number[] => (nr === SPLICE ? [0, 2] : [0]);

export const handlingOf = (nr: number): Handling | undefined => HANDLING.get(nr);
export const nameOfCall = (nr: number): string => NAMES.get(nr) ?? `call ${nr}`;

export const F_DUPFD = 0;
export const F_DUPFD_CLOEXEC = 1030;
export const CLOSE_RANGE_CLOEXEC = 4;
export const MSG_PEEK = 0x2;
export const MSG_DONTWAIT = 0x40;
export const MSG_FASTOPEN = 0x2000_0000;
export const SHUT_RD = 0;
export const SHUT_WR = 1;
export const EBADF = 9;
export const EAGAIN = 11;
export const EPIPE = 32;
export const ENETUNREACH = 101;
export const ECONNABORTED = 103;
export const ECONNRESET = 104;
export const ETIMEDOUT = 110;
export const ECONNREFUSED = 111;
export const EHOSTUNREACH = 113;
export const EINPROGRESS = 115;

/** Number of a call's argument that is its `flags`; calls without have none. */
const FLAGS_ARGUMENT: ReadonlyMap<Handling, number> = new Map([
  ['sendto', 3],
  ['sendmsg', 2],
  ['recvfrom', 3],
  ['recvmsg', 2],
]);

/** Flags of a send or receive; read and write have none. */
export const flagsOf = (handling: Handling, args: readonly number[]): number => {
  const index = FLAGS_ARGUMENT.get(handling);
  return index === undefined ? 0 : (args[index] ?? 0) | 0;
};

const SENDS: ReadonlySet<Handling> = new Set(['write', 'writev', 'sendto', 'sendmsg']);

export const isSend = (handling: Handling): boolean => SENDS.has(handling);

/**
 * −ERESTARTSYS and its kin: the call was interrupted and will be entered anew; the program never
 * sees this.
 */
export const isRestart = (result: number): boolean => result <= -512 && result >= -516;
