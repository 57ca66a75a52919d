/**
 * The framer for PostgreSQL's protocol, version 3. Which direction it is tells its first byte: only
 * what a client sends first has no type in front of its length. Names are in postgres-label.ts.
 *
 * Source: PostgreSQL documentation, chapter "Frontend/Backend Protocol".
 */
import {
  type Block,
  type BlockFormat,
  type BlockScan,
  messageOf,
  scanBlocks,
  startBlockScan,
} from './blocks.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { numberAt } from './length-prefixed.ts';
import { nameBackend, nameFrontend, nameStartup } from './postgres-label.ts';
import { tlsFramer } from './tls.ts';

/** Longer ones are refused by servers, too (PQ_LARGE_MESSAGE_LIMIT). */
const SIZE_MAX = 1 << 30;
const STARTUP_MAX = 10_000;
const PROTOCOL_3 = 3;
/** SSLRequest, GSSENCRequest, CancelRequest. */
const SPECIAL = 1234;
const CODES_ASKING = [80_877_103, 80_877_104];

const lengthAt = (bytes: Uint8Array, offset: number): number =>
  numberAt(bytes, { offset, width: 4, endian: 'big' });

const typed: BlockFormat = {
  head: 5,
  size: (head) => {
    const length = lengthAt(head, 1);
    const isType = /[A-Za-z0-9]/.test(String.fromCharCode(head[0] ?? 0));
    return isType && length >= 4 && length <= SIZE_MAX ? 1 + length : undefined;
  },
};

const startup: BlockFormat = {
  head: 8,
  size: (head) => {
    const length = lengthAt(head, 0);
    const major = numberAt(head, { offset: 4, width: 2, endian: 'big' });
    const isStart = (major === PROTOCOL_3 || major === SPECIAL) && length >= 8;
    return isStart && length <= STARTUP_MAX ? length : undefined;
  },
};

/** The first bytes of a client look like that; a server's first ones say too little. */
export function beginsLikePostgres(bytes: Uint8Array): boolean {
  return bytes.length >= startup.head && startup.size(bytes) === bytes.length;
}

/** A server begins with a request to authenticate, an error, or the answer to SSLRequest. */
export function answersLikePostgres(bytes: Uint8Array): boolean {
  const size = bytes.length < typed.head ? undefined : typed.size(bytes);
  if (bytes[0] === 0x52) {
    return size !== undefined && size >= 9 && size < 512 && (bytes[5] ?? 1) === 0;
  }
  return bytes[0] === 0x45 && size === bytes.length && bytes[5] === 0x53;
}

interface Talk {
  side: 'unknown' | 'client' | 'server';
  /** Client: the next message has no type. */
  starting: boolean;
  /** Server: nothing but the answer to SSLRequest may have come yet. */
  fresh: boolean;
}

/** The pieces of a push, where one message may change how the next is read. */
function scan(talk: Talk, blocks: BlockScan, bytes: Uint8Array): readonly FramedMessage[] {
  const messages: FramedMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const format = formatOf(talk, rest);
    const [block] = scanBlocks(blocks, format, firstOf(format, blocks, rest));
    if (block === undefined) {
      break;
    }
    if (block.begins) {
      const message = messageOf(block, rest, namerOf(talk));
      messages.push({ ...message, start: at + message.start });
    }
    turn(talk, block);
    at += block.bytes.length;
  }
  return messages;
}

const single: BlockFormat = { head: 1, size: () => 1 };

function formatOf(talk: Talk, rest: Uint8Array): BlockFormat {
  if (talk.side === 'unknown') {
    talk.side = rest[0] === 0 ? 'client' : 'server';
    talk.starting = talk.side === 'client';
  }
  if (talk.starting) {
    return startup;
  }
  const isAnswer = rest[0] === 0x53 || rest[0] === 0x4e;
  return talk.fresh && talk.side === 'server' && isAnswer && rest.length === 1 ? single : typed;
}

/** The bytes of one message at most: the format of the next may be another. */
function firstOf(format: BlockFormat, blocks: BlockScan, rest: Uint8Array): Uint8Array {
  const { head, left, opaque } = blocks;
  if (opaque) {
    return rest;
  }
  if (left > 0) {
    return rest.subarray(0, left);
  }
  if (head.length > 0) {
    return rest.subarray(0, format.head - head.length);
  }
  const size = rest.length < format.head ? undefined : format.size(rest);
  return rest.subarray(0, size ?? rest.length);
}

function namerOf({ side, starting }: Talk) {
  return starting ? nameStartup : side === 'client' ? nameFrontend : nameBackend;
}

function turn(talk: Talk, { ends, head, opaque }: Block): void {
  if (!ends || opaque) {
    return;
  }
  if (talk.starting && head !== undefined && !CODES_ASKING.includes(lengthAt(head, 4))) {
    talk.starting = false;
  }
  talk.fresh = false;
}

/**
 * Either direction: start-up, simple and extended queries, COPY. After SSLRequest was granted the
 * rest is TLS.
 */
export function postgresFramer(
  talk: Talk = { side: 'unknown', starting: false, fresh: true },
  blocks: BlockScan = startBlockScan(),
  tls?: Framer,
): Framer {
  let inner = tls;
  return {
    push(bytes) {
      const isFree = blocks.left === 0 && blocks.head.length === 0;
      if (inner === undefined && isFree && bytes[0] === 0x16 && bytes[1] === 3) {
        inner = tlsFramer();
      }
      return inner?.push(bytes) ?? scan(talk, blocks, bytes);
    },
    clone: () => postgresFramer({ ...talk }, { ...blocks }, inner?.clone()),
  };
}
