/** Runs hunts on the fake runner with defaults fit for small protocols. */
import { createLogicSolver } from '../../solver/logic-backend.ts';
import { faultText } from '../../src/faults/text.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import { type Fault, HUNTED_KINDS } from '../../src/model/fault.ts';
import type { HuntEvent, HuntResult } from '../../src/model/hunt.ts';
import type { Runner, RunRequest } from '../../src/model/run.ts';
import { type HuntOptions, hunt } from '../../src/search/hunt.ts';

/** One crash, at most one of each other kind beside it. */
export const ONE_AND_ONE: Bounds = {
  faultsMax: 2,
  perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1 },
};

export const TWO_OF_ALL: Bounds = {
  faultsMax: 2,
  perKindMax: { cut: 2, omit: 2, refuse: 2, crash: 2 },
};

/** One of each kind, delays and partitions as well. */
export const LATE_AND_PARTED: Bounds = {
  faultsMax: 2,
  perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1, delay: 1, partition: 1 },
};

export interface Hunted {
  readonly result: HuntResult;
  readonly events: readonly HuntEvent[];
  readonly requests: readonly RunRequest[];
}

/** Hunts to the end with that runner. The clock ticks a millisecond a look. */
export async function huntWith(
  runner: Runner,
  options: Partial<HuntOptions> = {},
): Promise<Hunted> {
  const events: HuntEvent[] = [];
  let clock = 0;
  const result = await hunt({
    specName: 'test',
    runner,
    solver: createLogicSolver(),
    bounds: ONE_AND_ONE,
    kinds: HUNTED_KINDS,
    cutEndings: ['silence'],
    baselines: 2,
    confirm: { runs: 3, threshold: 2 },
    budget: { experimentsMax: 2000, timeMs: Number.POSITIVE_INFINITY },
    stopOn: 'first',
    strategy: 'lineage',
    seed: 1,
    onEvent: (event) => events.push(event),
    now: () => {
      clock += 1;
      return clock;
    },
    ...options,
  });
  const requests = events.flatMap((event) => (event.kind === 'run-started' ? [event.request] : []));
  return { result, events, requests };
}

export function textsOf(faults: readonly Fault[]): readonly string[] {
  return faults.map(faultText);
}
