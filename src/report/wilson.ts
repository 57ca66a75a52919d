/** Wilson score interval of a proportion. Knows nothing of runs or faults. */

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * 95 % interval of the chance of success after `successes` of `trials`; `[0, 1]` when nothing was
 * tried.
 *
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 *         1927.
 * Why:    the usual normal interval of 5 of 5 has width zero, and five runs don't prove certainty.
 */
export function wilson(successes: number, trials: number): Interval {
  if (trials <= 0) {
    return { low: 0, high: 1 };
  }
  const share = successes / trials;
  const scale = 1 + (Z * Z) / trials;
  const centre = (share + (Z * Z) / (2 * trials)) / scale;
  const half =
    (Z / scale) * Math.sqrt((share * (1 - share)) / trials + (Z * Z) / (4 * trials * trials));
  // The ends are exact at 0 and 1; rounding errors must not take them past it.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}
