/** Errors as the user sees them, and the exit code that goes with each. Prints nothing. */
import { EXIT, type ExitCode, LdfiError } from '../model/errors.ts';
import type { HuntResult } from '../model/hunt.ts';
import { escapeBlock } from '../report/escape.ts';
import { type Palette, PLAIN } from '../report/palette.ts';
import { indent } from '../report/table.ts';

/** Stands for the end of a command by a signal, after everything was put away. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  readonly signal: InterruptSignal;

  constructor(signal: InterruptSignal, message: string) {
    super(message);
    this.signal = signal;
  }
}

export type InterruptSignal = 'SIGINT' | 'SIGTERM';

export const EXIT_OF_SIGNAL: Readonly<Record<InterruptSignal, ExitCode>> = {
  SIGINT: EXIT.interrupted,
  SIGTERM: EXIT.terminated,
};

export const EXIT_OF_OUTCOME: Readonly<Record<HuntResult['outcome'], ExitCode>> = {
  exhausted: EXIT.exhausted,
  violated: EXIT.violated,
  inconclusive: EXIT.inconclusive,
};

/** The exit code that an error ends the process with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof LdfiError) {
    return error.exitCode;
  }
  return error instanceof Interrupted ? EXIT_OF_SIGNAL[error.signal] : EXIT.internal;
}

/**
 * The whole message, ending in a line feed. Bytes of the system under test in it can't act on the
 * terminal.
 */
export function errorText(error: unknown, palette: Palette = PLAIN): string {
  const head = palette.bad('ldfi:');
  if (error instanceof Interrupted) {
    return `${palette.doubtful('ldfi:')} ${escapeBlock(error.message)}\n`;
  }
  if (error instanceof LdfiError) {
    const lines = [`${head} ${escapeBlock(error.message)}`];
    if (error.hint !== undefined) {
      lines.push(`  ${palette.accent('hint:')} ${escapeBlock(error.hint)}`);
    }
    if (error.detail !== undefined && error.detail.trim() !== '') {
      lines.push(palette.faint(indent(escapeBlock(error.detail.trimEnd()), '    ')));
    }
    return `${lines.join('\n')}\n`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return (
    `${head} internal error: this is a bug in ldfi, not in your system\n` +
    `${indent(escapeBlock(stack), '    ')}\n`
  );
}
