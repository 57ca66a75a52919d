/** A stop of a tracee as the engine reports it (native/ldfi.h `struct ldfi_stop`). */
import { InvariantError } from '../model/errors.ts';

export const STOP_BYTES = 88;

const KINDS = ['none', 'entry', 'exit', 'spawn', 'exec', 'exited', 'timeout'] as const;

export interface Stop {
  readonly kind: (typeof KINDS)[number];
  readonly tid: number;
  /**
   * spawn: the new tid · exec: the former tid · exited: the wait status · entry: bytes of a send
   * that the engine has read along.
   */
  readonly related: number;
  readonly sameProcess: boolean;
  readonly sharesFiles: boolean;
  /** spawn: who made it waits until it runs another program or ends (vfork). */
  readonly isWaitedFor: boolean;
  /** entry: a call of a 32-bit table. */
  readonly foreign: boolean;
  /** entry: the call's number. */
  readonly nr: number;
  /** entry: the six arguments as signed numbers; exact below 2⁵³ either way. */
  readonly args: readonly number[];
  /**
   * exit: what the call returned; also at its entry, once it has been made for the tracee. exited:
   * −errno when exec failed.
   */
  result: number;
  /** Nanoseconds of CLOCK_MONOTONIC. */
  readonly atNs: number;
}

const u64 = (view: DataView, offset: number): number =>
  view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;

const i64 = (view: DataView, offset: number): number =>
  view.getUint32(offset, true) + view.getInt32(offset + 4, true) * 0x1_0000_0000;

export const decodeStop = (view: DataView): Stop => {
  const kind = KINDS[view.getUint32(0, true)];
  if (kind === undefined) {
    throw new InvariantError(`the engine reported an unknown stop ${view.getUint32(0, true)}`);
  }
  const flags = view.getUint32(12, true);
  return {
    kind,
    tid: view.getInt32(4, true),
    related: view.getInt32(8, true),
    sameProcess: (flags & 1) !== 0,
    sharesFiles: (flags & 2) !== 0,
    foreign: (flags & 4) !== 0,
    isWaitedFor: (flags & 8) !== 0,
    nr: i64(view, 16),
    args: [
      i64(view, 24),
      i64(view, 32),
      i64(view, 40),
      i64(view, 48),
      i64(view, 56),
      i64(view, 64),
    ],
    result: i64(view, 72),
    atNs: u64(view, 80),
  };
};

/** A descriptor argument: the kernel looks at its low 32 bits, signed. */
export const asFd = (argument: number | undefined): number => (argument ?? -1) | 0;

/** In words, from a wait status. */
export const exitText = (status: number): string =>
  (status & 0x7f) === 0 ? `exit code ${(status >> 8) & 0xff}` : `signal ${status & 0x7f}`;
