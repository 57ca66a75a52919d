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

/** 0 holds, 1 violated (the last line of stdout says why), 77 vacuous, 125 cannot tell; anything else tells nothing. */
export const judgeExit = ({ code, status, out, err }: ScriptEnd): Verdict => {
  const said = lastLine(out);
  switch (code) {
    case HOLDS:
      return { kind: 'held' };
    case VIOLATED:
      return { kind: 'violated', reason: said || 'the invariant script gave no reason' };
    case VACUOUS:
      return { kind: 'vacuous', reason: said || 'nothing was promised' };
    case CANNOT_TELL:
      return { kind: 'inconclusive', reason: said || 'the invariant script cannot tell' };
    default:
      return {
        kind: 'inconclusive',
        reason: `the invariant script ended with ${status}`,
        detail: err.trimEnd() || out.trimEnd() || '(it wrote nothing)',
      };
  }
};
