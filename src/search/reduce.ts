/**
 * Makes a fault set that breaks a promise as small as it gets: drops faults, puts a weaker fault in
 * a fault's place, says it in fewer or more general words. A step is taken only if real runs show
 * that the promise breaks all the same, as often as a finding must. What is left is 1-minimal: not
 * one of the steps known here leads to a set that still breaks it. Never adds a fault.
 */

import { addressLadders } from '../faults/addresses.ts';
import { checkTogether } from '../faults/conflicts.ts';
import { canonicalFaults, faultSetId } from '../faults/order.ts';
import { addressOf } from '../faults/place.ts';
import { checkRealisable } from '../faults/realisable.ts';
import { featuresOf, INJECTED } from '../faults/supported.ts';
import { simplerThan, weakerThan } from '../faults/weaker.ts';
import { shorterAtEvents } from '../faults/windows.ts';
import type { Fault } from '../model/fault.ts';
import type { Change, Lessening } from '../model/finding.ts';
import type { RunResult } from '../model/run.ts';
import type { Trace } from '../model/trace.ts';
import type { Trial } from './bench.ts';
import { coarsen, messageAt } from './literals.ts';
import { failsOften, type TestContext } from './often.ts';
import type { Around } from './surroundings.ts';
import { hasEndedIn } from './windows.ts';

export interface ReduceContext extends Omit<TestContext, 'isSpent'> {
  readonly around: Around;
  /** Runs that it may spend. */
  readonly runsMax: number;
  readonly onTry?: (step: Lessening) => void;
}

export interface Reduced {
  /** In canonical order. */
  readonly faults: readonly Fault[];
  /** A failing run of exactly these. */
  readonly trial: Trial;
  /** In the order in which they were made. */
  readonly tries: readonly Lessening[];
  /** Every step from `faults` was tried and none kept the violation: it is 1-minimal. */
  readonly complete: boolean;
}

/** What may become of one fault of a set; absent `to`: it is dropped. */
export interface Step {
  readonly change: Change;
  readonly fault: Fault;
  readonly to?: Fault;
}

/**
 * The same fault by a more general name of the message that it met. Not by its number among all:
 * that says less of the message, and more of everything that was sent before it.
 */
function coarserIn(fault: Fault, trace: Trace): readonly Fault[] {
  const at = addressOf(fault);
  const message = at && messageAt(trace, at);
  const ladder = message && addressLadders(trace).get(message.id);
  const wider = coarsen(fault, ladder);
  return wider === undefined || addressOf(wider)?.level === 'order' ? [] : [wider];
}

/** All steps from that set, those that take away most first. `failing`: a run of it. */
export function stepsFrom(
  faults: readonly Fault[],
  failing: RunResult,
  around: Around,
): readonly Step[] {
  const all = (change: Change, of: (fault: Fault) => readonly Fault[]): readonly Step[] =>
    faults.flatMap((fault) => of(fault).map((to) => ({ change, fault, to })));
  return [
    ...faults.map((fault) => ({ change: 'drop', fault }) as const),
    ...all('weaken', (fault) => weakerThan(fault, around)),
    ...all('weaken', (fault) => shorterAtEvents(fault, around.during(fault, failing))),
    ...all('simplify', simplerThan),
    ...all('coarsen', (fault) => coarserIn(fault, failing.trace)),
  ];
}

/** The set after the step, in canonical order; undefined for one that nothing can bring about. */
export function after(faults: readonly Fault[], { fault, to }: Step): readonly Fault[] | undefined {
  const next = canonicalFaults(
    faults.flatMap((one) => (one !== fault ? [one] : to === undefined ? [] : [to])),
  );
  const isPossible =
    next.length > 0 &&
    next.every((one) => checkRealisable(one) === undefined) &&
    next.every((one) => featuresOf(one).every((feature) => INJECTED[feature])) &&
    checkTogether(next) === undefined;
  return isPossible ? next : undefined;
}

/**
 * Makes `faults` less, of which `trial` is a failing run. When the runs are spent it ends with what
 * it has, and says that it is not complete.
 */
export async function reduce(
  context: ReduceContext,
  faults: readonly Fault[],
  trial: Trial,
): Promise<Reduced> {
  const { bench, around, runsMax, onTry } = context;
  const first = bench.experiments();
  const isSpent = (): boolean =>
    bench.stopReason() !== undefined || bench.experiments() - first >= runsMax;
  /** Sets that were tried. None is come back to, though runs may differ in what comes first. */
  const known = new Set([faultSetId(faults)]);
  const tries: Lessening[] = [];
  let best = { faults: canonicalFaults(faults) as readonly Fault[], trial };
  for (let moved = true; moved; ) {
    moved = false;
    for (const step of stepsFrom(best.faults, best.trial.result, around)) {
      const next = after(best.faults, step);
      if (next === undefined || known.has(faultSetId(next))) {
        continue;
      }
      const { to } = step;
      // What was to end the fault did not come: it lasted as long as before.
      const isOther = ({ result }: Trial): boolean =>
        to !== undefined && !hasEndedIn(result.trace, to);
      const tested = await failsOften({ ...context, isSpent }, next, isOther);
      if (tested === undefined) {
        return { ...best, tries, complete: false };
      }
      const kept = tested.failing !== undefined;
      const made: Lessening = { ...step, kept, rate: tested.rate };
      tries.push(made);
      onTry?.(made);
      bench.emit({ kind: 'minimise-step', trying: next, kept });
      known.add(faultSetId(next));
      if (tested.failing !== undefined) {
        best = { faults: next, trial: tested.failing };
        moved = true;
        break;
      }
    }
  }
  return { ...best, tries, complete: true };
}
