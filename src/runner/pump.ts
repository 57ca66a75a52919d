/** Lets the tracees run, stop by stop, until a condition holds. */
import type { Engine } from '../tracer/engine.ts';
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';

/** Milliseconds; those to the next time, where they differ. */
export type Tick = number | (() => number);

export interface Pump {
  /**
   * Handles stops until `holds()` is true, no tracee is left (then false), or `deadlineNs` passes
   * (then false). `holds` is asked after every stop, and whenever `tick` milliseconds have passed;
   * who has stopped may go on only when it has answered.
   */
  until(holds: () => boolean, deadlineNs: number, tick?: Tick): Promise<boolean>;
}

/** What is to be done between stops, by the clock or because something has happened. */
export interface Chores {
  /** Asked after each stop and each tick. */
  run(): void;
  /** When the next one is due by the clock. */
  nextNs(): number | undefined;
}

const NONE: Chores = { run: () => undefined, nextNs: () => undefined };

/** The event loop must turn now and then: messages from the search come in through it. */
const TURN_NS = 20e6;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createPump = (
  engine: Engine,
  tracer: Tracer,
  clock: Clock,
  chores: Chores = NONE,
): Pump => ({
  until: async (holds, deadlineNs, tick = 20) => {
    let now = clock.nowNs();
    let turnAt = now + TURN_NS;
    for (;;) {
      chores.run();
      if (holds()) {
        engine.flush();
        return true;
      }
      if (now >= turnAt) {
        engine.flush();
        await turn();
        now = clock.nowNs();
        turnAt = now + TURN_NS;
      }
      if (now >= deadlineNs) {
        engine.flush();
        return false;
      }
      const choreNs = Math.max(now, chores.nextNs() ?? deadlineNs);
      const tickMs = typeof tick === 'number' ? tick : tick();
      const stop = engine.next(Math.min(deadlineNs, choreNs, now + tickMs * 1e6));
      // What the stop says is the time, and asking for it costs a call of the engine.
      now = stop.atNs;
      if (stop.kind === 'none') {
        return holds();
      }
      if (stop.kind !== 'timeout') {
        tracer.handle(stop);
      }
    }
  },
});
