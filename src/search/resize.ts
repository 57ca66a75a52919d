/**
 * Makes the workload of a violation do less, as long as the promise still breaks as often as a
 * finding must. Where the faults' messages have other names in a smaller run, they are looked for
 * there once. Knows sizes as numbers only.
 */
import type { Naming } from '../faults/naming.ts';
import { canonicalFaults, faultSetId } from '../faults/order.ts';
import { addressOf, movedTo } from '../faults/place.ts';
import type { Fault } from '../model/fault.ts';
import type { SizeTry } from '../model/finding.ts';
import type { WorkloadSize } from '../model/run.ts';
import type { SizeSpec } from '../model/spec.ts';
import type { Message, Trace } from '../model/trace.ts';
import { sizedTo, type Trial } from './bench.ts';
import { messageAt } from './literals.ts';
import { failsOften, type TestContext } from './often.ts';

export interface ResizeContext extends TestContext {
  readonly spec: SizeSpec;
  readonly naming: Naming;
  readonly onSize?: (step: SizeTry) => void;
}

/** A violation with a workload of that size. */
export interface Sized {
  /** In canonical order. */
  readonly faults: readonly Fault[];
  /** A failing run of exactly these. */
  readonly trial: Trial;
  readonly size: number;
}

export interface Resized extends Sized {
  readonly tries: readonly SizeTry[];
  /** Every smaller size that is one step from it was tried, and none kept the violation. */
  readonly complete: boolean;
}

/** The least, then by halves up to one less. */
export function smallerThan(size: number, least: number): readonly number[] {
  const found: number[] = [];
  for (let less = size - least; less > 0; less = Math.floor(less / 2)) {
    found.push(size - less);
  }
  return found;
}

/** Workload messages of the same class on the same way, in the order in which they were sent. */
function likeIn(trace: Trace, { from, to, kind, labelClass }: Message): readonly Message[] {
  return trace.messages.filter(
    (one) =>
      one.phase === 'workload' &&
      one.from === from &&
      one.to === to &&
      one.kind === kind &&
      one.labelClass === labelClass,
  );
}

/**
 * The message of the smaller run that is what `message` was in the larger: as far from the last of
 * its like, or the first of them.
 */
function counterpartIn(smaller: Trace, larger: Trace, message: Message): Message | undefined {
  const own = likeIn(larger, message);
  const there = likeIn(smaller, message);
  const fromEnd = own.length - own.findIndex(({ id }) => id === message.id);
  return there[Math.max(0, there.length - fromEnd)];
}

/** The faults that were missed in `there`, at what their messages of the failing run are there. */
function movedInto(
  there: Trial,
  { faults, trial }: Sized,
  naming: Naming,
): readonly Fault[] | undefined {
  const missed = new Set(there.judged.missed.map((fault) => faultSetId([fault])));
  const trace = there.result.trace;
  const moved = faults.map((fault) => {
    const at = missed.has(faultSetId([fault])) ? addressOf(fault) : undefined;
    const message = at && messageAt(trial.result.trace, at);
    const other = message && counterpartIn(trace, trial.result.trace, message);
    const name = other && naming.namesIn(trace).get(other.id);
    return name === undefined ? fault : movedTo(fault, name.address);
  });
  return faultSetId(moved) === faultSetId(faults) ? undefined : canonicalFaults(moved);
}

/** Goes on from `best` until no smaller workload will do, or the runs are spent. */
export async function resize(context: ResizeContext, start: Sized): Promise<Resized> {
  const { spec, naming, onSize } = context;
  const tries: SizeTry[] = [];
  const refuted = new Set<number>();
  let best = start;
  for (let moved = true; moved; ) {
    moved = false;
    const smaller = smallerThan(best.size, spec.least).filter((size) => !refuted.has(size));
    for (const size of smaller) {
      const of: WorkloadSize = { variable: spec.variable, value: size };
      const there = { ...context, bench: sizedTo(context.bench, of) };
      let { faults } = best;
      let tested = await failsOften(there, faults);
      const other = tested?.missed && movedInto(tested.missed, best, naming);
      if (other !== undefined) {
        faults = other;
        tested = await failsOften(there, faults);
      }
      if (tested === undefined) {
        return { ...best, tries, complete: false };
      }
      const { rate, failing } = tested;
      const kept = failing !== undefined;
      const made = { size, kept, rate, ...(other && { faults: other }) };
      tries.push(made);
      onSize?.(made);
      context.bench.emit({ kind: 'minimise-step', trying: faults, kept });
      if (failing !== undefined) {
        best = { faults, trial: failing, size };
        moved = true;
        break;
      }
      refuted.add(size);
    }
  }
  return { ...best, tries, complete: true };
}
