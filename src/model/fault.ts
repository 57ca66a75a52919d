/**
 * Fault vocabulary: only what a network or a machine can really do (DESIGN §7). Each type says what
 * the fault means at the stop; its text is in src/faults/text.ts.
 *
 * Common to all: a fault fires at most once (`fail` and `shorten`: at each call that they count,
 * and they have fired when one has), during the workload only, and nothing lasts beyond heal.
 */
import type { Address, AddressLevel } from './address.ts';
import type { Errno } from './errno.ts';
import type { CallSite } from './injectable.ts';
import type { FaultEvent, FaultWindow, Hold } from './moments.ts';
import type { NodeName } from './trace.ts';

/** A fault that strikes at one message, datagram or attempt to connect. */
interface AtMessage {
  readonly at: Address;
  readonly window?: FaultWindow;
}

/**
 * That message and all later ones of its direction on that channel are withheld, while the sender
 * sees success as long as its send buffer would have room.
 */
export interface CutFault extends AtMessage {
  readonly kind: 'cut';
  /**
   * `silence`: nothing more is seen by the peer, no FIN either. `reset`: both ends see the
   * connection reset.
   */
  readonly ending: 'silence' | 'reset';
  /**
   * Silence in the other direction too, from the same stop on; what it had under way before still
   * arrives.
   */
  readonly both?: true;
  /**
   * When silence ends. Absent: never; the bytes are lost with the run.
   */
  readonly hold?: Hold;
  /**
   * With `hold` only: when it is over, what was withheld is lost and both ends see a reset. Absent:
   * TCP sends again, so all that was withheld is delivered in order, then FIN, and the channel
   * works on.
   */
  readonly resets?: true;
}

/**
 * The message still arrives whole; right after its last byte both ends see the connection reset. (A
 * reset that the message itself falls victim to is a cut with ending `reset`.)
 */
export interface ResetFault extends AtMessage {
  readonly kind: 'reset';
}

/** One datagram is lost; its sender sees success. */
export interface OmitFault extends AtMessage {
  readonly kind: 'omit';
}

/**
 * The message is withheld and delivered when `hold` is over, from the runner's duplicate of the
 * socket; the sender runs on. On a stream all that follows it waits behind it and arrives in order,
 * FIN too. Later datagrams overtake it.
 */
export interface DelayFault extends AtMessage {
  readonly kind: 'delay';
  readonly hold: Hold;
}

/** The datagram arrives, and `copies` (≥ 1) more of it: at once, or when `hold` is over. */
export interface DuplicateFault extends AtMessage {
  readonly kind: 'duplicate';
  readonly copies: number;
  readonly hold?: Hold;
}

/**
 * The datagram is withheld until `behind` (≥ 1) later ones of its direction of the channel were
 * delivered; if fewer are sent, until heal.
 */
export interface ReorderFault extends AtMessage {
  readonly kind: 'reorder';
  readonly behind: number;
}

export const REFUSALS = [
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'ENETDOWN',
  'EADDRNOTAVAIL',
] as const satisfies readonly Errno[];
export type Refusal = (typeof REFUSALS)[number];

/**
 * One attempt to connect is refused. A non-blocking connect answers EINPROGRESS first where the
 * kernel would, and SO_ERROR tells. Absent `error`: ECONNREFUSED.
 */
export interface RefuseFault extends AtMessage {
  readonly kind: 'refuse';
  readonly error?: Exclude<Refusal, 'ECONNREFUSED'>;
}

/**
 * The SYN is lost: a blocking connect blocks, a non-blocking one stays in EINPROGRESS and is never
 * writable. When `hold` is over the connection is made, if the program still waits for it; absent:
 * never, and the kernel's own time-out (about two minutes) shows as ETIMEDOUT.
 */
export interface IgnoreFault extends AtMessage {
  readonly kind: 'ignore';
  readonly hold?: Hold;
}

/**
 * Slow accept: the handshake completes and connect succeeds, but the server's accept does not give
 * the connection out before `hold` is over (its poll does not show it either).
 */
export interface StallFault extends AtMessage {
  readonly kind: 'stall';
  readonly hold: Hold;
}

/**
 * From `from` (absent: from the start of the workload) until `hold` is over (absent: until heal),
 * no packet crosses between the two sets: streams that exist fall silent, datagrams are lost,
 * attempts to connect are ignored. `one`: only from `sides[0]` to `sides[1]`; a connection then
 * can't be made in either direction, and what has been made can still carry bytes the other way.
 */
export interface PartitionFault {
  readonly kind: 'partition';
  /** Two disjoint sets, each sorted; for `both` the lesser set first. */
  readonly sides: readonly [readonly NodeName[], readonly NodeName[]];
  readonly direction: 'one' | 'both';
  /** It begins when all of them have happened. */
  readonly from?: readonly FaultEvent[];
  readonly hold?: Hold;
  /** What becomes of the streams that it silenced when it ends: as for a cut. */
  readonly resets?: true;
}

