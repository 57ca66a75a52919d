/**
 * When messages that a steered run holds back are let go although what they wait for has not come:
 * as soon as nothing will come by itself, and in any case after a while. So no run hangs by it.
 */
import type { Clock } from './clock.ts';
import type { Chores } from './pump.ts';
import type { Glances } from './rest.ts';
import type { Steered } from './steered.ts';

/** Whoever wakes within that may be who is waited for. */
export const PATIENCE_MS = 2_000;
/** All rest for so long, in looks that far apart. */
const REST_MS = 4;
const APART_MS = 1;

export interface Patient {
  readonly steered: Steered;
  readonly tracer: { readonly stops: number };
  /** Made to count those who wake within PATIENCE_MS as not at rest. */
  readonly glances: Glances;
  readonly clock: Clock;
}

/** To be done besides `chores`. */
export function createPatience(
  { steered, tracer, glances, clock }: Patient,
  chores: Chores,
): Chores {
  let stops = -1;
  let lookAt = 0;
  let restedAt: number | undefined;
  let heldSince: number | undefined;
  const letGo = (): void => {
    steered.letGo();
    restedAt = undefined;
    heldSince = undefined;
    chores.run();
  };
  const look = (now: number): void => {
    heldSince ??= now;
    if (now - heldSince >= PATIENCE_MS * 1e6) {
      letGo();
      return;
    }
    if (tracer.stops !== stops) {
      stops = tracer.stops;
      restedAt = undefined;
    } else if (glances.look() !== 'resting') {
      restedAt = undefined;
    } else {
      restedAt ??= now;
      if (now - restedAt >= REST_MS * 1e6) {
        letGo();
        return;
      }
    }
    lookAt = clock.after(APART_MS);
  };
  return {
    run: () => {
      chores.run();
      if (steered.held === 0) {
        heldSince = undefined;
        return;
      }
      const now = clock.nowNs();
      if (now >= lookAt) {
        look(now);
      }
    },
    nextNs: () => {
      const own = steered.held === 0 ? undefined : lookAt;
      const other = chores.nextNs();
      return own === undefined ? other : Math.min(own, other ?? own);
    },
  };
}
