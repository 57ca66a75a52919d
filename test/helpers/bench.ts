/** A bench on the fake runner, with a clock that ticks a millisecond a look. */
import type { HuntEvent } from '../../src/model/hunt.ts';
import type { Runner } from '../../src/model/run.ts';
import type { Bench, Budget } from '../../src/search/bench.ts';
import { createBench } from '../../src/search/bench.ts';

export interface BenchExtras extends Partial<Budget> {
  readonly events?: HuntEvent[];
  readonly signal?: AbortSignal;
}

export function benchOf(runner: Runner, extras: BenchExtras = {}): Bench {
  let clock = 0;
  const endless = Number.POSITIVE_INFINITY;
  return createBench({
    runner,
    budget: {
      experimentsMax: extras.experimentsMax ?? endless,
      timeMs: extras.timeMs ?? endless,
    },
    onEvent: (event) => extras.events?.push(event),
    ...(extras.signal && { signal: extras.signal }),
    now: () => {
      clock += 1;
      return clock;
    },
  });
}
