/**
 * Goes on with a finding: made as small as it gets, each step by real runs, and confirmed anew.
 * What every run carries is left alone. Knows no files.
 */
import { learnNaming } from '../faults/naming.ts';
import { canonicalFaults } from '../faults/order.ts';
import { ensure } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Lessening, Minimality, Rate } from '../model/finding.ts';
import { runBaselines } from './baselines.ts';
import { type Bench, heldTo, type Trial } from './bench.ts';
import { notCarried } from './carry.ts';
import { type ConfirmOptions, confirm } from './confirm.ts';
import { explain } from './explain.ts';
import { findingId } from './findings.ts';
import { reduce } from './reduce.ts';
import { surroundingsIn } from './surroundings.ts';

export interface LessenContext {
  readonly bench: Bench;
  readonly rule: ConfirmOptions;
  /** What every run carries, the one without the finding's faults too. */
  readonly carried: readonly Fault[];
  /** Runs that the steps may take. */
  readonly runsMax: number;
  readonly onTry?: (step: Lessening) => void;
}

export type Lessened =
  /** Confirmed, as small as it got. */
  | { readonly kind: 'lessened'; readonly finding: Finding }
  /** Its faults do not break the promise any more, or not often enough. */
  | { readonly kind: 'not reproduced'; readonly rate: Rate };

const NONE: Rate = { violated: 0, runs: 0 };

/** One failing run of exactly these, in as many tries as a confirmation may take. */
export async function failingRun(
  { bench, rule }: Pick<LessenContext, 'bench' | 'rule'>,
  faults: readonly Fault[],
): Promise<Trial | Rate> {
  let runs = 0;
  for (let tries = 0; tries < 2 * rule.runs && bench.interruption() === undefined; tries += 1) {
    const trial = await bench.run('minimise', faults);
    const { kind } = trial.judged.verdict;
    if (kind === 'violated') {
      return trial;
    }
    runs += kind === 'held' || kind === 'vacuous' ? 1 : 0;
  }
  return { ...NONE, runs };
}

/**
 * Spends one run without faults at first, `runsMax` on the steps, and those of a confirmation.
 *
 * Errors: BaselineError when the system fails without faults; what the runner rejects with.
 */
export async function lessen(context: LessenContext, finding: Finding): Promise<Lessened> {
  const { rule, carried, runsMax, onTry } = context;
  const bench = heldTo(context.bench, finding.steered?.order);
  const own = notCarried(finding.faults, carried);
  const [control] = await runBaselines(bench, 1);
  if (control === undefined || own.length === 0) {
    return { kind: 'not reproduced', rate: NONE };
  }
  const failing = await failingRun({ bench, rule }, own);
  if (!('judged' in failing)) {
    return { kind: 'not reproduced', rate: failing };
  }
  const good = control.result.trace;
  const around = surroundingsIn(good, learnNaming([good]));
  const wanted = { bench, rule, around, runsMax, ...(onTry && { onTry }) };
  const { faults: least, tries, complete } = await reduce(wanted, own, failing);
  const confirmation = await confirm(bench, least, rule);
  const { withFaults, withoutFaults } = confirmation;
  bench.emit({ kind: 'confirmed', withFaults, withoutFaults });
  if (!confirmation.confirmed) {
    return { kind: 'not reproduced', rate: withFaults };
  }
  const last = confirmation.failing?.result;
  ensure(last?.verdict.kind === 'violated', 'a confirmed violation has a failing run');
  const faults = canonicalFaults([...least, ...carried]);
  const minimality: Minimality = { complete, tries };
  const lessened: Finding = {
    ...finding,
    id: findingId(finding.spec, faults),
    faults,
    reason: last.verdict.reason,
    withFaults,
    withoutFaults,
    experiments: finding.experiments + bench.experiments(),
    minimality,
    reports: last.faults,
    chain: explain(last),
    logs: last.directory,
  };
  bench.emit({ kind: 'finding', finding: lessened });
  return { kind: 'lessened', finding: lessened };
}
