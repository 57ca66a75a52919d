/** Spec and command line → what exactly is hunted. Pure: decides nothing about how. */
import { eventText } from '../faults/moment-text.ts';
import { faultText, parseEvent } from '../faults/text.ts';
import type { Bounds } from '../model/bounds.ts';
import { UsageError } from '../model/errors.ts';
import { type Fault, HUNTED_KINDS, type HuntedKind } from '../model/fault.ts';
import type { Strategy } from '../model/hunt.ts';
import type { Spec } from '../model/spec.ts';
import { clientNames } from '../model/trace.ts';
import type { BoundOptions, RunOptions } from './command.ts';
import { carriedFaults } from './inject.ts';

export interface HuntPlan {
  readonly spec: Spec;
  readonly bounds: Bounds;
  readonly kinds: readonly HuntedKind[];
  /** Every run carries these. */
  readonly carried: readonly Fault[];
  readonly baselines: number;
  /** Infinity without a limit. */
  readonly experimentsMax: number;
  readonly timeMs: number;
  readonly stopOn: 'first' | 'all';
  readonly strategy: Strategy;
  /** For the strategy `random`. */
  readonly seed: number;
}

type Overrides = Pick<
  RunOptions,
  'faultsMax' | 'perKindMax' | 'baselines' | 'experimentsMax' | 'timeMs' | 'stopOn'
> &
  Partial<Pick<RunOptions, 'inject' | 'strategy' | 'seed' | 'foldRetries' | keyof BoundOptions>>;

/**
 * Most faults of a kind: the command line's word, else the spec's if the spec allows the kind at
 * all.
 */
function kindMax(kind: HuntedKind, spec: Spec, overrides: Overrides): number {
  const bySpec = spec.faults.kinds.includes(kind) ? spec.faults.bounds.perKindMax[kind] : undefined;
  return overrides.perKindMax[kind] ?? bySpec ?? 0;
}

/** A node or link of the command line, as bounds have it. */
function placeOf(spec: Spec, given: string): string {
  const place = given.trim().replace(/\s*(?:->|→)\s*/, '→');
  const nodes = [...spec.nodes.map(({ name }) => name), ...clientNames(spec.workload.clients ?? 1)];
  const unknown = place.split('→').find((node) => !nodes.includes(node));
  if (unknown !== undefined) {
    throw new UsageError('usage-place', `"${given}" is no node or link: there is no "${unknown}"`, {
      hint: `the nodes are ${nodes.join(', ')}; a link is written a→b or a->b`,
    });
  }
  return place;
}

/** What the bounds say of places and of the end of faults. Errors: as `planHunt`. */
function whereAndUntil(
  spec: Spec,
  { only, except, until }: Overrides,
): Pick<Bounds, 'only' | 'except' | 'until'> {
  const { bounds } = spec.faults;
  const places = (given: readonly string[] | undefined): readonly string[] | undefined =>
    given?.map((place) => placeOf(spec, place));
  const [kept, left] = [places(only) ?? bounds.only, places(except) ?? bounds.except];
  const line = until === undefined ? spec.faults.until : { text: until, source: '--eff', line: 1 };
  const event = line && parseEvent(line.text, line);
  if (event !== undefined && !('at' in event)) {
    throw new UsageError('usage-eff', `faults end with a message, not with "${line?.text}"`, {
      hint: `for example 'a→b "X"#1 received'`,
    });
  }
  return {
    ...(kept && { only: kept }),
    ...(left && { except: left }),
    ...(event && { until: eventText(event) }),
  };
}

/**
 * The plan of a hunt. Errors: UsageError when no kind of fault is left, or a place is none;
 * SpecError for an end of faults that is no event; as `carriedFaults` for
 * faults that every run is to carry.
 */
export function planHunt(written: Spec, overrides: Overrides): HuntPlan {
  const { foldRetries, settleMs } = overrides;
  const spec: Spec = {
    ...written,
    ...(settleMs !== undefined && { settleMs }),
    faults: { ...written.faults, ...(foldRetries && { foldRetries }) },
  };
  const kinds = HUNTED_KINDS.filter((kind) => kindMax(kind, spec, overrides) > 0);
  const faultsMax = overrides.faultsMax ?? spec.faults.bounds.faultsMax;
  if (kinds.length === 0 || faultsMax === 0) {
    throw new UsageError(
      'usage-no-faults',
      'no fault is allowed, so there is nothing to hunt for',
      {
        hint:
          'allow some with --max-faults, --cuts, --crashes, --omissions, --refusals, --delays ' +
          'or --partitions; ' +
          '`ldfi record` runs without faults',
      },
    );
  }
  const most = (kind: HuntedKind): number => kindMax(kind, spec, overrides);
  return {
    spec,
    bounds: {
      faultsMax,
      perKindMax: {
        cut: most('cut'),
        omit: most('omit'),
        refuse: most('refuse'),
        crash: most('crash'),
        ...(most('delay') > 0 && { delay: most('delay') }),
        ...(most('partition') > 0 && { partition: most('partition') }),
      },
      ...whereAndUntil(spec, overrides),
    },
    kinds,
    carried: carriedFaults(spec, overrides.inject),
    baselines: overrides.baselines ?? spec.baselines,
    experimentsMax: overrides.experimentsMax ?? Number.POSITIVE_INFINITY,
    timeMs: overrides.timeMs ?? Number.POSITIVE_INFINITY,
    stopOn: overrides.stopOn,
    strategy: overrides.strategy ?? 'lineage',
    seed: overrides.seed ?? 1,
  };
}

/** The plan as it stands in results.json: no limit is `null`. */
export function planData(plan: HuntPlan): Readonly<Record<string, unknown>> {
  const limit = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return {
    bounds: plan.bounds,
    kinds: plan.kinds,
    cutEndings: plan.spec.faults.cutEndings,
    order: plan.spec.faults.order,
    ...(plan.spec.faults.restart && { restart: plan.spec.faults.restart }),
    ...(plan.spec.goals && { goals: plan.spec.goals }),
    ...(plan.spec.faults.foldRetries && { foldRetries: true }),
    ...(plan.carried.length === 0 ? {} : { carried: plan.carried.map(faultText) }),
    baselines: plan.baselines,
    confirm: plan.spec.confirm,
    experimentsMax: limit(plan.experimentsMax),
    timeMs: limit(plan.timeMs),
    stopOn: plan.stopOn,
    strategy: plan.strategy,
    ...(plan.strategy === 'random' && { seed: plan.seed }),
  };
}
