/**
 * The fault-free runs at the start of a hunt: the system must keep its promises before anyone may
 * break it.
 */
import { BaselineError } from '../model/errors.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Bench, Trial } from './bench.ts';

const HINTS: Readonly<Record<Exclude<Verdict['kind'], 'held'>, string>> = {
  violated: 'mend the system or the invariant: it must hold when nothing is injected',
  vacuous: 'the workload must get some promise that the invariant can check, for example a write',
  inconclusive: "see the logs of that run: the nodes', the workload's and the invariant's",
  void: 'a run without faults cannot be void',
};

function baselineError(trial: Trial, index: number): BaselineError {
  const { verdict } = trial.judged;
  const reason = 'reason' in verdict ? verdict.reason : verdict.kind;
  const detail = verdict.kind === 'inconclusive' ? verdict.detail : undefined;
  const logs = `logs: ${trial.result.directory}`;
  return new BaselineError(
    `baseline-${verdict.kind}`,
    `fault-free run ${index} is ${verdict.kind}: ${reason}`,
    {
      hint: verdict.kind === 'held' ? '' : HINTS[verdict.kind],
      detail: detail === undefined ? logs : `${detail}\n${logs}`,
    },
  );
}

/**
 * Runs `count` baselines; one that is inconclusive is repeated once. Fewer are returned only when
 * the bench stops.
 * Errors: BaselineError `baseline-violated`, `baseline-vacuous` or `baseline-inconclusive`.
 */
export async function runBaselines(bench: Bench, count: number): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (let index = 1; index <= count && bench.stopReason() === undefined; index += 1) {
    let trial = await bench.run('baseline', []);
    if (trial.judged.verdict.kind === 'inconclusive' && bench.stopReason() === undefined) {
      trial = await bench.run('baseline', []);
    }
    if (trial.judged.verdict.kind !== 'held') {
      throw baselineError(trial, index);
    }
    trials.push(trial);
  }
  return trials;
}
