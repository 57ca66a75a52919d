/** Sets of small integers over a universe that grows. Knows nothing of literals. */

const BITS = 32;

/** What was never added is not in it, however large. */
export class GrowingSet {
  /** Member i is bit i mod 32 of word i div 32; what lies beyond the end is not in the set. */
  words: Uint32Array;

  constructor(members: Iterable<number> = []) {
    this.words = new Uint32Array(1);
    for (const member of members) {
      this.add(member);
    }
  }

  has(member: number): boolean {
    const word = this.words[member >>> 5];
    return word !== undefined && ((word >>> (member & 31)) & 1) === 1;
  }

  /** Whether it was new. */
  add(member: number): boolean {
    if (this.has(member)) {
      return false;
    }
    const word = member >>> 5;
    if (word >= this.words.length) {
      const grown = new Uint32Array(Math.max(word + 1, this.words.length * 2));
      grown.set(this.words);
      this.words = grown;
    }
    this.words[word] = (this.words[word] as number) | (1 << (member & 31));
    return true;
  }

  /** Ascending. */
  forEach(visit: (member: number) => void): void {
    forEachBit(this.words, this.words.length, visit);
  }
}

/** Visits the members that stand in the first `length` words, ascending. */
export function forEachBit(
  words: Uint32Array,
  length: number,
  visit: (member: number) => void,
): void {
  for (let word = 0; word < length; word++) {
    for (let bits = words[word] as number; bits !== 0; ) {
      const bit = BITS - 1 - Math.clz32(bits & -bits);
      visit(word * BITS + bit);
      bits &= bits - 1;
    }
  }
}
