/** How likely one more run is of a class never seen. Knows counts of classes only. */

export interface Unseen {
  readonly estimate: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Chance that the next run is of a new class, from how often each class was seen.
 *
 * Source: Good 1953 (the estimate, n₁/n); Esty 1983 (its interval).
 * Why:    where no class was seen but once, Esty's interval has width zero, and n runs do not prove
 *         that there is nothing else: the upper end is never below what would have stayed unseen in
 *         n runs with a chance of 5 %.
 */
export function unseenOf(counts: readonly number[]): Unseen {
  const runs = counts.reduce((sum, count) => sum + count, 0);
  if (runs === 0) {
    return { estimate: 1, low: 0, high: 1 };
  }
  const once = counts.filter((count) => count === 1).length;
  const twice = counts.filter((count) => count === 2).length;
  const estimate = once / runs;
  const half = (Z * Math.sqrt(once * (1 - estimate) + 2 * twice)) / runs;
  return {
    estimate,
    low: Math.max(0, estimate - half),
    high: Math.min(1, Math.max(estimate + half, 1 - 0.05 ** (1 / runs))),
  };
}
