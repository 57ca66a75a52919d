/**
 * The TypeScript side of the line to `native/` (native/ldfi.h is the other side): one function here
 * for one there, no policy. All calls must come from the thread that opened the engine: ptrace
 * belongs to a thread.
 */
import koffi from 'koffi';
import { InvariantError, NativeError } from '../model/errors.ts';
import { locateEngine } from './locate-engine.ts';
import { decodeSocket, SOCKET_BYTES, type SocketDescription } from './socket-description.ts';
import { decodeStop, STOP_BYTES, type Stop } from './stop.ts';

/** native/ldfi.h LDFI_ABI. */
const ABI = 14;

export interface Program {
  /** Absolute path. */
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** File for stdout, and for stderr unless `errorFile` is given; appended to. */
  readonly outputFile: string;
  readonly errorFile?: string;
}

export interface Engine {
  /** Dies with its parent; adopts orphans of its tracees. */
  guard(): void;
  pin(cpu: number): void;
  /**
   * Real-time round robin for the calling thread and all that it starts. Errors: NativeError where
   * that is forbidden.
   */
  steady(): void;
  /** Of what is started from now on; what was subscribed before is not any more. */
  subscribe(calls: readonly number[], quiet: readonly number[]): void;
  /** Quiet calls on that descriptor no longer stop; −1 with `on` false: all stop again. */
  ignore(tid: number, fd: number, on: boolean): void;
  /** Tid of the new tracee, which waits for nobody: its first stop is EXEC or EXITED. */
  start(program: Program): number;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  now(): number;
  /** Blocks until a stop needs a decision or `deadlineNs` (0: none) passes. */
  next(deadlineNs: number): Stop;
  /** A stop is there that `next` has not told, or dealt with, yet. */
  hasNews(): boolean;
  resume(tid: number, how: 'next' | 'exit'): void;
  /** Stops a thread where it is, until `on` is false. 0 or −errno. */
  hold(tid: number, on: boolean): number;
  kill(pid: number): void;
  skip(tid: number, result: number): void;
  /** A call that waits ends as if by a signal. */
  interrupt(tid: number): void;
  /** The call that is about to run waits for a signal instead, as if it blocked. */
  block(tid: number): void;
  /** At the exit of a blocked call: it is entered anew, as call `nr`. */
  restart(tid: number, nr: number): void;
  setResult(tid: number, result: number): void;
  setArgument(tid: number, index: number, value: number): void;
  /** Bytes of tracee memory; shorter, or empty, where it is not mapped. */
  read(tid: number, address: number, size: number): Uint8Array;
  /** All of the bytes, or −errno. */
  write(tid: number, address: number, bytes: Uint8Array): number;
  /** Descriptor for a process, or −errno. */
  pidfd(pid: number): number;
  /** The same for a thread: works on when the first thread of its process has ended. */
  threadPidfd(tid: number): number;
  /** Duplicate of a tracee's descriptor in this process, or −errno. */
  duplicate(pidfd: number, fd: number): number;
  drop(fd: number): void;
  describe(fd: number): SocketDescription | undefined;
  /** Gives a socket a local port, as a first send would. 0 or −errno. */
  autobind(fd: number): number;
  /**
   * Inode of the Unix socket that this one is connected to. 0: to none, or to one that is not
   * accepted yet, or closed. −errno: the host does not tell.
   */
  unixPeer(inode: number): number;
  /** Bytes that lie ready in a socket or pipe, or −errno. */
  available(fd: number): number;
  /** Bytes sent or −errno; never blocks, never raises SIGPIPE. */
  send(fd: number, bytes: Uint8Array): number;
  /** Where the next read of a file begins; −errno for what has no positions. */
  position(fd: number): number;
  /** What a read would give, not taken: of a file at `offset`. −errno when there is nothing. */
  peek(fd: number, offset: number, size: number): Uint8Array | number;
  /** Takes that much of what was peeked at; of a file, its position moves on. 0 or −errno. */
  consume(fd: number, size: number): number;
  /**
   * Makes the send (of exactly these bytes) or receive that a tracee is about to enter, on our
   * duplicate of its socket; the tracee skips it. The result, or LEFT: nothing has been done.
   */
  sendFor(tid: number, fd: number, bytes: Uint8Array): number;
  receiveFor(tid: number, fd: number): number;
  reset(fd: number): number;
  /** All that comes to the socket is lost while that is on. 0 or −errno. */
  deafen(fd: number, on: boolean): number;
  /** While that is on, a connect is given up after its first try, a second. 0 or −errno. */
  hasten(fd: number, on: boolean): number;
  /** Bytes in the send buffer that the peer has not been given yet. */
  unsent(fd: number): number;
  shutdownWrite(fd: number): void;
  /** A datagram to that `struct sockaddr`. Bytes sent or −errno; never blocks. */
  sendTo(fd: number, bytes: Uint8Array, address: Uint8Array): number;
  /** A UDP socket of our own with that address, to be dropped; or −errno. */
  bound(address: Uint8Array): number;
  /** What follows a SYN from these ports does not come to the listening socket. 0 or −errno. */
  stall(fd: number, ports: readonly number[]): number;
  /** A receive would not wait. */
  readable(fd: number): boolean;
  /** Refused by the kernel; with `reset` the connection is made, and broken at once. */
  refuse(fd: number, domain: number, reset: boolean): number;
  close(): void;
}

