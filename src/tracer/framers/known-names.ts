/**
 * Names of messages that come again and again: heartbeats, acknowledgements, the same command for
 * the same key. Each is worked out once, and all messages of the same bytes share its strings.
 * Knows nothing of what names mean.
 */
import { digestText, hashOf } from './digest.ts';
import type { FramedMessage } from './framer.ts';

export type Name = Omit<FramedMessage, 'start'>;

/** Longer messages seldom come again, and looking for them would cost as much as naming them. */
const MESSAGE_MAX = 256;
const NAMES_MAX = 1024;

/** A message that was named; the bytes are its own. */
interface Known {
  readonly bytes: Uint8Array;
  readonly name: Name;
}

/**
 * The same naming, with a memory; `name` must tell by the bytes alone. The digest is over the
 * bytes.
 */
export function remember(
  name: (bytes: Uint8Array) => Pick<FramedMessage, 'label' | 'labelClass'>,
): (bytes: Uint8Array) => Name {
  /** By hash: of several messages with the same one the latest. */
  const known = new Map<number, Known>();
  return (bytes) => {
    const hash = hashOf(bytes);
    const found = bytes.length > MESSAGE_MAX ? undefined : known.get(hash);
    if (found !== undefined && isSame(found.bytes, bytes)) {
      return found.name;
    }
    const { label, labelClass } = name(bytes);
    const named = { label, labelClass, digest: digestText(hash) };
    if (bytes.length <= MESSAGE_MAX) {
      if (known.size >= NAMES_MAX) {
        known.clear();
      }
      known.set(hash, { bytes: Uint8Array.from(bytes), name: named });
    }
    return named;
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) {
    return false;
  }
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) {
      return false;
    }
  }
  return true;
}

/** One character a byte. */
export function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('latin1');
}
