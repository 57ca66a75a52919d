/**
 * Goes on with a finding: made as small as it gets, each step by real runs, and confirmed anew.
 * What every run carries is left alone. Knows no files.
 */
import { learnNaming, type Naming } from '../faults/naming.ts';
import { canonicalFaults, faultSetId } from '../faults/order.ts';
import { ensure } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Lessening, Minimality, Rate, SizeTry } from '../model/finding.ts';
import type { WorkloadSize } from '../model/run.ts';
import type { SizeSpec } from '../model/spec.ts';
import { runBaselines } from './baselines.ts';
import { type Bench, heldTo, sizedTo, type Trial } from './bench.ts';
import { notCarried } from './carry.ts';
import { type ConfirmOptions, confirm } from './confirm.ts';
import { explain } from './explain.ts';
import { findingId } from './findings.ts';
import { reduce } from './reduce.ts';
import { resize } from './resize.ts';
import { type Around, surroundingsIn } from './surroundings.ts';

export interface LessenContext {
  readonly bench: Bench;
  readonly rule: ConfirmOptions;
  /** What every run carries, the one without the finding's faults too. */
  readonly carried: readonly Fault[];
  /** Runs that the steps may take. */
  readonly runsMax: number;
  /** How much the workload does. Absent: always the same. */
  readonly size?: SizeSpec;
  readonly onTry?: (step: Lessening) => void;
  readonly onSize?: (step: SizeTry) => void;
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

interface Descent extends LessenContext {
  readonly around: Around;
  readonly naming: Naming;
}

interface Lowest extends Minimality {
  readonly faults: readonly Fault[];
  /** Absent: as the spec says. */
  readonly size?: WorkloadSize | undefined;
}

/**
 * Less workload, fewer faults, and again, until neither makes the other possible. A run that is
 * held to an order of messages has those messages: its workload is left alone.
 */
async function descend(
  { bench, rule, runsMax, size: spec, around, naming, onTry, onSize }: Descent,
  found: { readonly faults: readonly Fault[]; readonly trial: Trial },
  { steered, size: known }: Finding,
): Promise<Lowest> {
  const first = bench.experiments();
  const left = (): number => runsMax - (bench.experiments() - first);
  const isSpent = (): boolean => bench.stopReason() !== undefined || left() <= 0;
  const tries: Lessening[] = [];
  const sizes: SizeTry[] = [];
  const isSizable = spec !== undefined && steered === undefined;
  let complete = true;
  let isTold = false;
  let size = known;
  let best = found;
  for (let moved = true; moved; ) {
    if (isSizable) {
      const wanted = { bench, rule, isSpent, spec, naming, ...(onSize && { onSize }) };
      const start = { ...best, size: size?.value ?? spec.from };
      const resized = await resize(wanted, start);
      sizes.push(...resized.tries);
      complete = complete && resized.complete;
      // What the faults can be less by has been tried with that workload.
      if (isTold && resized.size === start.size) {
        break;
      }
      best = resized;
      const { variable, from } = spec;
      size = resized.size === from ? undefined : { variable, value: resized.size };
    }
    const context = { rule, around, runsMax: left(), ...(onTry && { onTry }) };
    const of = sizedTo(bench, size);
    const reduced = await reduce({ ...context, bench: of }, best.faults, best.trial);
    tries.push(...reduced.tries);
    complete = complete && reduced.complete;
    isTold = true;
    moved = isSizable && complete && faultSetId(reduced.faults) !== faultSetId(best.faults);
    best = reduced;
  }
  const { faults } = best;
  return { faults, size, complete, tries, ...(isSizable && { sizes }) };
}

/**
 * Spends one run without faults at first, `runsMax` on the steps, and those of a confirmation.
 *
 * Errors: BaselineError when the system fails without faults; what the runner rejects with.
 */
export async function lessen(context: LessenContext, finding: Finding): Promise<Lessened> {
  const { rule, carried } = context;
  const bench = heldTo(context.bench, finding.steered?.order);
  const own = notCarried(finding.faults, carried);
  const [control] = await runBaselines(sizedTo(bench, finding.size), 1);
  if (control === undefined || own.length === 0) {
    return { kind: 'not reproduced', rate: NONE };
  }
  const failing = await failingRun({ bench: sizedTo(bench, finding.size), rule }, own);
  if (!('judged' in failing)) {
    return { kind: 'not reproduced', rate: failing };
  }
  const naming = learnNaming([control.result.trace]);
  const around = surroundingsIn(control.result.trace, naming);
  const {
    size,
    faults: least,
    ...minimality
  } = await descend(
    { ...context, bench, around, naming },
    { faults: own, trial: failing },
    finding,
  );
  const sized = sizedTo(bench, size);
  const confirmation = await confirm(sized, least, rule);
  const { withFaults, withoutFaults } = confirmation;
  bench.emit({ kind: 'confirmed', withFaults, withoutFaults });
  if (!confirmation.confirmed) {
    return { kind: 'not reproduced', rate: withFaults };
  }
  const last = confirmation.failing?.result;
  ensure(last?.verdict.kind === 'violated', 'a confirmed violation has a failing run');
  const faults = canonicalFaults([...least, ...carried]);
  const lessened: Finding = {
    ...finding,
    ...(size && { size }),
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
