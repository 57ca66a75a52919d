/** Where a call's bytes lie in the tracee's memory, and the bytes themselves. */
import type { Handling } from './calls.ts';
import type { Engine } from './engine.ts';
import { decodeAddress, type EndAddress } from './socket-description.ts';

export interface Segment {
  readonly address: number;
  readonly size: number;
}

/** More than any program passes (IOV_MAX). */
const SEGMENTS_MAX = 1024;
const SOCKADDR_MAX = 128;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const u64 = (view: DataView, offset: number): number =>
  view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;

const vectors = (engine: Engine, tid: number, address: number, count: number): Segment[] => {
  const bytes = engine.read(tid, address, Math.min(count, SEGMENTS_MAX) * 16);
  const view = viewOf(bytes);
  const segments: Segment[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    segments.push({ address: u64(view, at), size: u64(view, at + 8) });
  }
  return segments;
};

/** `struct msghdr`, as far as it says where the bytes and the address are. */
export interface MessageHeader {
  readonly name: number;
  readonly nameSize: number;
  readonly iov: number;
  readonly count: number;
  /** Bytes of control data. */
  readonly control: number;
}

const HEADER_BYTES = 56;

const decodeHeader = (bytes: Uint8Array): MessageHeader | undefined => {
  if (bytes.length < HEADER_BYTES) {
    return undefined;
  }
  const view = viewOf(bytes);
  return {
    name: u64(view, 0),
    nameSize: view.getUint32(8, true),
    iov: u64(view, 16),
    count: u64(view, 24),
    control: u64(view, 40),
  };
};

const messageHeader = (engine: Engine, tid: number, address: number): MessageHeader | undefined =>
  decodeHeader(engine.read(tid, address, HEADER_BYTES));

/** The buffers that a header names. */
const buffersOf = (engine: Engine, tid: number, header: MessageHeader): readonly Segment[] =>
  vectors(engine, tid, header.iov, header.count);

/** The address that a header names. */
export const addressIn = (
  engine: Engine,
  tid: number,
  { name, nameSize }: MessageHeader,
): EndAddress | undefined => readAddress(engine, tid, name, nameSize);

/** One message of sendmmsg or recvmmsg. */
export interface BatchItem {
  readonly header: MessageHeader;
  readonly segments: readonly Segment[];
  /** Where the kernel writes how many bytes of it were moved. */
  readonly lengthAt: number;
}

/** `struct mmsghdr`: a header, the length moved, and padding. */
const BATCH_ITEM_BYTES = 64;
/** The kernel takes no more of a batch (UIO_MAXIOV). */
export const BATCH_MAX = 1024;

/** The messages of a batch, in order; fewer where the memory is not there. */
export const batchOf = (
  engine: Engine,
  tid: number,
  args: readonly number[],
): readonly BatchItem[] => {
  const [, at = 0, count = 0] = args;
  const bytes = engine.read(tid, at, Math.min(count >>> 0, BATCH_MAX) * BATCH_ITEM_BYTES);
  const items: BatchItem[] = [];
  for (let from = 0; from + BATCH_ITEM_BYTES <= bytes.length; from += BATCH_ITEM_BYTES) {
    const header = decodeHeader(bytes.subarray(from, from + BATCH_ITEM_BYTES));
    if (header !== undefined) {
      const segments = buffersOf(engine, tid, header);
      items.push({ header, segments, lengthAt: at + from + HEADER_BYTES });
    }
  }
  return items;
};

/** The buffers of a send or receive, in order. */
export const segmentsOf = (
  engine: Engine,
  tid: number,
  handling: Handling,
  args: readonly number[],
): readonly Segment[] => {
  const address = args[1] ?? 0;
  const size = args[2] ?? 0;
  switch (handling) {
    case 'writev':
    case 'readv':
    case 'writev2':
    case 'readv2':
      return vectors(engine, tid, address, size);
    case 'sendmsg':
    case 'recvmsg': {
      const header = messageHeader(engine, tid, address);
      return header === undefined ? [] : buffersOf(engine, tid, header);
    }
    case 'sendmmsg':
    case 'recvmmsg':
      return batchOf(engine, tid, args).flatMap(({ segments }) => segments);
    default:
      return [{ address, size }];
  }
};

