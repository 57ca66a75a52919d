/** Sets of small integers in 32-bit words. Knows nothing of literals. */

/** A set over a fixed universe; all sets that meet in one operation have the same length. */
export type Bitset = Uint32Array;

/** The set of `members` over the universe 0 … size-1. */
export function bitsetOf(size: number, members: Iterable<number> = []): Bitset {
  const set = new Uint32Array(Math.ceil(size / 32));
  for (const member of members) {
    addTo(set, member);
  }
  return set;
}

export function addTo(set: Bitset, member: number): void {
  set[member >>> 5] = (set[member >>> 5] as number) | (1 << (member & 31));
}

export function removeFrom(set: Bitset, member: number): void {
  set[member >>> 5] = (set[member >>> 5] as number) & ~(1 << (member & 31));
}

export function hasMember(set: Bitset, member: number): boolean {
  return (((set[member >>> 5] as number) >>> (member & 31)) & 1) === 1;
}

/** Whether every member of `a` is one of `b`. */
export function isSubset(a: Bitset, b: Bitset): boolean {
  for (let word = 0; word < a.length; word++) {
    if (((a[word] as number) & ~(b[word] as number)) !== 0) {
      return false;
    }
  }
  return true;
}

/** Whether `a` and `b` share a member. */
export function meets(a: Bitset, b: Bitset): boolean {
  for (let word = 0; word < a.length; word++) {
    if (((a[word] as number) & (b[word] as number)) !== 0) {
      return true;
    }
  }
  return false;
}

/** Keeps in `set` what is in `other` too; false when nothing is left. */
export function intersectWith(set: Bitset, other: Bitset): boolean {
  let left = 0;
  for (let word = 0; word < set.length; word++) {
    const kept = (set[word] as number) & (other[word] as number);
    set[word] = kept;
    left |= kept;
  }
  return left !== 0;
}

/** Removes from `set` all that is in `other`. */
export function subtractFrom(set: Bitset, other: Bitset): void {
  for (let word = 0; word < set.length; word++) {
    set[word] = (set[word] as number) & ~(other[word] as number);
  }
}

export function sizeOf(set: Bitset): number {
  let size = 0;
  for (let word = 0; word < set.length; word++) {
    let bits = set[word] as number;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    bits = (bits + (bits >>> 4)) & 0x0f0f0f0f;
    size += Math.imul(bits, 0x01010101) >>> 24;
  }
  return size;
}
