/** Invariant scripts are judged like `git bisect run` (DESIGN §10). */
import type { Verdict } from '../model/verdict.ts';
import { lastLine } from './logs.ts';

export interface ScriptEnd {
  /** undefined: ended by a signal. */
  readonly code: number | undefined;
  /** In words. */
  readonly status: string;
  readonly out: string;
  readonly err: string;
}

export const HOLDS = 0;
export const VIOLATED = 1;
export const VACUOUS = 77;
export const CANNOT_TELL = 125;

/** An end that tells nothing about the system. */
const tellsNothing = ({ status, out, err }: ScriptEnd, why = ''): Verdict => ({
  kind: 'inconclusive',
  reason: `the invariant script ended with ${status}${why}`,
  detail: err.trimEnd() || out.trimEnd() || '(it wrote nothing)',
});

/**
 * 0 holds, 1 violated (the last line of stdout says why), 77 vacuous, 125 cannot tell; anything
 * else tells nothing.
 *
 * Why: a script that crashes ends with 1 as well in most languages, so a 1 without a reason is no
 *      violation.
 */
export const judgeExit = (end: ScriptEnd): Verdict => {
  const said = lastLine(end.out);
  switch (end.code) {
    case HOLDS:
      return { kind: 'held' };
    case VIOLATED:
      return said === ''
        ? tellsNothing(end, ' but gave no reason on standard output')
        : { kind: 'violated', reason: said };
    case VACUOUS:
      return { kind: 'vacuous', reason: said || 'nothing was promised' };
    case CANNOT_TELL:
      return { kind: 'inconclusive', reason: said || 'the invariant script cannot tell' };
    default:
      return tellsNothing(end);
  }
};