/**
 * The most that is looked at ahead of a call. Kernels take no more at once from a sender whose
 * bytes stay in its send buffer.
 */
export const PAYLOAD_BYTES_MAX = 16 * 1024 * 1024;

/** What the kernel moves in one call (MAX_RW_COUNT). */
export const CALL_BYTES_MAX = 0x7fff_f000;

/** Bytes in all; 0 for sizes that the kernel refuses. */
export const sizeOf = (segments: readonly Segment[]): number => {
  let sum = 0;
  for (const { size } of segments) {
    if (size < 0 || size >= 2 ** 63) {
      return 0;
    }
    sum += size;
  }
  return Math.min(sum, CALL_BYTES_MAX);
};

/** The segments without their first `offset` bytes. */
export const behind = (segments: readonly Segment[], offset: number): readonly Segment[] => {
  const rest: Segment[] = [];
  let skip = offset;
  for (const { address, size } of segments) {
    if (size > skip) {
      rest.push({ address: address + skip, size: size - skip });
    }
    skip = Math.max(0, skip - size);
  }
  return rest;
};

/** The first `size` bytes of the segments. */
export const readSegments = (
  engine: Engine,
  tid: number,
  segments: readonly Segment[],
  size: number,
): Uint8Array => {
  const [first] = segments;
  if (first !== undefined && first.size >= size) {
    return engine.read(tid, first.address, size);
  }
  const parts: Uint8Array[] = [];
  let left = size;
  for (const segment of segments) {
    const part = engine.read(tid, segment.address, Math.min(segment.size, left));
    parts.push(part);
    left -= part.length;
    if (left <= 0 || part.length < segment.size) {
      break;
    }
  }
  return Buffer.concat(parts);
};

/** A `struct sockaddr` in tracee memory. */
export const readAddress = (
  engine: Engine,
  tid: number,
  address: number,
  size: number,
): EndAddress | undefined => decodeAddress(engine.read(tid, address, Math.min(size, SOCKADDR_MAX)));

/** True for the address of family AF_UNSPEC: connecting to it dissolves a connection. */
export const isUnspecified = (
  engine: Engine,
  tid: number,
  address: number,
  size: number,
): boolean => {
  const [low, high] = engine.read(tid, address, Math.min(size, 2));
  return low === 0 && high === 0;
};

/** Destination of a datagram as the call names it; undefined: the connected peer. */
export const destinationOf = (
  engine: Engine,
  tid: number,
  handling: Handling,
  args: readonly number[],
): EndAddress | undefined => {
  if (handling === 'sendto') {
    return readAddress(engine, tid, args[4] ?? 0, (args[5] ?? 0) & 0xff);
  }
  if (handling !== 'sendmsg') {
    return undefined;
  }
  const header = messageHeader(engine, tid, args[1] ?? 0);
  return header && addressIn(engine, tid, header);
};

/** A call of one message hands control data over with it: descriptors, options of the network. */
export const hasControl = (
  engine: Engine,
  tid: number,
  handling: Handling,
  args: readonly number[],
): boolean =>
  handling === 'sendmsg' && (messageHeader(engine, tid, args[1] ?? 0)?.control ?? 0) > 0;

/** Source of a datagram as the kernel wrote it at exit; undefined when the program did not ask. */
export const sourceOf = (
  engine: Engine,
  tid: number,
  handling: Handling,
  args: readonly number[],
): EndAddress | undefined => {
  if (handling === 'recvfrom') {
    const size = engine.read(tid, args[5] ?? 0, 4);
    const known = size.length < 4 ? 0 : viewOf(size).getUint32(0, true);
    return readAddress(engine, tid, args[4] ?? 0, known);
  }
  if (handling !== 'recvmsg') {
    return undefined;
  }
  const header = messageHeader(engine, tid, args[1] ?? 0);
  return header && addressIn(engine, tid, header);
};
