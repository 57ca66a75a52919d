/** How often each class of runs was seen. Counts only; knows no traces. */
import type { RunClass } from '../model/run.ts';
import { type Unseen, unseenOf } from './unseen.ts';

/** Classes by how often they were seen, the commonest first. */
export interface Distribution {
  readonly counts: readonly number[];
  /** The next run is of a new class. */
  readonly unseen: Unseen;
}

export const distributionOf = (counts: Iterable<number>): Distribution => {
  const sorted = [...counts].sort((a, b) => b - a);
  return { counts: sorted, unseen: unseenOf(sorted) };
};

export const runsIn = ({ counts }: Distribution): number =>
  counts.reduce((sum, count) => sum + count, 0);

/** How many of the commonest classes it takes to cover that share of the runs. */
export function classesCovering({ counts }: Distribution, share: number): number {
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  let covered = 0;
  let classes = 0;
  for (const count of counts) {
    // Shares like 0.99 are no exact binary numbers.
    if (covered >= wanted - 1e-9) {
      break;
    }
    covered += count;
    classes += 1;
  }
  return classes;
}

export class ClassTally {
  readonly #counts = new Map<string, number>();
  readonly #symmetric = new Map<string, number>();

  add({ runClass: { name, symmetric } }: { readonly runClass: RunClass }): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#symmetric.set(symmetric, (this.#symmetric.get(symmetric) ?? 0) + 1);
  }

  distribution(): Distribution {
    return distributionOf(this.#counts.values());
  }

  /** Classes that an exchange of equal nodes turns into each other are one. */
  symmetric(): Distribution {
    return distributionOf(this.#symmetric.values());
  }

  /** By name of the class. */
  counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
