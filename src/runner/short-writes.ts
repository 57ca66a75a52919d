/**
 * Sends made short at random, as if TCP buffers were full (Box of Pain §5): one send in
 * four is cut down to less than half of its bytes. The same seed and the same sends give the
 * same choice. Knows no system calls.
 */

import { chanceOf } from '../model/chance.ts';
import type { Interposer } from '../tracer/interposer.ts';

/** Of the sends. */
const SHARE = 0.25;

/** Sends of two bytes and less stay whole: there is nothing below half of them. */
export const shortWrites = (seed: number): NonNullable<Interposer['shorten']> => {
  const chance = chanceOf(seed);
  return (_from, _to, size) => {
    const most = Math.ceil(size / 2) - 1;
    return most < 1 || chance() >= SHARE ? undefined : 1 + Math.floor(chance() * most);
  };
};
