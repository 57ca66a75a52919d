/**
 * The TypeScript side of the line to `native/` (native/ldfi.h is the other side): one function here
 * for one there, no policy. All calls must come from the thread that opened the engine: ptrace
 * belongs to a thread.
 */
import { InvariantError, NativeError } from '../model/errors.ts';
import { type Bindings, loadBindings } from './bindings.ts';
import { decodeSocket, SOCKET_BYTES, type SocketDescription } from './socket-description.ts';
import { decodeStop, STOP_BYTES, type Stop } from './stop.ts';

/** native/ldfi.h LDFI_ABI. */
const ABI = 15;

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

/** A call stops only where `(args[argument] & mask) === value`, of 32 bits, or another holds. */
export interface Only {
  readonly nr: number;
  readonly argument: number;
  readonly mask: number;
  readonly value: number;
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
  /** Of what was subscribed last: calls that are named here stop only with certain arguments. */
  narrow(only: readonly Only[]): void;
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
  /** The same, with `next` or `flush` at the latest: it costs no call of its own. */
  resumeLater(tid: number, how: 'next' | 'exit'): void;
  /** Who is to go on later goes on now. */
  flush(): void;
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
   * duplicate of its socket; the tracee skips it. The result, or LEFT: nothing has been done. LOST:
   * received, but where the tracee wanted it there is no memory, and it sees −EFAULT.
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
const ESRCH = 3;
/** native/ldfi.h LDFI_LOST. */
export const LOST = -4097;

/** Strings laid end to end, each ended by NUL. */
const pack = (strings: readonly string[]): Buffer =>
  Buffer.from(strings.map((text) => `${text}\0`).join('') || '\0', 'utf8');

/** Opens a tracing session. Throws NativeError when there is no engine that fits this build. */
export const openEngine = (): Engine => {
  const native = loadBindings();
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
  native: Bindings,
  session: unknown,
): Pick<Engine, 'sendFor' | 'receiveFor'> => ({
  sendFor: (tid, fd, bytes) => Number(native.sendFor(session, tid, fd, bytes, bytes.length)),
  receiveFor: (tid, fd) => Number(native.receiveFor(session, tid, fd)),
});

type OnConnection = 'deafen' | 'hasten' | 'reset' | 'unsent' | 'shutdownWrite' | 'refuse' | 'stall';
type OnDatagram = 'sendTo' | 'bound' | 'readable';

/** What is done on a duplicate: no session and no tracee has part in it. */
const wrapDuplicates = (
  native: Bindings,
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
const wrapReach = (native: Bindings, session: unknown, ahead: Ahead): Reach => ({
  read: (tid, address, size) => {
    if (size <= 0 || address <= 0) {
      return new Uint8Array(0);
    }
    // From Node's pool: a buffer of its own for each small read costs more than the read.
    const buffer = Buffer.allocUnsafe(size);
    if (tid === ahead.tid && address === ahead.address && size <= ahead.size) {
      ahead.bytes.copy(buffer, 0, 0, size);
      return buffer;
    }
    const n = Number(native.read(tid, address, buffer, size));
    return n < size ? buffer.subarray(0, Math.max(0, n)) : buffer;
  },
  write: (tid, address, bytes) => {
    ahead.tid = 0;
    return native.write(tid, address, bytes, bytes.length);
  },
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

type Goes = Pick<
  Engine,
  ('next' | 'resume' | 'resumeLater' | 'flush' | 'hasNews') | ('hold' | 'kill' | 'interrupt')
>;

/** native/ldfi.h LDFI_AHEAD_MAX. */
const AHEAD_MAX = 1024;

/** What was read along with a stop, and is as it was until its tracee goes on. */
interface Ahead {
  readonly bytes: Buffer;
  /** 0: nothing was. */
  tid: number;
  address: number;
  size: number;
}

/** `check`: throws when a call has failed. */
const wrapGoes = (
  native: Bindings,
  session: unknown,
  ahead: Ahead,
  check: (code: number) => number,
): Goes => {
  const stop = new DataView(new ArrayBuffer(STOP_BYTES));
  const stopBytes = new Uint8Array(stop.buffer);
  /** Who is to go on, 0 for nobody, and how. */
  let later = 0;
  let laterHow = 0;
  const resume = (tid: number, how: number): void => {
    ahead.tid = 0;
    const code = native.resume(session, tid, how);
    if (code !== -ESRCH) {
      check(code);
    }
  };
  const flush = (): void => {
    const tid = later;
    later = 0;
    if (tid !== 0) {
      resume(tid, laterHow);
    }
  };
  return {
    next: (deadlineNs) => {
      const tid = later;
      later = 0;
      ahead.tid = 0;
      check(native.go(session, tid, laterHow, deadlineNs, stopBytes, ahead.bytes));
      const next = decodeStop(stop);
      if (next.kind === 'entry' && next.related > 0) {
        ahead.tid = next.tid;
        ahead.address = next.args[1] ?? 0;
        ahead.size = next.related;
      }
      return next;
    },
    resume: (tid, how) => {
      flush();
      resume(tid, how === 'exit' ? 1 : 0);
    },
    resumeLater: (tid, how) => {
      // Told twice it goes on once: the second time it could be in its next stop already.
      if (later !== tid) {
        flush();
      }
      later = tid;
      laterHow = how === 'exit' ? 1 : 0;
    },
    flush,
    hasNews: () => {
      flush();
      return native.hasNews() > 0;
    },
    hold: (tid, on) => {
      flush();
      return native.hold(session, tid, on ? 1 : 0);
    },
    kill: (pid) => {
      flush();
      native.kill(pid);
    },
    interrupt: (tid) => {
      flush();
      native.interrupt(tid);
    },
  };
};

const wrap = (native: Bindings, session: unknown): Engine => {
  const socketBytes = new Uint8Array(SOCKET_BYTES);
  const ahead: Ahead = { bytes: Buffer.alloc(AHEAD_MAX), tid: 0, address: 0, size: 0 };
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
    if (code < 0 && code !== -ESRCH) {
      check(code);
    }
  };
  return {
    ...wrapGoes(native, session, ahead, check),
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
    narrow: (only) => {
      const words = only.flatMap(({ nr, argument, mask, value }) => [nr, argument, mask, value]);
      check(native.narrow(session, Uint32Array.from(words), only.length));
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
    skip: (tid, result) => attempt(native.skip(session, tid, result)),
    block: (tid) => attempt(native.block(session, tid)),
    restart: (tid, nr) => attempt(native.restart(session, tid, nr)),
    setResult: (tid, result) => attempt(native.setResult(session, tid, result)),
    setArgument: (tid, index, value) => attempt(native.setArgument(session, tid, index, value)),
    ...wrapReach(native, session, ahead),
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
