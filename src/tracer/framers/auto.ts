/** The framer that guesses the protocol from the first bytes of a direction, once. */
import type { Framer } from './framer.ts';
import { http1Framer } from './http1.ts';
import { beginsLikeHttp2, http2Framer } from './http2.ts';
import { jsonClass, jsonLinesFramer } from './json-lines.ts';
import { lineFramer } from './line.ts';
import { answersLikePostgres, beginsLikePostgres, postgresFramer } from './postgres.ts';
import { respFramer } from './resp.ts';
import { beginsLikeTls, tlsFramer } from './tls.ts';
import { writeFramer } from './write.ts';
import { beginsLikeZooKeeper, zooKeeperFramer } from './zookeeper.ts';

/**
 * What a RESP stream can begin with: an array, a bulk string, a whole simple string, error or
 * integer, or the whole first line of a RESP 3 reply (the answer to `HELLO 3` is a map).
 */
const LIKE_RESP = /^(?:\*\d|\$\d|\$EOF:|[+\-:][^\r\n]*\r\n|[%~>|]\d+\r\n|_\r\n|#[tf]\r\n)/;
/** The whole first line of an HTTP/1 request or response. */
const LIKE_HTTP =
  /^(?:[A-Z]{2,16} \S+ HTTP\/1\.[0-9]\r?\n|HTTP\/1\.[0-9] [1-9][0-9]{2}(?: [^\r\n]*)?\r?\n)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/**
 * Decides on the first non-empty push: the protocol that it begins like, else lines if it is text
 * with a LF (of JSON if the first is), else writes.
 */
export function autoFramer(): Framer {
  let chosen: Framer | undefined;
  return {
    push(bytes) {
      if (bytes.length === 0) {
        return [];
      }
      chosen ??= guessFramer(bytes);
      return chosen.push(bytes);
    },
    clone: () => chosen?.clone() ?? autoFramer(),
  };
}

function guessFramer(bytes: Uint8Array): Framer {
  return guessBinary(bytes) ?? guessText(bytes);
}

/** Protocols whose first bytes are a whole head that little else looks like. */
function guessBinary(bytes: Uint8Array): Framer | undefined {
  if (beginsLikeHttp2(bytes)) {
    return http2Framer();
  }
  if (beginsLikeTls(bytes)) {
    return tlsFramer();
  }
  // A server's answer to SSLRequest is one letter, alone.
  const isAnswer = bytes.length === 1 && (bytes[0] === 0x53 || bytes[0] === 0x4e);
  if (isAnswer || beginsLikePostgres(bytes) || answersLikePostgres(bytes)) {
    return postgresFramer();
  }
  return beginsLikeZooKeeper(bytes) ? zooKeeperFramer() : undefined;
}

function guessText(bytes: Uint8Array): Framer {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (LIKE_RESP.test(text)) {
    return respFramer();
  }
  if (LIKE_HTTP.test(text)) {
    return http1Framer();
  }
  if (!isTextWithLine(bytes)) {
    return writeFramer();
  }
  return jsonClass(bytes.subarray(0, bytes.indexOf(0x0a))) === undefined
    ? lineFramer()
    : jsonLinesFramer();
}

function isTextWithLine(bytes: Uint8Array): boolean {
  if (!bytes.includes(0x0a)) {
    return false;
  }
  try {
    // As a stream: a write may end inside a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return !CONTROL.test(text);
  } catch {
    return false;
  }
}
