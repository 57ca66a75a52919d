/** What became of findings since the last hunt. Pure: knows counts, no files and no runs. */
import type { Standing } from '../model/finding.ts';

/** Replays of a known finding. */
export interface Replayed {
  readonly runs: number;
  readonly violated: number;
  /** All faults happened, something was promised, and it was kept. */
  readonly held: number;
}

export const NO_REPLAY: Replayed = { runs: 0, violated: 0, held: 0 };

/** `replayed`: absent for a finding that was not known before the hunt. */
export function standingOf(isFound: boolean, replayed: Replayed | undefined): Standing {
  if (replayed === undefined) {
    return 'new';
  }
  if (isFound || replayed.violated > 0) {
    return 'ongoing';
  }
  return replayed.runs > 0 && replayed.held === replayed.runs ? 'resolved' : 'not reproduced';
}
