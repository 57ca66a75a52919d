/**
 * What the search process and a runner process say to each other; one message each way an
 * experiment.
 */
import { type ExitCode, type LdfiError, NativeError } from '../model/errors.ts';
import { type PackedTrace, packTrace, unpackTrace } from '../model/packed-trace.ts';
import type { RunRequest, RunResult } from '../model/run.ts';
import type { Spec } from '../model/spec.ts';

/**
 * Raised when what is said changes. 2: the messages of a trace cross as columns. 3: specs with
 * goals, and what a run reached of them. 4: sizes of workloads,
 * and of logs when faults fired.
 */
export const WIRE_VERSION = 4;

export type ToRunner =
  | {
      readonly kind: 'begin';
      readonly wire: number;
      readonly spec: Spec;
      readonly runsDirectory: string;
      readonly cpu: number;
      /** Real-time scheduling, which a host may refuse. */
      readonly steady: boolean;
    }
  | { readonly kind: 'run'; readonly request: RunRequest }
  | { readonly kind: 'end' };

/** An error that can cross: its class and its fields. */
export interface SentError {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly exitCode: ExitCode | undefined;
}

/** A result that can cross: its trace is plain data. */
export type SentResult = Omit<RunResult, 'trace'> & { readonly trace: PackedTrace };

export type FromRunner =
  | { readonly kind: 'ready'; readonly wire: number }
  | { readonly kind: 'result'; readonly result: SentResult }
  | { readonly kind: 'error'; readonly error: SentError };

/** Errors: NativeError for a peer of another version. `undefined`: older than these numbers. */
export const checkWire = (peer: number | undefined): void => {
  if (peer !== WIRE_VERSION) {
    throw new NativeError(
      'wire-version',
      `search and runner are of two builds: version ${peer ?? 1} and version ${WIRE_VERSION}`,
      { hint: 'ldfi was built anew while it ran: start it again' },
    );
  }
};

export const sentResult = (result: RunResult): SentResult => ({
  ...result,
  trace: packTrace(result.trace),
});

export const receivedResult = (sent: SentResult): RunResult => ({
  ...sent,
  trace: unpackTrace(sent.trace),
});

export const sendable = (error: unknown): SentError => {
  const known = error as Partial<LdfiError> & Error;
  return {
    name: known.name ?? 'Error',
    code: known.code ?? 'internal',
    message: known.message ?? String(error),
    hint: known.hint,
    detail: known.exitCode === undefined ? known.stack : known.detail,
    exitCode: known.exitCode,
  };
};
