/**
 * One family of errors for what the user can mend: what, on what, got what, then the hint. Exit
 * codes: DESIGN §11. InvariantError is apart: a bug of ours, caught only by the CLI.
 */

export const EXIT = {
  exhausted: 0,
  violated: 1,
  inconclusive: 2,
  baseline: 3,
  /** Of `check-history` alone, as invariant scripts have them. */
  vacuous: 77,
  cannotTell: 125,
  usage: 64,
  cannotTrace: 69,
  internal: 70,
  store: 74,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface LdfiErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
  /** Multi-line evidence (a script's stderr, the tail of a log) printed below the message. */
  readonly detail?: string;
}

/** Base of all errors that end in one clear message. `code` is stable and listed in docs. */
export abstract class LdfiError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly hint: string | undefined;
  readonly detail: string | undefined;

  constructor(code: string, message: string, options: LdfiErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
  }
}

/** A spec, fault text or finding file that cannot be used. `where` is `file:line:column`. */
export class SpecError extends LdfiError {
  override readonly name = 'SpecError';
  readonly exitCode = EXIT.usage;
  readonly where: string;

  constructor(code: string, where: string, message: string, options: LdfiErrorOptions = {}) {
    super(code, `${where}: ${message}`, options);
    this.where = where;
  }
}

/** Wrong command line. */
export class UsageError extends LdfiError {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT.usage;
}

/** The system under test does not come up, or fails without faults. */
export class BaselineError extends LdfiError {
  override readonly name = 'BaselineError';
  readonly exitCode = EXIT.baseline;
}

/** This host cannot trace: no ptrace, no engine, wrong architecture. */
export class NativeError extends LdfiError {
  override readonly name = 'NativeError';
  readonly exitCode = EXIT.cannotTrace;
}

/** The store could not be read or written. */
export class StoreError extends LdfiError {
  override readonly name = 'StoreError';
  readonly exitCode = EXIT.store;
}

/** A trace file that is none, of another version, or damaged. `offset`: the byte at fault. */
export class TraceError extends LdfiError {
  override readonly name = 'TraceError';
  readonly exitCode = EXIT.store;
  readonly offset: number;

  constructor(
    code: string,
    file: string,
    offset: number,
    message: string,
    options: LdfiErrorOptions = {},
  ) {
    super(code, `${file}: byte ${offset}: ${message}`, options);
    this.offset = offset;
  }
}

/** A bug of ours. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** Throws InvariantError unless `condition` holds. */
export function ensure(condition: unknown, message: string): asserts condition {
  if (!condition) {
    throw new InvariantError(message);
  }
}
