/** The clock of one run: every wait, deadline and settle time goes through it. */
import type { Engine } from '../tracer/engine.ts';

export interface Clock {
  /** Nanoseconds of CLOCK_MONOTONIC. */
  nowNs(): number;
  /** The moment `ms` milliseconds from now. */
  after(ms: number): number;
}

export const realClock = (engine: Engine): Clock => ({
  nowNs: () => engine.now(),
  after: (ms) => engine.now() + ms * 1e6,
});
