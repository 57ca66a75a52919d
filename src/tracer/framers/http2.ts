/**
 * The framer for HTTP/2, gRPC included: one frame is one message. Requests are named by method and
 * path, responses by status, data by the request of their stream where it is on this direction.
 *
 * Source: RFC 9113; the gRPC protocol over HTTP/2.
 */
import {
  type Block,
  type BlockFormat,
  type BlockName,
  type BlockScan,
  joined,
  scanBlocks,
  startBlockScan,
} from './blocks.ts';
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { decodeHeaders, type Field, type HpackTable, NEW_TABLE } from './hpack.ts';
import { numberAt } from './length-prefixed.ts';
import { LABEL_MAX, printable } from './printable.ts';
import { opaqueMessage } from './write.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const HEAD = 9;
/** Peers may agree on up to 16 MiB; the default is 16 KiB. */
const LENGTH_MAX = 1 << 24;
/** Streams whose names are kept, and bytes of a header block that are. */
const STREAMS_MAX = 64;
const BLOCK_MAX = 64 * 1024;
const TYPES = [
  'DATA',
  'HEADERS',
  'PRIORITY',
  'RST_STREAM',
  'SETTINGS',
  'PUSH_PROMISE',
  'PING',
  'GOAWAY',
  'WINDOW_UPDATE',
  'CONTINUATION',
];
const DATA = TYPES.indexOf('DATA');
const HEADERS = TYPES.indexOf('HEADERS');
const SETTINGS = TYPES.indexOf('SETTINGS');
const PUSH_PROMISE = TYPES.indexOf('PUSH_PROMISE');
const PING = TYPES.indexOf('PING');
const CONTINUATION = TYPES.indexOf('CONTINUATION');
const WITH_HEADERS = [HEADERS, PUSH_PROMISE, CONTINUATION];
const END_HEADERS = 0x4;
const PADDED = 0x8;
const PRIORITY = 0x20;
const ACK = 0x1;

const format: BlockFormat = {
  head: HEAD,
  size: (head) => {
    const length = numberAt(head, { offset: 0, width: 3, endian: 'big' });
    const isFrame = (head[3] ?? 99) < TYPES.length && length < LENGTH_MAX;
    return isFrame ? HEAD + length : undefined;
  },
};

/** The first bytes of a direction are a client's preface, or a server's first SETTINGS. */
export function beginsLikeHttp2(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 24));
  if (text.toString('latin1').startsWith(PREFACE.slice(0, 18))) {
    return true;
  }
  const length = numberAt(bytes, { offset: 0, width: 3, endian: 'big' });
  const isFirst = numberAt(bytes, { offset: 5, width: 4, endian: 'big' }) === 0;
  const isSettings = bytes[3] === SETTINGS && bytes[4] === 0 && length % 6 === 0 && length < 100;
  return bytes.length >= HEAD && isSettings && isFirst;
}

/** Values are replaced, never changed: a shallow copy is independent. */
interface Talk {
  /** Bytes of the preface that have come; all of them for a direction that has none. */
  preface: number;
  /** Undefined: no longer known. */
  table: HpackTable | undefined;
  /** Header block at hand: its bytes so far. */
  block: Uint8Array;
  /** Names by stream, latest last. */
  streams: readonly (readonly [stream: number, name: string])[];
}

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

function frameOf(head: Uint8Array): Frame {
  const stream = numberAt(head, { offset: 5, width: 4, endian: 'big' }) % 2 ** 31;
  return { type: head[3] ?? 0, flags: head[4] ?? 0, stream };
}

const print = (text: string, max = LABEL_MAX): string =>
  printable(Buffer.from(text, 'latin1'), max);

/** What a header block is called, and how its stream is from then on. */
function nameHeaders(fields: readonly Field[]): BlockName & { readonly stream: string } {
  const of = (name: string): string | undefined => fields.find(([key]) => key === name)?.[1];
  const [method, path, status, grpc] = [
    of(':method'),
    of(':path'),
    of(':status'),
    of('grpc-status'),
  ];
  if (method !== undefined) {
    const label = print(`${method} ${path ?? ''}`.trim());
    return { label, labelClass: print(method, 32), stream: print(path ?? method, LABEL_MAX - 5) };
  }
  if (status !== undefined) {
    const label = print(grpc === undefined ? status : `${status} grpc-status ${grpc}`);
    return { label, labelClass: print(status, 32), stream: '' };
  }
  const label = grpc === undefined ? 'trailers' : print(`grpc-status ${grpc}`);
  return { label, labelClass: 'trailers', stream: '' };
}

