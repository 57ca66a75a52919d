/**
 * Runs that make a finding understood: it fails once more, without each of its faults, without any,
 * and with each of them at other points. Knows no files; which good run is nearest is told by the
 * reader's difference.
 */
import { learnNaming } from '../faults/naming.ts';
import { canonicalFaults } from '../faults/order.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Rate, Variation } from '../model/finding.ts';
import type { RunResult } from '../model/run.ts';
import { runBaselines } from './baselines.ts';
import { type Bench, heldTo, sizedTo } from './bench.ts';
import { notCarried } from './carry.ts';
import type { ConfirmOptions } from './confirm.ts';
import { explain } from './explain.ts';
import { failingRun } from './lessen.ts';
import { after } from './reduce.ts';
import { variantsOf } from './vary.ts';

/** Runs that each variation gets. */
const RUNS_OF_A_VARIATION = 2;

export interface ExploreContext {
  readonly bench: Bench;
  readonly rule: ConfirmOptions;
  readonly carried: readonly Fault[];
  /** Runs with faults at other points. */
  readonly runsMax: number;
  readonly onVariation?: (variation: Variation) => void;
}

/** A run that kept the promise, and which of the finding's faults it did without. */
export interface GoodRun {
  readonly without: readonly Fault[];
  readonly result: RunResult;
}

export type Explored =
  | {
      readonly kind: 'explored';
      /** As it failed now. */
      readonly finding: Finding;
      readonly failing: RunResult;
      readonly good: readonly GoodRun[];
    }
  | { readonly kind: 'not reproduced'; readonly rate: Rate };

async function vary(
  { bench, runsMax, onVariation }: ExploreContext,
  faults: readonly Fault[],
  options: readonly { readonly fault: Fault; readonly to: Fault }[],
): Promise<readonly Variation[]> {
  const first = bench.experiments();
  const found: Variation[] = [];
  for (const { fault, to } of options) {
    const set = after(faults, { change: 'weaken', fault, to });
    let [violated, runs] = [0, 0];
    for (let tries = 0; set !== undefined && tries < RUNS_OF_A_VARIATION; tries += 1) {
      if (bench.stopReason() !== undefined || bench.experiments() - first >= runsMax) {
        return found;
      }
      const { kind } = (await bench.run('minimise', set)).judged.verdict;
      violated += kind === 'violated' ? 1 : 0;
      runs += kind === 'void' || kind === 'inconclusive' ? 0 : 1;
    }
    if (set !== undefined) {
      const variation = { fault, to, rate: { violated, runs } };
      found.push(variation);
      onVariation?.(variation);
    }
  }
  return found;
}

/**
 * Errors: BaselineError when the system fails without faults; what the runner rejects with.
 */
export async function explore(context: ExploreContext, finding: Finding): Promise<Explored> {
  const { carried, rule } = context;
  const bench = sizedTo(heldTo(context.bench, finding.steered?.order), finding.size);
  const own = notCarried(finding.faults, carried);
  const baselines = await runBaselines(bench, 2);
  const failing = await failingRun({ bench, rule }, own);
  if (!('judged' in failing)) {
    return { kind: 'not reproduced', rate: failing };
  }
  const good: GoodRun[] = baselines.map(({ result }) => ({ without: own, result }));
  for (const fault of own.length > 1 ? own : []) {
    if (bench.stopReason() === undefined) {
      const rest = canonicalFaults(own.filter((one) => one !== fault));
      const { result, judged } = await bench.run('minimise', rest);
      if (judged.verdict.kind === 'held') {
        good.push({ without: [fault], result });
      }
    }
  }
  const naming = learnNaming(baselines.map(({ result }) => result.trace));
  const [baseline] = baselines;
  const options = own.flatMap((fault) =>
    (baseline === undefined ? [] : variantsOf(fault, baseline.result.trace, naming)).map((to) => ({
      fault,
      to,
    })),
  );
  const variations = await vary({ ...context, bench }, own, options);
  const { result } = failing;
  const { verdict } = result;
  return {
    kind: 'explored',
    finding: {
      ...finding,
      reason: verdict.kind === 'violated' ? verdict.reason : finding.reason,
      variations,
      reports: result.faults,
      chain: explain(result),
      logs: result.directory,
    },
    failing: result,
    good,
  };
}