/** native/ldfi.h LDFI_LEFT: no errno is that large. */
export const LEFT = -4096;

/** Strings laid end to end, each ended by NUL. */
const pack = (strings: readonly string[]): Buffer =>
  Buffer.from(strings.map((text) => `${text}\0`).join('') || '\0', 'utf8');

type Native = (...args: readonly unknown[]) => number;

const load = () => {
  const file = locateEngine();
  try {
    return koffi.load(file);
  } catch (cause) {
    throw new NativeError('engine-load', `the native engine ${file} cannot be loaded`, {
      hint: 'build it again: npm run build',
      detail: String(cause),
      cause,
    });
  }
};

const spawnType = koffi.struct('ldfi_spawn', {
  file: 'str',
  argv: 'uint8_t *',
  envp: 'uint8_t *',
  directory: 'str',
  out: 'str',
  err: 'str',
  argc: 'uint32_t',
  envc: 'uint32_t',
});

const bind = (library: ReturnType<typeof load>) => ({
  abi: library.func('uint32_t ldfi_abi()') as Native,
  stopSize: library.func('uint32_t ldfi_stop_size()') as Native,
  socketSize: library.func('uint32_t ldfi_socket_size()') as Native,
  open: library.func('int ldfi_open(_Out_ void **session)') as Native,
  close: library.func('void ldfi_close(void *session)') as Native,
  error: library.func('const char *ldfi_error(void *session)') as unknown as (
    session: unknown,
  ) => string,
  guard: library.func('int ldfi_guard()') as Native,
  pin: library.func('int ldfi_pin(int32_t cpu)') as Native,
  steady: library.func('int ldfi_steady(void)') as Native,
  subscribe: library.func(
    'int ldfi_subscribe(void *s, int32_t *calls, uint32_t n, int32_t *quiet, uint32_t m)',
  ) as Native,
  ignore: library.func('int ldfi_ignore(void *s, int32_t tid, int32_t fd, int32_t on)') as Native,
  start: library.func('ldfi_start', 'int', ['void *', koffi.pointer(spawnType)]) as Native,
  now: library.func('uint64_t ldfi_now()') as Native,
  next: library.func('int ldfi_next(void *s, uint64_t deadline, uint8_t *stop)') as Native,
  hasNews: library.func('int ldfi_has_news()') as Native,
  resume: library.func('int ldfi_resume(void *s, int32_t tid, int32_t how)') as Native,
  hold: library.func('int ldfi_hold(void *s, int32_t tid, int32_t on)') as Native,
  kill: library.func('int ldfi_kill(int32_t pid)') as Native,
  skip: library.func('int ldfi_skip(void *s, int32_t tid, int64_t result)') as Native,
  interrupt: library.func('int ldfi_interrupt(int32_t tid)') as Native,
  block: library.func('int ldfi_block(void *s, int32_t tid)') as Native,
  restart: library.func('int ldfi_restart(void *s, int32_t tid, int64_t nr)') as Native,
  setResult: library.func('int ldfi_set_result(void *s, int32_t tid, int64_t result)') as Native,
  setArgument: library.func(
    'int ldfi_set_argument(void *s, int32_t tid, int32_t index, uint64_t value)',
  ) as Native,
  read: library.func(
    'int64_t ldfi_read(int32_t tid, uint64_t address, uint8_t *buffer, uint32_t size)',
  ) as Native,
  write: library.func(
    'int ldfi_write(int32_t tid, uint64_t address, uint8_t *bytes, uint32_t size)',
  ) as Native,
  pidfd: library.func('int ldfi_pidfd(int32_t pid)') as Native,
  threadPidfd: library.func('int ldfi_thread_pidfd(int32_t tid)') as Native,
  autobind: library.func('int ldfi_autobind(int32_t fd)') as Native,
  unixPeer: library.func('int64_t ldfi_unix_peer(void *s, uint32_t inode)') as Native,
  available: library.func('int ldfi_available(int32_t fd)') as Native,
  duplicate: library.func('int ldfi_duplicate(int32_t pidfd, int32_t fd)') as Native,
  drop: library.func('int ldfi_drop(void *s, int32_t fd)') as Native,
  describe: library.func('int ldfi_describe(int32_t fd, uint8_t *socket)') as Native,
  send: library.func('int64_t ldfi_send(int32_t fd, uint8_t *bytes, uint32_t size)') as Native,
  position: library.func('int64_t ldfi_position(int32_t fd)') as Native,
  peek: library.func(
    'int64_t ldfi_peek(int32_t fd, int64_t offset, uint8_t *buffer, uint32_t size)',
  ) as Native,
  consume: library.func('int ldfi_consume(int32_t fd, uint32_t size)') as Native,
  sendFor: library.func(
    'int64_t ldfi_send_for(void *s, int32_t tid, int32_t fd, uint8_t *bytes, uint32_t size)',
  ) as Native,
  receiveFor: library.func('int64_t ldfi_receive_for(void *s, int32_t tid, int32_t fd)') as Native,
  reset: library.func('int ldfi_reset(int32_t fd)') as Native,
  deafen: library.func('int ldfi_deafen(int32_t fd, int32_t on)') as Native,
  hasten: library.func('int ldfi_hasten(int32_t fd, int32_t on)') as Native,
  unsent: library.func('int ldfi_unsent(int32_t fd)') as Native,
  shutdownWrite: library.func('int ldfi_shutdown_write(int32_t fd)') as Native,
  refuse: library.func('int ldfi_refuse(int32_t fd, int32_t domain, int32_t reset)') as Native,
  sendTo: library.func(
    'int64_t ldfi_send_to(int32_t fd, uint8_t *b, uint32_t n, uint8_t *address, uint32_t size)',
  ) as Native,
  bound: library.func('int ldfi_bound(uint8_t *address, uint32_t size)') as Native,
  stall: library.func('int ldfi_stall(int32_t fd, uint16_t *ports, uint32_t count)') as Native,
  readable: library.func('int ldfi_readable(int32_t fd)') as Native,
});

