/**
 * The invocations and answers that have not been explained yet, as a list in which operations are
 * taken out and put back in the opposite order. Knows times, not what the operations mean.
 */
import type { Operation } from './operation.ts';

export interface Timeline {
  /** Answers that are not explained yet. */
  readonly answersLeft: number;
  readonly answersTaken: number;
  /**
   * The next operation that may come first now, of those that were not skipped: whoever was asked
   * before the first answer that is left. Those of unknown end come last.
   */
  candidate(): Operation | undefined;
  /** The candidate is done: others may come first now. */
  take(): void;
  /** Undoes the latest `take`; its operation is the candidate again. */
  giveBack(): void;
  /** The candidate is not the one. */
  skip(): void;
  /** The operation whose answer is the first that is left. */
  firstAnswered(): Operation;
  /** Equal when the same operations have been taken. */
  key(): string;
}

/** Bits of a number that stand in one character. */
const CHARACTER_BITS = 16;

class LinkedTimeline implements Timeline {
  readonly #known: readonly Operation[];
  readonly #unknown: readonly Operation[];
  /** For each of unknown end the one like it that was asked before: it goes first. */
  readonly #before: readonly (number | undefined)[];
  /** Invocation of operation i: 2i, its answer: 2i + 1, the head: the last. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #head: number;
  readonly #isTaken: Uint8Array;
  readonly #isUnknownTaken: Uint8Array;
  /** Taken operations: of known end i, of unknown end −1 − i. */
  readonly #stack: number[] = [];
  #cursor: number;
  /** Next of unknown end; undefined while the others are not through. */
  #unknownCursor: number | undefined;
  #lowest = 0;
  #highest = 0;
  answersTaken = 0;

  constructor(operations: readonly Operation[], sameness: (operation: Operation) => string) {
    this.#known = operations.filter(({ end }) => end === 'ok');
    this.#unknown = operations.filter(({ end }) => end === 'unknown');
    const latest = new Map<string, number>();
    this.#before = this.#unknown.map((operation, index) => {
      const before = latest.get(sameness(operation));
      latest.set(sameness(operation), index);
      return before;
    });
    const size = this.#known.length;
    this.#head = 2 * size;
    this.#next = new Int32Array(2 * size + 1);
    this.#previous = new Int32Array(2 * size + 1);
    this.#isTaken = new Uint8Array(size);
    this.#isUnknownTaken = new Uint8Array(this.#unknown.length);
    const position = (id: number): number => {
      const operation = this.#known[id >> 1];
      return (id % 2 === 0 ? operation?.from : operation?.to) ?? 0;
    };
    const ids = Array.from({ length: 2 * size }, (_, id) => id);
    let last = this.#head;
    for (const id of ids.toSorted((a, b) => position(a) - position(b))) {
      this.#link(last, id);
      last = id;
    }
    this.#link(last, this.#head);
    this.#cursor = this.#after(this.#head);
  }

  get answersLeft(): number {
    return this.#known.length - this.answersTaken;
  }

  candidate(): Operation | undefined {
    if (this.#unknownCursor === undefined) {
      if (this.#cursor % 2 === 0) {
        return this.#known[this.#cursor >> 1];
      }
      this.#unknownCursor = 0;
    }
    const limit = this.firstAnswered().to;
    for (; ; this.#unknownCursor += 1) {
      const operation = this.#unknown[this.#unknownCursor];
      if (operation === undefined || operation.from > limit) {
        return undefined;
      }
      const before = this.#before[this.#unknownCursor];
      const isNext = before === undefined || this.#isUnknownTaken[before] === 1;
      if (isNext && this.#isUnknownTaken[this.#unknownCursor] === 0) {
        return operation;
      }
    }
  }

  take(): void {
    if (this.#unknownCursor === undefined) {
      const index = this.#cursor >> 1;
      this.#unlink(2 * index);
      this.#unlink(2 * index + 1);
      this.#isTaken[index] = 1;
      this.answersTaken += 1;
      this.#highest = Math.max(this.#highest, index);
      while (this.#isTaken[this.#lowest] === 1) {
        this.#lowest += 1;
      }
      this.#stack.push(index);
    } else {
      this.#isUnknownTaken[this.#unknownCursor] = 1;
      this.#stack.push(-1 - this.#unknownCursor);
    }
    this.#unknownCursor = undefined;
    this.#cursor = this.#after(this.#head);
  }

  giveBack(): void {
    const taken = this.#stack.pop() ?? 0;
    if (taken < 0) {
      this.#unknownCursor = -1 - taken;
      this.#isUnknownTaken[this.#unknownCursor] = 0;
      return;
    }
    this.#relink(2 * taken + 1);
    this.#relink(2 * taken);
    this.#isTaken[taken] = 0;
    this.answersTaken -= 1;
    this.#lowest = Math.min(this.#lowest, taken);
    this.#unknownCursor = undefined;
    this.#cursor = 2 * taken;
  }

  skip(): void {
    if (this.#unknownCursor === undefined) {
      this.#cursor = this.#after(this.#cursor);
    } else {
      this.#unknownCursor += 1;
    }
  }

  firstAnswered(): Operation {
    let id = this.#after(this.#head);
    while (id % 2 === 0) {
      id = this.#after(id);
    }
    return this.#known[id >> 1] as Operation;
  }

  key(): string {
    let bits = '';
    let character = 0;
    for (let from = this.#lowest + 1; from <= this.#highest; from += CHARACTER_BITS) {
      character = 0;
      for (let bit = 0; bit < CHARACTER_BITS; bit += 1) {
        character |= (this.#isTaken[from + bit] ?? 0) << bit;
      }
      bits += String.fromCharCode(character);
    }
    const unknown = this.#unknown.length === 0 ? '' : this.#isUnknownTaken.join('');
    const used = bits.replace(/\0+$/, '');
    return `${this.#lowest} ${used.length} ${used}${unknown}`;
  }

  #after(id: number): number {
    return this.#next[id] ?? this.#head;
  }

  #link(from: number, to: number): void {
    this.#next[from] = to;
    this.#previous[to] = from;
  }

  #unlink(id: number): void {
    this.#link(this.#previous[id] ?? 0, this.#after(id));
  }

  /** A link that was taken out still knows its place. */
  #relink(id: number): void {
    this.#next[this.#previous[id] ?? 0] = id;
    this.#previous[this.#after(id)] = id;
  }
}

/** In the order of their invocations, none failed. */
export const createTimeline = (
  operations: readonly Operation[],
  sameness: (operation: Operation) => string,
): Timeline => new LinkedTimeline(operations, sameness);