/** A moment in the life of a run at which a whole node is struck. */
interface NodePoint {
  readonly node: NodeName;
  /**
   * `before` and `after`: the node's own call that sends the message `at` (at the entry stop before
   * a byte of it leaves, or when the bytes up to its end are out). With `side` `received`: the call
   * that reads it (at the entry of the receive that would return it, or at the exit of the one that
   * did). `once`: at the stop at which the last of `once` happens. `end`: at the end of the
   * workload.
   */
  readonly when: 'before' | 'after' | 'end' | 'once';
  /** With `before` and `after`, and only then. */
  readonly at?: Address;
  /** Absent: the sending of `at`. */
  readonly side?: 'received';
  /** With `once`, and only then: not empty. */
  readonly once?: readonly FaultEvent[];
  /** With `before` and `after` only. */
  readonly window?: FaultWindow;
}

/**
 * Fail-stop of the whole node: SIGKILL at its point. Its directory is kept. Peers see what the
 * kernel does for a killed process: FIN, or RST if there was unread input.
 */
export interface CrashFault extends NodePoint {
  readonly kind: 'crash';
  /**
   * `unsynced`: power loss. Each file of the node is rolled back to what was last synced (write,
   * pwrite, rename, truncate since then are undone). `torn`: as `unsynced`, but the first half of
   * the last unsynced write is kept, in whole sectors of 512 bytes if it is longer than one.
   */
  readonly disk?: 'unsynced' | 'torn';
  /**
   * The same command is started again in the same directory, with the same ports, `time` after the
   * crash, when all events have happened since the crash, or at heal. Absent: it stays down.
   */
  readonly restart?: Hold;
}

/**
 * All threads of the node stay stopped from the point on until `hold` is over; peers see an open
 * connection that does not answer. Time goes on for it.
 */
export interface PauseFault extends NodePoint {
  readonly kind: 'pause';
  readonly hold: Hold;
}

/**
 * Calls of a node end with an error and do nothing. With `at` instead of a site: the call that
 * would send that message.
 */
export interface FailFault {
  readonly kind: 'fail';
  readonly at?: Address;
  readonly site?: CallSite;
  readonly error: Errno;
  /**
   * Sync calls only: what was to be synced is lost as well, as when the kernel marks pages clean
   * after a failed write-back: it is rolled back if the node crashes, and the next sync succeeds.
   */
  readonly loses?: true;
  readonly window?: FaultWindow;
}

/**
 * Calls of a node move at most `bytes` bytes (0 only for reads: end of file). With `at` instead of
 * a site: the call that sends that message takes only that many bytes of it.
 */
export interface ShortenFault {
  readonly kind: 'shorten';
  readonly at?: Address;
  readonly site?: CallSite;
  readonly bytes: number;
  readonly window?: FaultWindow;
}

/**
 * The node's disk is full from `from` (absent: the start of the workload) until `hold` is over
 * (absent: heal): once `leaving` more bytes were written, a write is short and the next ENOSPC, and
 * so is what makes a file or a directory. Overwriting what is there goes on working.
 */
export interface FillFault {
  readonly kind: 'fill';
  readonly node: NodeName;
  readonly leaving: number;
  readonly from?: readonly FaultEvent[];
  readonly hold?: Hold;
}

export type Fault =
  | CutFault
  | ResetFault
  | OmitFault
  | DelayFault
  | DuplicateFault
  | ReorderFault
  | RefuseFault
  | IgnoreFault
  | StallFault
  | PartitionFault
  | CrashFault
  | PauseFault
  | FailFault
  | ShortenFault
  | FillFault;
export type FaultKind = Fault['kind'];
export const FAULT_KINDS = [
  'cut',
  'reset',
  'omit',
  'delay',
  'duplicate',
  'reorder',
  'refuse',
  'ignore',
  'stall',
  'partition',
  'crash',
  'pause',
  'fail',
  'shorten',
  'fill',
] as const satisfies readonly FaultKind[];

/**
 * What a hunt tries by itself: faults that take something out of a support, or bring it there too
 * late.
 */
export type HuntedFault =
  | CutFault
  | OmitFault
  | RefuseFault
  | CrashFault
  | DelayFault
  | PartitionFault;
export type HuntedKind = HuntedFault['kind'];

export function isHunted(fault: Fault): fault is HuntedFault {
  return HUNTED_KINDS.some((kind) => kind === fault.kind);
}

export const HUNTED_KINDS = [
  'cut',
  'omit',
  'refuse',
  'crash',
  'delay',
  'partition',
] as const satisfies readonly HuntedKind[];

/** Tried only where a bound asks for them. */
export type OptInKind = 'delay' | 'partition';

/** A byte of a program or a library that was about to be executed, by its offset in the file. */
export interface CodePlace {
  readonly file: string;
  readonly offset: number;
}

/**
 * What became of a planned fault in one run. A fault that did not fire is `missed`: that run is no
 * test of it.
 */
export interface FaultReport {
  readonly fault: Fault;
  readonly outcome: 'fired' | 'missed';
  /**
   * In words: what was seen at the exit stop (`withheld 27 bytes`, `killed 1 process`), or why it
   * was missed.
   */
  readonly detail: string;
  /** The event at which it fired: index into the run's trace. */
  readonly event?: number;
  /**
   * Where in its code the thread was whose call was struck: the call itself, then what it returns
   * to. Absent: at no call, or the host does not tell.
   */
  readonly code?: readonly CodePlace[];
  /** The same in words, when it was looked up in the symbols of these files. */
  readonly place?: string;
  /** Fired: the level of the address by which its message was known. */
  readonly level?: AddressLevel;
  /** Fired: how many bytes the log of each node had by then. Absent: not noted. */
  readonly logs?: Readonly<Record<NodeName, number>>;
}
