/**
 * The framer for HTTP/1: puts together where messages start (http1-scan.ts) and what they are
 * called (http1-label.ts).
 */
import type { FramedMessage, Framer } from './framer.ts';
import { nameHttpMessage } from './http1-label.ts';
import { type HttpScan, type HttpStart, scanHttp, startHttpScan } from './http1-scan.ts';
import { opaqueMessage } from './write.ts';

/**
 * HTTP/1.0 and HTTP/1.1, either direction: keep-alive, pipelining, chunks, interim responses and
 * upgrades.
 *
 * Source: RFC 9112.
 */
export function http1Framer(scan: HttpScan = startHttpScan()): Framer {
  return {
    push(bytes) {
      const starts = scanHttp(scan, bytes);
      return starts.map((start, index) => describe(bytes, start, starts[index + 1]?.offset));
    },
    clone: () => http1Framer({ ...scan }),
  };
}

function describe(bytes: Uint8Array, start: HttpStart, end = bytes.length): FramedMessage {
  if (start.opaque) {
    return opaqueMessage(bytes, start.offset);
  }
  return { start: start.offset, ...nameHttpMessage(bytes.subarray(start.offset, end)) };
}
