/** Digests of payloads: short names for equal bytes, no protection against anybody. */

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * FNV-1a over the bytes, as a signed number of 32 bits.
 *
 * Source: Fowler, Noll, Vo: FNV-1a, 32 bits.
 */
export function hashOf(bytes: Uint8Array): number {
  let hash = OFFSET_BASIS;
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] as number), PRIME);
  }
  return hash | 0;
}

/** The same, as 8 hex digits. */
export function digestOf(bytes: Uint8Array): string {
  return digestText(hashOf(bytes));
}

export function digestText(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
