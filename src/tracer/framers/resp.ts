/**
 * The framer for RESP: puts together where messages start (resp-scan.ts) and what they are called
 * (resp-label.ts).
 */
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { remember } from './known-names.ts';
import { nameRespMessage } from './resp-label.ts';
import { type RespScan, type RespStart, scanResp, startRespScan } from './resp-scan.ts';
import { opaqueMessage } from './write.ts';

/**
 * Redis serialization protocol, either direction, replication included.
 *
 * Source: redis.io, RESP protocol specification; replication.c of Redis for `+FULLRESYNC`, `$EOF:`
 *         and keep-alives.
 */
export function respFramer(scan: RespScan = startRespScan()): Framer {
  return {
    push(bytes) {
      const starts = scanResp(scan, bytes);
      return starts.map((start, index) => describe(bytes, start, starts[index + 1]?.offset));
    },
    clone: () => respFramer({ ...scan }),
  };
}

const nameOf = remember((message) => nameRespMessage(message, false));

function describe(bytes: Uint8Array, start: RespStart, end = bytes.length): FramedMessage {
  const { offset } = start;
  if (start.opaque) {
    return opaqueMessage(bytes, offset);
  }
  const message = offset === 0 && end === bytes.length ? bytes : bytes.subarray(offset, end);
  if (start.isRdb) {
    const { label, labelClass } = nameRespMessage(message, true);
    return { start: offset, label, labelClass, digest: digestOf(message) };
  }
  const { label, labelClass, digest } = nameOf(message);
  return { start: offset, label, labelClass, digest };
}
