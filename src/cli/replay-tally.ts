/** What several runs of one fault set say together. Pure: knows results, runs nothing. */
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { RunResult } from '../model/run.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { judge } from '../search/judge.ts';

export interface ReplayedRun {
  /** `void`: not all of the faults happened, so the run says nothing about the finding. */
  readonly verdict: VerdictKind;
  /** One line for a person; empty when there is nothing to add. */
  readonly reason: string;
  readonly durationMs: number;
  readonly directory: string;
}

export interface ReplayTally {
  readonly runs: readonly ReplayedRun[];
  readonly violated: number;
  readonly held: number;
  readonly vacuous: number;
  /** Runs in which not all of the faults happened, whatever the invariant said. */
  readonly notFollowed: number;
  readonly inconclusive: number;
}

/** How one run counts. */
export function judgeReplay(result: RunResult): ReplayedRun {
  const { durationMs, directory } = result;
  const { verdict } = judge(result);
  const missed = result.faults.filter((report) => report.outcome === 'missed');
  const why = verdict.kind === 'void' ? missed.map((report) => report.detail) : [];
  const reason = verdict.kind === 'held' ? '' : [verdict.reason, ...new Set(why)].join('; ');
  return { verdict: verdict.kind, reason, durationMs, directory };
}

export function tallyReplays(runs: readonly ReplayedRun[]): ReplayTally {
  const count = (kind: VerdictKind): number => runs.filter((run) => run.verdict === kind).length;
  return {
    runs,
    violated: count('violated'),
    held: count('held'),
    vacuous: count('vacuous'),
    notFollowed: count('void'),
    inconclusive: count('inconclusive'),
  };
}

/** 1: violated every time; 0: held every time; 2: anything else. Nothing but `held` is a pass. */
export function exitOfTally(tally: ReplayTally): ExitCode {
  const { length } = tally.runs;
  if (length > 0 && tally.violated === length) {
    return EXIT.violated;
  }
  return length > 0 && tally.held === length ? EXIT.exhausted : EXIT.inconclusive;
}
