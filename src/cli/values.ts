/**
 * Values of options: counts and durations. Knows their syntax; doesn't know which option means
 * what.
 */
import { UsageError } from '../model/errors.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A whole number of at least `min`. */
export function parseCount(option: string, text: string, min: number): number {
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min)) {
    throw new UsageError(
      'usage-count',
      `--${option} takes a whole number of at least ${min}, got "${text}"`,
    );
  }
  return value;
}

/** `90s`, `10m`, `1.5h`, `2d` as milliseconds, more than 0. A unit must stand. */
export function parseDuration(option: string, text: string): number {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
  if (!(ms > 0 && ms <= Number.MAX_SAFE_INTEGER)) {
    throw new UsageError('usage-duration', `--${option} takes a duration, got "${text}"`, {
      hint: 'a number and a unit: 90s, 10m, 1.5h or 2d',
    });
  }
  return ms;
}

/** One of a few words. */
export function parseChoice<const T extends string>(
  option: string,
  text: string,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) {
    throw new UsageError(
      'usage-choice',
      `--${option} takes ${choices.join(' or ')}, got "${text}"`,
    );
  }
  return found;
}
