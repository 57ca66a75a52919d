/** Quiet: every tracee waits and no bytes are under way. */
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';
import type { Pump } from './pump.ts';
import type { Glances } from './rest.ts';

/**
 * Between two looks that find all at rest the processor is given away once: threads of the kernel
 * that have something for a tracee get to run, and a stop with news gets to be told.
 */
const BRIEF_MS = 0.25;
/**
 * Where tracees wait, but nobody can tell that all did at once, or that none will wake by itself in
 * a moment, it takes looks that agree for so long, that far apart.
 */
const LONG_MS = 8;
const APART_MS = 1;
/** Each look at who is still at work takes time from him: they become rarer. */
const BUSY_MS_MAX = 2;

export interface Settling {
  readonly tracer: Pick<Tracer, 'stops' | 'bytesUnderWay'>;
  readonly pump: Pump;
  readonly clock: Clock;
  readonly glances: Glances;
}

/** True once all is quiet, as it is where nobody is left; false when `settleMs` passed first. */
export const settle = async (
  { tracer, pump, clock, glances }: Settling,
  settleMs: number,
): Promise<boolean> => {
  const deadline = clock.after(settleMs);
  let stops = tracer.stops;
  let lookAt = clock.nowNs();
  let quietSince: number | undefined;
  let restSince: number | undefined;
  let busyMs = BRIEF_MS;
  const lookOnce = (now: number): boolean => {
    const look = tracer.bytesUnderWay === 0 ? glances.look() : 'busy';
    if (look === 'busy') {
      quietSince = undefined;
      restSince = undefined;
      lookAt = clock.after(busyMs);
      busyMs = Math.min(BUSY_MS_MAX, busyMs * 2);
      return false;
    }
    busyMs = BRIEF_MS;
    const rested = look === 'resting' && restSince !== undefined;
    if (rested || (quietSince !== undefined && now - quietSince >= LONG_MS * 1e6)) {
      return true;
    }
    quietSince ??= now;
    restSince = look === 'resting' ? now : undefined;
    lookAt = clock.after(look === 'resting' ? BRIEF_MS : APART_MS);
    return false;
  };
  const isQuiet = await pump.until(
    () => {
      if (tracer.stops !== stops) {
        stops = tracer.stops;
        quietSince = undefined;
        restSince = undefined;
      }
      const now = clock.nowNs();
      return now >= lookAt && lookOnce(now);
    },
    deadline,
    () => Math.max(0, (lookAt - clock.nowNs()) / 1e6),
  );
  // It also ends where no tracee is left.
  return isQuiet || clock.nowNs() < deadline;
};
