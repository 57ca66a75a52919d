/** Durations as people write them. It knows the notation only, no clock. */
import { SpecError } from '../model/errors.ts';
import { describeValue } from './describe-value.ts';

/** Text form: a decimal number and its unit, nothing else. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/**
 * Longest delay that a timer of Node takes (milliseconds, about 24.8 days); longer ones fire at
 * once.
 */
export const DURATION_MAX_MS = 2 ** 31 - 1;

export const DURATION_EXPECTED =
  'a duration such as "1.5s", "300ms", "2m" or "1h", or a number of milliseconds';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds, rounded to a whole number; `undefined` if it is no duration or longer than
 * DURATION_MAX_MS.
 */
export function durationMs(value: number | string): number | undefined {
  let ms: number;
  if (typeof value === 'number') {
    ms = Math.round(value);
  } else {
    const match = DURATION_PATTERN.exec(value);
    ms = Math.round(Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN));
  }
  return ms >= 0 && ms <= DURATION_MAX_MS ? Math.abs(ms) : undefined;
}

/**
 * Reads `"1.5s"`, `"300ms"`, `"2m"`, `"1h"`; a plain number counts milliseconds.
 *
 * Units:  milliseconds, a whole number from 0 to DURATION_MAX_MS
 * Errors: SpecError at `where` (what the duration is of) when it is none
 */
export function parseDuration(value: number | string, where = 'duration'): number {
  const ms = durationMs(value);
  if (ms === undefined) {
    throw new SpecError(
      'spec-duration',
      where,
      `expected ${DURATION_EXPECTED}, got ${describeValue(value)}`,
      { hint: 'a duration has one unit of ms, s, m, h, is not negative, and at most 24 days' },
    );
  }
  return ms;
}