/** Opens a tracing session. Throws NativeError when there is no engine that fits this build. */
export const openEngine = (): Engine => {
  const native = bind(load());
  if (
    native.abi() !== ABI ||
    native.stopSize() !== STOP_BYTES ||
    native.socketSize() !== SOCKET_BYTES
  ) {
    throw new NativeError(
      'engine-version',
      `the native engine speaks version ${native.abi()}, this build needs ${ABI}`,
      { hint: 'build it again: npm run build' },
    );
  }
  const out: unknown[] = [null];
  if (native.open(out) < 0) {
    throw new NativeError('engine-open', 'the native engine has no memory for a session');
  }
  return wrap(native, out[0]);
};

/** What is done in place of a tracee. */
const wrapTransfers = (
  native: ReturnType<typeof bind>,
  session: unknown,
): Pick<Engine, 'sendFor' | 'receiveFor' | 'hold' | 'kill' | 'interrupt'> => ({
  hold: (tid, on) => native.hold(session, tid, on ? 1 : 0),
  kill: (pid) => void native.kill(pid),
  interrupt: (tid) => void native.interrupt(tid),
  sendFor: (tid, fd, bytes) => Number(native.sendFor(session, tid, fd, bytes, bytes.length)),
  receiveFor: (tid, fd) => Number(native.receiveFor(session, tid, fd)),
});

type OnConnection = 'deafen' | 'hasten' | 'reset' | 'unsent' | 'shutdownWrite' | 'refuse' | 'stall';
type OnDatagram = 'sendTo' | 'bound' | 'readable';

/** What is done on a duplicate: no session and no tracee has part in it. */
const wrapDuplicates = (
  native: ReturnType<typeof bind>,
): Pick<Engine, 'position' | 'peek' | 'consume' | 'send' | OnConnection | OnDatagram> => ({
  position: (fd) => Number(native.position(fd)),
  peek: (fd, offset, size) => {
    const buffer = Buffer.allocUnsafe(size);
    const n = Number(native.peek(fd, offset, buffer, size));
    return n < 0 ? n : buffer.subarray(0, n);
  },
  consume: (fd, size) => native.consume(fd, size),
  send: (fd, bytes) => Number(native.send(fd, bytes, bytes.length)),
  reset: (fd) => native.reset(fd),
  deafen: (fd, on) => native.deafen(fd, on ? 1 : 0),
  hasten: (fd, on) => native.hasten(fd, on ? 1 : 0),
  unsent: (fd) => native.unsent(fd),
  shutdownWrite: (fd) => void native.shutdownWrite(fd),
  refuse: (fd, domain, reset) => native.refuse(fd, domain, reset ? 1 : 0),
  sendTo: (fd, bytes, address) =>
    Number(native.sendTo(fd, bytes, bytes.length, address, address.length)),
  bound: (address) => native.bound(address, address.length),
  stall: (fd, ports) => native.stall(fd, Uint16Array.from(ports), ports.length),
  readable: (fd) => native.readable(fd) > 0,
});

