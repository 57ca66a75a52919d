/**
 * The framers' door: splits the byte stream of one direction into messages. It knows byte streams
 * only: no sockets, no channels, no faults. A framer never fails: what it cannot read becomes one
 * message a write.
 */
import type { FramerName, LengthPrefix } from '../../model/spec.ts';
import { autoFramer } from './auto.ts';
import { http1Framer } from './http1.ts';
import { http2Framer } from './http2.ts';
import { jsonLinesFramer } from './json-lines.ts';
import { lengthPrefixedFramer } from './length-prefixed.ts';
import { lineFramer } from './line.ts';
import { postgresFramer } from './postgres.ts';
import { respFramer } from './resp.ts';
import { tlsFramer } from './tls.ts';
import { writeFramer } from './write.ts';
import { zooKeeperFramer } from './zookeeper.ts';

/** One message that starts in the pushed bytes. */
export interface FramedMessage {
  /** Offset of its first byte into the pushed bytes. */
  readonly start: number;
  /** Printable, at most 80 characters; control characters, `"` and `\` are escaped. */
  readonly label: string;
  readonly labelClass: string;
  /** 8 hex digits over the part of the message that is in the pushed bytes. */
  readonly digest: string;
}

export interface Framer {
  /**
   * Takes the next bytes of one direction and returns the messages that start in them, ascending.
   * Bytes before the first start belong to a message begun earlier. A message that goes on beyond
   * these bytes is named by what is there.
   */
  push(bytes: Uint8Array): readonly FramedMessage[];
  /**
   * An independent framer in the same state, for looking ahead without committing. Cost: constant.
   */
  clone(): Framer;
}

/** What makes the framers of a node: a user's own is a function (user-framer.ts). */
export type FramerSource = FramerName | { readonly prefix: LengthPrefix } | (() => Framer);

/**
 * A framer at the start of one direction of a channel; `auto` decides on the first bytes it sees.
 */
export function createFramer(source: FramerSource): Framer {
  if (typeof source === 'function') {
    return source();
  }
  return typeof source === 'string' ? framerByName(source) : lengthPrefixedFramer(source.prefix);
}

function framerByName(name: FramerName): Framer {
  switch (name) {
    case 'auto':
      return autoFramer();
    case 'resp':
      return respFramer();
    case 'http1':
      return http1Framer();
    case 'http2':
      return http2Framer();
    case 'postgres':
      return postgresFramer();
    case 'zookeeper':
      return zooKeeperFramer();
    case 'json-lines':
      return jsonLinesFramer();
    case 'tls':
      return tlsFramer();
    case 'line':
      return lineFramer();
    case 'write':
      return writeFramer();
  }
}
