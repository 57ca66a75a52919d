/**
 * From a violation to a finding: seen again, made minimal, confirmed, explained. A violation that
 * does not confirm is flaky, with its rates, and never hidden.
 */
import { createHash } from 'node:crypto';
import { canonicalFaults, faultSetId } from '../faults/order.ts';
import { steeringOf } from '../faults/steering.ts';
import { faultText } from '../faults/text.ts';
import { ensure } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding, Rate, Steered } from '../model/finding.ts';
import type { Steering } from '../model/steering.ts';
import type { Bench, Trial } from './bench.ts';
import type { Confirmation, ConfirmOptions } from './confirm.ts';
import { confirm } from './confirm.ts';
import { explain } from './explain.ts';
import type { Lessons } from './learn.ts';
import { learnFrom, literalOf } from './learn.ts';
import type { Minimised } from './minimise.ts';
import { findFailing, minimise } from './minimise.ts';

export interface FlakyViolation {
  readonly faults: readonly Fault[];
  readonly withFaults: Rate;
  readonly withoutFaults: Rate;
}

export type Pursuit =
  | {
      readonly kind: 'finding';
      readonly finding: Finding;
      readonly path: readonly (readonly Fault[])[];
    }
  /** Shrinks to the fault set of a finding that is known. */
  | { readonly kind: 'known'; readonly path: readonly (readonly Fault[])[] }
  | { readonly kind: 'flaky'; readonly flaky: FlakyViolation };

export interface PursuitContext {
  readonly bench: Bench;
  readonly lessons: Lessons;
  readonly specName: string;
  readonly confirm: ConfirmOptions;
  readonly experimentsToViolation: number;
  readonly known: readonly Finding[];
  /** Shown every fault-free control that could be judged. */
  readonly onControl: (trial: Trial) => void;
}

/** Short hash (12 hex digits) over spec name and faults in canonical order. */
export function findingId(spec: string, faults: readonly Fault[]): string {
  return createHash('sha256')
    .update(`${spec}\n${faultSetId(faults)}`)
    .digest('hex')
    .slice(0, 12);
}

/** Shrinks what is seen to fail again; a violation that isn't goes to confirm as it was found. */
async function shrink(
  { bench, lessons }: PursuitContext,
  faults: readonly Fault[],
): Promise<Minimised | undefined> {
  const { space } = lessons;
  const onGood = (trial: Trial): void => {
    learnFrom(lessons, trial);
    const texts = trial.judged.fired.map((fault) => literalOf(lessons, fault, trial.result.trace));
    const known = texts.filter((text) => text !== undefined);
    const { kind } = trial.judged.ofFired;
    const isFiled = known.length === texts.length && known.every((text) => space.literal(text));
    if (isFiled && (kind === 'held' || kind === 'vacuous')) {
      space.settle(known, kind);
    }
  };
  const isKnownGood = (set: readonly Fault[]): boolean => {
    const settlement = space.settlementOf(set.map(faultText));
    return settlement === 'held' || settlement === 'vacuous';
  };
  // What fails only now and then is not shrunk: its good runs say nothing of the smaller sets.
  const again = await findFailing({ bench, onGood: () => undefined }, faults);
  if (again === undefined) {
    return undefined;
  }
  return minimise({ bench, naming: lessons.naming, isKnownGood, onGood }, faults, again);
}

/** With what every run carried: without that a replay would be another run. */
function whole({ lessons }: PursuitContext, faults: readonly Fault[]): readonly Fault[] {
  return canonicalFaults([...faults, ...(lessons.carried ?? [])]);
}

function findingOf(
  context: PursuitContext,
  faults: readonly Fault[],
  foundAs: readonly Fault[],
  confirmation: Confirmation,
  steered?: Steered,
): Finding {
  const failing = confirmation.failing?.result;
  ensure(failing?.verdict.kind === 'violated', 'a confirmed violation has a failing run');
  return {
    version: 1,
    id: findingId(context.specName, whole(context, faults)),
    spec: context.specName,
    faults: whole(context, faults),
    ...(steered && { steered }),
    reason: failing.verdict.reason,
    withFaults: confirmation.withFaults,
    withoutFaults: confirmation.withoutFaults,
    experimentsToViolation: context.experimentsToViolation,
    experiments: context.bench.experiments(),
    foundAs: whole(context, foundAs),
    reports: failing.faults,
    chain: explain(failing),
    logs: failing.directory,
  };
}

/** A set that broke the promise now and then, and the order of a run in which it did. */
interface Seldom extends Steered {
  readonly faults: readonly Fault[];
}

/** Confirms and tells of it. */
async function confirmed(
  { bench, confirm: rule, onControl }: PursuitContext,
  faults: readonly Fault[],
  order?: Steering,
): Promise<Confirmation> {
  const confirmation = await confirm(bench, faults, rule, order);
  const { withFaults, withoutFaults, controls } = confirmation;
  // A control that is held to an order is no sample of what happens by itself.
  if (order === undefined) {
    controls.forEach(onControl);
  }
  if (withFaults.runs > 0 || withoutFaults.runs > 0) {
    bench.emit({ kind: 'confirmed', withFaults, withoutFaults });
  }
  return confirmation;
}

/**
 * Follows up a violation that was seen once under `found`. Spends runs beyond the budget only to
 * confirm. One that fails too seldom for that is confirmed once more, held to the order of messages
 * of a run that failed: it may need a race to end in one way.
 */
export async function pursue(context: PursuitContext, found: readonly Fault[]): Promise<Pursuit> {
  const { bench } = context;
  const foundAs = canonicalFaults(found);
  const minimised = await shrink(context, foundAs);
  const path = [foundAs, ...(minimised?.path ?? [])];
  const minimal = minimised?.faults ?? foundAs;
  const id = findingId(context.specName, whole(context, minimal));
  if (context.known.some((finding) => finding.id === id)) {
    return { kind: 'known', path };
  }
  const candidates = faultSetId(minimal) === faultSetId(foundAs) ? [foundAs] : [minimal, foundAs];
  let last: Confirmation | undefined;
  let seldom: Seldom | undefined;
  const filed = (faults: readonly Fault[], confirmation: Confirmation, steered?: Steered) => {
    const finding = findingOf(context, faults, foundAs, confirmation, steered);
    bench.emit({ kind: 'finding', finding });
    return { kind: 'finding', finding, path: faults === minimal ? path : [foundAs] } as const;
  };
  for (const faults of candidates) {
    last = await confirmed(context, faults);
    if (last.confirmed) {
      return filed(faults, last);
    }
    const { failing, withoutFaults, withFaults } = last;
    if (failing !== undefined && withoutFaults.violated === 0) {
      seldom ??= { faults, plain: withFaults, order: steeringOf(failing.result.trace) };
    }
  }
  if (seldom !== undefined && bench.interruption() === undefined) {
    const { faults, plain, order } = seldom;
    const held = await confirmed(context, faults, order);
    if (held.confirmed) {
      return filed(faults, held, { plain, order });
    }
  }
  const none: Rate = { violated: 0, runs: 0 };
  const withFaults = last?.withFaults ?? none;
  return {
    kind: 'flaky',
    flaky: { faults: foundAs, withFaults, withoutFaults: last?.withoutFaults ?? none },
  };
}