type ReachKey = 'read' | 'write' | 'pidfd' | 'threadPidfd' | 'duplicate' | 'drop';
type Reach = Pick<Engine, ReachKey | 'autobind' | 'unixPeer' | 'available'>;

/** The memory and the descriptors of a tracee. */
const wrapReach = (native: ReturnType<typeof bind>, session: unknown): Reach => ({
  read: (tid, address, size) => {
    if (size <= 0 || address <= 0) {
      return new Uint8Array(0);
    }
    // From Node's pool: a buffer of its own for each small read costs more than the read.
    const buffer = Buffer.allocUnsafe(size);
    const n = Number(native.read(tid, address, buffer, size));
    return n < size ? buffer.subarray(0, Math.max(0, n)) : buffer;
  },
  write: (tid, address, bytes) => native.write(tid, address, bytes, bytes.length),
  pidfd: (pid) => native.pidfd(pid),
  threadPidfd: (tid) => native.threadPidfd(tid),
  autobind: (fd) => native.autobind(fd),
  unixPeer: (inode) => Number(native.unixPeer(session, inode)),
  available: (fd) => native.available(fd),
  duplicate: (pidfd, fd) => native.duplicate(pidfd, fd),
  drop: (fd) => void native.drop(session, fd),
});

const refusedUnless = (code: number): void => {
  if (code < 0) {
    throw new NativeError('no-steady', `real-time scheduling is refused: errno ${-code}`, {
      hint: 'it takes root, CAP_SYS_NICE, or a limit RLIMIT_RTPRIO above 0; or do without',
    });
  }
};

const wrap = (native: ReturnType<typeof bind>, session: unknown): Engine => {
  const stop = new DataView(new ArrayBuffer(STOP_BYTES));
  const stopBytes = new Uint8Array(stop.buffer);
  const socketBytes = new Uint8Array(SOCKET_BYTES);
  const check = (code: number): number => {
    if (code < 0) {
      throw new NativeError('engine', `tracer: ${native.error(session)}`, {
        hint: 'see whether this machine can trace: npx ldfi doctor',
      });
    }
    return code;
  };
  /** Where the tracee may have been killed meanwhile: that is reported by its EXITED stop. */
  const attempt = (code: number): void => {
    if (code < 0 && code !== -3) {
      check(code);
    }
  };
  return {
    ...wrapTransfers(native, session),
    guard: () => void native.guard(),
    pin: (cpu) => void native.pin(cpu),
    steady: () => refusedUnless(native.steady()),
    subscribe: (calls, quiet) => {
      check(
        native.subscribe(
          session,
          Int32Array.from(calls),
          calls.length,
          Int32Array.from(quiet),
          quiet.length,
        ),
      );
    },
    ignore: (tid, fd, on) => void native.ignore(session, tid, fd, on ? 1 : 0),
    start: (program) => {
      const environment = Object.entries(program.environment).map(([k, v]) => `${k}=${v}`);
      return check(
        native.start(session, {
          file: program.file,
          argv: pack(program.argv),
          envp: pack(environment),
          directory: program.directory,
          out: program.outputFile,
          err: program.errorFile ?? null,
          argc: program.argv.length,
          envc: environment.length,
        }),
      );
    },
    now: () => Number(native.now()),
    next: (deadlineNs) => {
      check(native.next(session, deadlineNs, stopBytes));
      return decodeStop(stop);
    },
    hasNews: () => native.hasNews() > 0,
    resume: (tid, how) => attempt(native.resume(session, tid, how === 'exit' ? 1 : 0)),
    skip: (tid, result) => attempt(native.skip(session, tid, result)),
    block: (tid) => attempt(native.block(session, tid)),
    restart: (tid, nr) => attempt(native.restart(session, tid, nr)),
    setResult: (tid, result) => attempt(native.setResult(session, tid, result)),
    setArgument: (tid, index, value) => attempt(native.setArgument(session, tid, index, value)),
    ...wrapReach(native, session),
    describe: (fd) => {
      if (native.describe(fd, socketBytes) < 0) {
        throw new InvariantError(`cannot describe descriptor ${fd}`);
      }
      return decodeSocket(socketBytes);
    },
    ...wrapDuplicates(native),
    close: () => void native.close(session),
  };
};
