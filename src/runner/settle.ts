/** Quiet: every tracee waits and no bytes are under way. */
import { readFileSync } from 'node:fs';
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';
import type { Pump } from './pump.ts';

/** Looks that must agree, this far apart. */
const LOOKS = 2;
const APART_MS = 4;

/**
 * `S` waits for an event, `T` and `t` are stopped, `Z` has ended but for its other threads. A stop
 * with news for the tracer would have been told between two looks.
 */
const QUIET = 'STtZ';

const isWaiting = (tid: number): boolean => {
  try {
    const text = readFileSync(`/proc/${tid}/stat`, 'latin1');
    return QUIET.includes(text.charAt(text.lastIndexOf(')') + 2));
  } catch {
    return true;
  }
};

/** True once all is quiet; false when `settleMs` passed first. */
export const settle = async (
  tracer: Tracer,
  pump: Pump,
  clock: Clock,
  settleMs: number,
): Promise<boolean> => {
  const deadline = clock.after(settleMs);
  let looks = 0;
  let stops = tracer.stops;
  let lookAt = clock.nowNs();
  return pump.until(
    () => {
      if (tracer.stops !== stops) {
        stops = tracer.stops;
        looks = 0;
      }
      if (clock.nowNs() < lookAt) {
        return false;
      }
      lookAt = clock.after(APART_MS);
      const quiet = tracer.bytesUnderWay === 0 && tracer.tids().every(isWaiting);
      looks = quiet ? looks + 1 : 0;
      return looks > LOOKS;
    },
    deadline,
    APART_MS,
  );
};