/** The part of a whole frame that is header block. */
function fragmentOf({ type, flags }: Frame, payload: Uint8Array): Uint8Array {
  if (type === CONTINUATION) {
    return payload;
  }
  const fixed = type === PUSH_PROMISE ? 4 : (flags & PRIORITY) === 0 ? 0 : 5;
  const padding = (flags & PADDED) === 0 ? 0 : (payload[0] ?? 0);
  const start = ((flags & PADDED) === 0 ? 0 : 1) + fixed;
  return payload.subarray(start, Math.max(start, payload.length - padding));
}

function remember(talk: Talk, stream: number, name: string): void {
  const others = talk.streams.filter(([one]) => one !== stream);
  talk.streams = [...others, [stream, name] as const].slice(-STREAMS_MAX);
}

/**
 * Takes in what a frame says when it has ended; the name of its header block if that ends with it.
 * `parts`: its payload, collected over all pushes.
 */
function finish(talk: Talk, frame: Frame, payload: Uint8Array): BlockName | undefined {
  if (!WITH_HEADERS.includes(frame.type)) {
    return undefined;
  }
  const block = joined(talk.block, fragmentOf(frame, payload));
  talk.block = new Uint8Array(0);
  if ((frame.flags & END_HEADERS) === 0) {
    talk.block = block;
    talk.table = block.length > BLOCK_MAX ? undefined : talk.table;
    return undefined;
  }
  const decoded = talk.table && decodeHeaders(block, talk.table);
  talk.table = decoded?.table;
  if (decoded === undefined) {
    return undefined;
  }
  const { stream, ...name } = nameHeaders(decoded.fields);
  remember(talk, frame.stream, stream);
  return name;
}

function nameFrame(talk: Talk, { type, flags, stream }: Frame): BlockName {
  const labelClass = TYPES[type] ?? 'frame';
  if (type === DATA) {
    const of = talk.streams.find(([one]) => one === stream)?.[1] ?? '';
    return { label: `${labelClass} ${of}`.trim(), labelClass };
  }
  const isAck = (type === SETTINGS || type === PING) && (flags & ACK) !== 0;
  return { label: isAck ? `${labelClass} ack` : labelClass, labelClass };
}

/** Either direction. */
export function http2Framer(
  talk: Talk = { preface: 0, table: NEW_TABLE, block: new Uint8Array(0), streams: [] },
  scan: BlockScan = startBlockScan(),
  payload: Uint8Array = new Uint8Array(0),
): Framer {
  let pending = payload;
  const take = (block: Block, pushed: Uint8Array, offset: number): FramedMessage | undefined => {
    const start = offset + block.start;
    if (block.opaque || block.head === undefined) {
      const whole = block.opaque ? opaqueMessage(pushed, block.start) : undefined;
      const named = whole ?? { label: 'frame', labelClass: 'frame', digest: digestOf(block.bytes) };
      return block.begins ? { ...named, start } : undefined;
    }
    const frame = frameOf(block.head);
    const part = block.bytes.subarray(block.headBytes);
    const isKept = WITH_HEADERS.includes(frame.type);
    pending = isKept ? joined(pending, part) : pending;
    if (pending.length > BLOCK_MAX) {
      talk.table = undefined;
      pending = pending.subarray(0, 1);
    }
    const named = block.ends ? finish(talk, frame, pending) : undefined;
    pending = block.ends ? new Uint8Array(0) : pending;
    const name = named ?? nameFrame(talk, frame);
    return block.begins ? { start, ...name, digest: digestOf(part) } : undefined;
  };
  return {
    push(bytes) {
      const skipped = skipPreface(talk, bytes);
      const rest = bytes.subarray(skipped.length);
      const preface = skipped.begins
        ? [{ start: 0, label: 'PRI', labelClass: 'PRI', digest: digestOf(skipped.bytes) }]
        : [];
      const frames = scanBlocks(scan, format, rest)
        .map((block) => take(block, rest, skipped.length))
        .filter((message) => message !== undefined);
      return [...preface, ...frames];
    },
    clone: () => http2Framer({ ...talk }, { ...scan }, pending),
  };
}

interface Skipped {
  readonly length: number;
  readonly begins: boolean;
  readonly bytes: Uint8Array;
}

function skipPreface(talk: Talk, bytes: Uint8Array): Skipped {
  const begins = talk.preface === 0 && bytes[0] === PREFACE.charCodeAt(0);
  if (talk.preface === 0 && !begins && bytes.length > 0) {
    talk.preface = PREFACE.length;
  }
  const length = Math.min(bytes.length, PREFACE.length - talk.preface);
  talk.preface += length;
  return { length, begins, bytes: bytes.subarray(0, length) };
}
