/**
 * The framer for RESP: puts together where messages start (resp-scan.ts) and what they are called
 * (resp-label.ts).
 */
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
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

function describe(bytes: Uint8Array, start: RespStart, end = bytes.length): FramedMessage {
  if (start.opaque) {
    return opaqueMessage(bytes, start.offset);
  }
  const message = bytes.subarray(start.offset, end);
  const { label, labelClass } = nameRespMessage(message, start.isRdb);
  return { start: start.offset, label, labelClass, digest: digestOf(message) };
}
