/** What is left to chance in a run, as it follows from the run's seed. Knows no clocks. */

/** Mulberry32 (T. Ettinger): numbers of [0, 1). */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};

/** The same items, every order as likely as any other (Fisher and Yates). */
export const drawn = <T>(items: readonly T[], chance: () => number): T[] => {
  const left = [...items];
  const order: T[] = [];
  while (left.length > 0) {
    order.push(...left.splice(Math.floor(chance() * left.length), 1));
  }
  return order;
};
