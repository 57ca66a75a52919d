/**
 * Saves findings the moment they are made, with the logs and the trace of their failing run. Knows
 * which run a finding speaks of; the layout on disk is the corpus room's.
 */
import { type SavedFinding, type Session, saveFinding } from '../corpus/session.ts';
import type { Finding } from '../model/finding.ts';
import type { HuntEvent } from '../model/hunt.ts';
import type { RunResult } from '../model/run.ts';

/** Failing runs whose traces are kept in memory: those of one confirmation and more. */
const TRACES_MAX = 32;

export interface Evidence {
  readonly onEvent: (event: HuntEvent) => void;
  /** The finding on disk; saves it now if no event did. */
  readonly saved: (finding: Finding) => SavedFinding;
}

/** Errors: `onEvent` and `saved` throw StoreError. */
export function collectEvidence(session: Session, specFile: string): Evidence {
  const failing = new Map<string, RunResult>();
  const saved = new Map<string, SavedFinding>();
  const save = (finding: Finding): SavedFinding => {
    const done = saved.get(finding.id);
    if (done !== undefined) {
      return done;
    }
    const trace = failing.get(finding.logs)?.trace;
    const fresh = saveFinding(session, finding, specFile, trace);
    saved.set(finding.id, fresh);
    return fresh;
  };
  return {
    onEvent: (event) => {
      if (event.kind === 'run-finished' && event.result.verdict.kind === 'violated') {
        failing.set(event.result.directory, event.result);
        const oldest = failing.keys().next().value;
        if (failing.size > TRACES_MAX && oldest !== undefined) {
          failing.delete(oldest);
        }
      } else if (event.kind === 'finding') {
        save(event.finding);
      }
    },
    saved: save,
  };
}
