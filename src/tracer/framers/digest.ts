/** Digests of payloads: short names for equal bytes, no protection against anybody. */

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * FNV-1a over the bytes, as 8 hex digits.
 *
 * Source: Fowler, Noll, Vo: FNV-1a, 32 bits.
 */
export function digestOf(bytes: Uint8Array): string {
  let hash = OFFSET_BASIS;
  for (const byte of bytes) {
    hash = Math.imul(hash ^ byte, PRIME);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
