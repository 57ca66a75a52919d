/**
 * Exit codes for `git bisect run`, which takes 1 to 124 for bad, 125 for cannot tell, and 128 and
 * more for a reason to stop. Knows codes only.
 */
import { EXIT, type ExitCode, UsageError } from '../model/errors.ts';
import type { ReplayTally } from './replay-tally.ts';

export const BISECT = { good: 0, bad: 1, cannotTell: 125, stop: 255 } as const;
export type BisectCode = (typeof BISECT)[keyof typeof BISECT];

/** Whether a command line asks for these codes. */
export function isBisecting(args: readonly string[]): boolean {
  return args[0] === 'replay' && args.includes('--bisect');
}

/** One violation makes a commit bad; all runs have to be followed and hold to make it good. */
export function bisectExit({ runs, violated, held }: ReplayTally): ExitCode {
  if (violated > 0) {
    return EXIT.violated;
  }
  return held > 0 && held === runs.length ? EXIT.exhausted : EXIT.inconclusive;
}

/**
 * The code for git. A wrong command line is wrong at every commit and ends the bisection, as a
 * signal does; whatever else is in the way may be so at this commit only.
 */
export function bisectCode(code: ExitCode, error?: unknown): BisectCode | ExitCode {
  switch (code) {
    case EXIT.exhausted:
      return BISECT.good;
    case EXIT.violated:
      return BISECT.bad;
    case EXIT.interrupted:
    case EXIT.terminated:
      return code;
    case EXIT.usage:
      return error instanceof UsageError ? BISECT.stop : BISECT.cannotTell;
    default:
      return BISECT.cannotTell;
  }
}
