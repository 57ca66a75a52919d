/**
 * Names of messages that come again and again: heartbeats, acknowledgements, the same command for
 * the same key. Each is worked out once, and all messages of the same bytes share its strings.
 * Knows nothing of what names mean.
 */
import { digestOf } from './digest.ts';
import type { FramedMessage } from './framer.ts';

export type Name = Omit<FramedMessage, 'start'>;

/** Longer messages seldom come again, and looking for them would cost as much as naming them. */
const MESSAGE_MAX = 256;
const NAMES_MAX = 1024;

/**
 * The same naming, with a memory; `name` must tell by the bytes alone. The digest is over the
 * bytes.
 */
export function remember(
  name: (bytes: Uint8Array) => Pick<FramedMessage, 'label' | 'labelClass'>,
): (bytes: Uint8Array) => Name {
  const known = new Map<string, Name>();
  const work = (bytes: Uint8Array): Name => {
    const { label, labelClass } = name(bytes);
    return { label, labelClass, digest: digestOf(bytes) };
  };
  return (bytes) => {
    if (bytes.length > MESSAGE_MAX) {
      return work(bytes);
    }
    const text = latin1(bytes);
    let found = known.get(text);
    if (found === undefined) {
      found = work(bytes);
      if (known.size >= NAMES_MAX) {
        known.clear();
      }
      known.set(text, found);
    }
    return found;
  };
}

/** One character a byte. */
export function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString('latin1');
}
