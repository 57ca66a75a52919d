/**
 * A runner whose runs all carry some faults besides those that are asked for: background weather,
 * of which the search knows nothing.
 */
import { faultText } from '../faults/text.ts';
import type { Fault, FaultReport } from '../model/fault.ts';
import type { Runner, RunResult } from '../model/run.ts';
import type { Verdict } from '../model/verdict.ts';

/** A run in which the weather failed is no run of what was asked for. */
function verdictOf(result: RunResult, carried: readonly FaultReport[]): Verdict {
  const missed = carried.find(({ outcome }) => outcome === 'missed');
  if (missed === undefined || result.verdict.kind === 'inconclusive') {
    return result.verdict;
  }
  const reason = `"${faultText(missed.fault)}", which every run carries, did not fire`;
  return { kind: 'inconclusive', reason, detail: missed.detail };
}

/** Those of the faults that are not among the carried ones, by their texts. */
export function notCarried(faults: readonly Fault[], carried: readonly Fault[]): readonly Fault[] {
  const always = new Set(carried.map(faultText));
  return faults.filter((fault) => !always.has(faultText(fault)));
}

/**
 * Results answer the request as it was made: reports of its faults first, then of those carried. A
 * run in which one of these missed is inconclusive.
 */
export function carrying(runner: Runner, carried: readonly Fault[]): Runner {
  if (carried.length === 0) {
    return runner;
  }
  return {
    async run(request) {
      const more = notCarried(carried, request.faults);
      const result = await runner.run({ ...request, faults: [...request.faults, ...more] });
      const verdict = verdictOf(result, result.faults.slice(request.faults.length));
      return { ...result, request, verdict };
    },
    close: () => runner.close(),
  };
}
