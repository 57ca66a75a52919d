/** The framer for unknown protocols: one write is one message. */
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { printable } from './printable.ts';

const PREVIEW_BYTES = 24;

/** Every non-empty push is one message, named by its first bytes. */
export function writeFramer(): Framer {
  const framer: Framer = {
    push: (bytes) => (bytes.length === 0 ? [] : [opaqueMessage(bytes, 0)]),
    clone: () => framer,
  };
  return framer;
}

/** The bytes from `start` to the end as one message of class `bytes`. */
export function opaqueMessage(bytes: Uint8Array, start: number): FramedMessage {
  const payload = bytes.subarray(start);
  return {
    start,
    label: printable(payload.subarray(0, PREVIEW_BYTES)),
    labelClass: 'bytes',
    digest: digestOf(payload),
  };
}
