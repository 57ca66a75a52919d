/**
 * A function of event ids that never falls, as the places where it rises: 8 bytes a rise. Knows
 * nothing of what it stands for.
 */
import { type Columns, grown } from '../model/columns.ts';
import type { EventId } from '../model/trace.ts';

type Rises = Columns & {
  /** Ascending. */
  readonly at: Int32Array;
  /** Ascending; holds from `at` on. */
  readonly value: Int32Array;
};

/** How many of the first `length` rows are below `bound`; the last is looked at first. */
function countBelow(column: Int32Array, length: number, bound: number): number {
  if (length === 0 || (column[length - 1] ?? 0) < bound) {
    return length;
  }
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((column[middle] ?? 0) < bound) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

export class Staircase {
  #rises: Rises = { at: new Int32Array(), value: new Int32Array() };
  #length = 0;

  /** Rises so far. */
  get length(): number {
    return this.#length;
  }

  /** The value at `event`; −1 before the first rise. Cost: O(log rises), O(1) past the last. */
  valueAt(event: EventId): number {
    const { at, value } = this.#rises;
    return value[countBelow(at, this.#length, event + 1) - 1] ?? -1;
  }

  /** The first event at which the value is `bound` or more; undefined when there is none. */
  firstReaching(bound: number): EventId | undefined {
    const { at, value } = this.#rises;
    const row = countBelow(value, this.#length, bound);
    return row === this.#length ? undefined : at[row];
  }

  /**
   * The value is at least that from `event` on.
   *
   * Cost: O(1) past the last rise, amortised; linear in the rises behind `event` otherwise.
   */
  raise(event: EventId, least: number): void {
    if (this.valueAt(event) >= least) {
      return;
    }
    const first = countBelow(this.#rises.at, this.#length, event);
    // What rises to no more than `least` behind `event` rises no longer.
    const last = countBelow(this.#rises.value, this.#length, least + 1);
    if (this.#length === this.#rises.at.length) {
      this.#rises = grown(this.#rises);
    }
    const { at, value } = this.#rises;
    if (last !== first + 1) {
      at.copyWithin(first + 1, last, this.#length);
      value.copyWithin(first + 1, last, this.#length);
    }
    at[first] = event;
    value[first] = least;
    this.#length += first + 1 - last;
  }
}
