/** The framer for protocols that put a length in front of each message, at a place given. */
import type { LengthPrefix } from '../../model/spec.ts';
import { type BlockFormat, type BlockName, blockFramer } from './blocks.ts';
import type { Framer } from './framer.ts';
import { printable } from './printable.ts';

/** Longer messages are taken for a misread length. */
const SIZE_MAX = 1 << 28;
const PREVIEW_BYTES = 24;

/** An unsigned number of `width` bytes at `offset`. */
export function numberAt(
  bytes: Uint8Array,
  { offset, width, endian }: Pick<LengthPrefix, 'offset' | 'width' | 'endian'>,
): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) {
    const place = endian === 'big' ? index : width - 1 - index;
    value = value * 256 + (bytes[offset + place] ?? 0);
  }
  return value;
}

export function prefixFormat(prefix: LengthPrefix): BlockFormat {
  const head = prefix.offset + prefix.width;
  return {
    head,
    size: (bytes) => {
      const length = numberAt(bytes, prefix);
      const size = prefix.counts === 'message' ? length : head + length;
      return size < head || size > SIZE_MAX ? undefined : size;
    },
  };
}

/**
 * Each message is named by its first bytes behind the length, as far as they are there; its class
 * is `bytes`.
 */
export function lengthPrefixedFramer(prefix: LengthPrefix): Framer {
  const format = prefixFormat(prefix);
  const name = (message: Uint8Array): BlockName => {
    const before = message.subarray(0, prefix.offset);
    const behind = message.subarray(format.head, format.head + PREVIEW_BYTES);
    return { label: printable(Buffer.concat([before, behind])), labelClass: 'bytes' };
  };
  return blockFramer(format, name);
}
