/**
 * The framer for TLS: records, named by their type, and handshake messages that are not encrypted
 * yet. What is in the others nobody can read: they are told apart by their size and their order.
 *
 * Source: RFC 8446, §4 and §5.
 */
import { type BlockFormat, type BlockName, blockFramer } from './blocks.ts';
import { digestOf } from './digest.ts';
import type { Framer } from './framer.ts';

const HEAD = 5;
/** 2^14 bytes, and what encryption adds. */
const LENGTH_MAX = 16_384 + 2048;
const TYPES: ReadonlyMap<number, string> = new Map([
  [20, 'change cipher'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'data'],
  [24, 'heartbeat'],
]);
const HANDSHAKES: ReadonlyMap<number, string> = new Map([
  [1, 'client hello'],
  [2, 'server hello'],
  [4, 'session ticket'],
  [11, 'certificate'],
  [12, 'server key exchange'],
  [14, 'server hello done'],
  [16, 'client key exchange'],
]);

const format: BlockFormat = {
  head: HEAD,
  size: (head) => {
    const length = (head[3] ?? 0) * 256 + (head[4] ?? 0);
    const isRecord = TYPES.has(head[0] ?? 0) && head[1] === 3 && (head[2] ?? 9) <= 4;
    return isRecord && length <= LENGTH_MAX ? HEAD + length : undefined;
  },
};

/** The first bytes of a direction are the head of a handshake record. */
export function beginsLikeTls(bytes: Uint8Array): boolean {
  const isHandshake = bytes[0] === 22 && bytes[1] === 3 && (bytes[5] === 1 || bytes[5] === 2);
  return bytes.length > HEAD && isHandshake && format.size(bytes) !== undefined;
}

function nameRecord(message: Uint8Array): BlockName {
  const type = TYPES.get(message[0] ?? 0) ?? 'record';
  const handshake = type === 'handshake' ? HANDSHAKES.get(message[HEAD] ?? 0) : undefined;
  if (handshake !== undefined) {
    return { label: `TLS ${handshake}`, labelClass: `TLS ${handshake}` };
  }
  const size = message.length < HEAD ? undefined : format.size(message);
  const label = size === undefined ? `TLS ${type}` : `TLS ${type} of ${size - HEAD} bytes`;
  return { label, labelClass: `TLS ${type}` };
}

/** Digests are over the sizes only: what is encrypted differs in every run. */
export function tlsFramer(): Framer {
  const inner = blockFramer(format, nameRecord);
  const wrap = (framer: Framer): Framer => ({
    push: (bytes) =>
      framer
        .push(bytes)
        .map((message) => ({ ...message, digest: digestOf(Buffer.from(message.label)) })),
    clone: () => wrap(framer.clone()),
  });
  return wrap(inner);
}
