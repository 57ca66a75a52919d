/**
 * Known findings run again before a hunt. Knows how often and when one run is enough; where they
 * come from is the corpus room's.
 */
import { join } from 'node:path';
import type { ListedFinding } from '../corpus/list-findings.ts';
import type { Session } from '../corpus/session.ts';
import { LdfiError } from '../model/errors.ts';
import type { Runner } from '../model/run.ts';
import type { Spec } from '../model/spec.ts';
import type { KnownRow, KnownStanding } from '../report/known-report.ts';
import { carrying } from '../search/carry.ts';
import { standingOf } from '../search/triage.ts';
import { specHash } from '../spec/spec-hash.ts';
import { checkNodes } from './check-nodes.ts';
import { conditionsOf } from './conditions.ts';
import { carriedFaults } from './inject.ts';
import type { Interrupts } from './interrupt.ts';
import { replayCommandOf } from './paths.ts';
import { judgeReplay, type ReplayedRun, tallyReplays } from './replay-tally.ts';
import { runOrStop, withRunner } from './with-runner.ts';

export interface KnownRuns {
  readonly spec: Spec;
  readonly known: readonly ListedFinding[];
  /** Most runs of each; the first that fails is enough. */
  readonly runsMax: number;
  readonly session: Session;
}

/** What does not fit the spec any more would never happen: why, in words. */
function misfit(known: ListedFinding, spec: Spec): string {
  try {
    checkNodes(known, spec);
    return '';
  } catch (error) {
    if (error instanceof LdfiError) {
      return error.message;
    }
    throw error;
  }
}

function rowOf(known: ListedFinding, spec: Spec, runs: readonly ReplayedRun[]): KnownRow {
  const { violated, held, vacuous } = tallyReplays(runs);
  const standing = standingOf(false, { runs: runs.length, violated, held }) as KnownStanding;
  const undecided = runs.find(({ verdict }) => verdict !== 'held' && verdict !== 'violated');
  const why = `${undecided?.verdict}: ${undecided?.reason}`;
  return {
    standing,
    finding: known.finding,
    rate: { violated, runs: violated + held + vacuous },
    isSpecChanged: known.specHash !== undefined && known.specHash !== specHash(spec),
    replay: replayCommandOf(known.file),
    note: standing === 'not reproduced' ? misfit(known, spec) || why : '',
  };
}

/** One row a finding, in their order; `onRow` gets each when it is there. Errors: Interrupted. */
export async function runKnown(
  { spec, known, runsMax, session }: KnownRuns,
  interrupts: Interrupts,
  onRow: (row: KnownRow) => void,
): Promise<readonly KnownRow[]> {
  const rows: KnownRow[] = [];
  const tell = (found: ListedFinding, runs: readonly ReplayedRun[]): void => {
    const row = rowOf(found, spec, runs);
    rows.push(row);
    onRow(row);
  };
  const options = { storeDir: join(session.directory, 'known'), keepRuns: 'failing' } as const;
  let id = 0;
  const again = async (plain: Runner, found: ListedFinding): Promise<readonly ReplayedRun[]> => {
    const runner = carrying(plain, carriedFaults(spec));
    const runs: ReplayedRun[] = [];
    const { faults } = found.finding;
    const conditions = conditionsOf(found.finding);
    while (runs.length < runsMax && runs.at(-1)?.verdict !== 'violated') {
      id += 1;
      const request = { id, purpose: 'replay', faults, ...conditions } as const;
      runs.push(judgeReplay(await runOrStop(runner, interrupts, request)));
    }
    return runs;
  };
  const fitting = known.filter((found) => misfit(found, spec) === '');
  if (fitting.length > 0) {
    await withRunner(spec, options, interrupts, async (runner) => {
      for (const found of fitting) {
        tell(found, await again(runner, found));
      }
    });
  }
  for (const found of known.filter((one) => !fitting.includes(one))) {
    tell(found, []);
  }
  return rows;
}
