/**
 * A file of chunks: a head with the format's version, then chunks that are compressed and carry
 * checksums, so that damage is found before anything in them is believed. Knows nothing of what is
 * in the chunks.
 *
 * Layout, numbers little-endian: MAGIC, version u32; then each chunk: type (4 letters), length u32,
 * CRC-32 of the payload u32, CRC-32 of these 12 bytes u32, payload (gzip).
 */
import { constants, crc32, gunzipSync, gzipSync } from 'node:zlib';
import { TraceError } from '../model/errors.ts';

/** The first byte is no text, and the line ends are the first victims of a transfer as text. */
const MAGIC = Buffer.from('\x89LDFI\r\n\x1a', 'latin1');
const JOURNAL_MAGIC = Buffer.from('\x89LDFJ\r\n\x1a', 'latin1');
const FILE_HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 16;
/** No writer makes a larger chunk, and no hostile file makes us inflate one. */
const CHUNK_BYTES_MAX = 256 * 1024 * 1024;

const DAMAGED = 'the file was changed after it was written: get it again, or record the run again';

export interface Chunk {
  readonly type: string;
  /** Where the chunk starts in the file. */
  readonly offset: number;
  readonly payload: Uint8Array;
}

export interface Chunks {
  readonly chunks: readonly Chunk[];
  /** Where a file begins that a crash has cut off: a chunk that is not whole. Absent: none is. */
  readonly tornAt?: number;
}

function headOf(magic: Buffer, version: number): Buffer {
  const head = Buffer.alloc(FILE_HEAD_BYTES);
  magic.copy(head);
  head.writeUInt32LE(version, magic.length);
  return head;
}

export const fileHead = (version: number): Uint8Array => headOf(MAGIC, version);
export const journalHead = (version: number): Uint8Array => headOf(JOURNAL_MAGIC, version);

export function encodeChunk(type: string, payload: Uint8Array): Uint8Array {
  const packed = gzipSync(payload, { level: constants.Z_BEST_SPEED });
  const head = Buffer.alloc(CHUNK_HEAD_BYTES);
  head.write(type, 0, 4, 'latin1');
  head.writeUInt32LE(packed.length, 4);
  head.writeUInt32LE(crc32(packed), 8);
  head.writeUInt32LE(crc32(head.subarray(0, 12)), 12);
  return Buffer.concat([head, packed]);
}

function checkHead(bytes: Buffer, file: string, version: number): void {
  const known = Math.min(bytes.length, MAGIC.length);
  if (bytes.length === 0 || !bytes.subarray(0, known).equals(MAGIC.subarray(0, known))) {
    throw new TraceError('trace-format', file, 0, 'this is no trace file', {
      hint: '`ldfi record <spec> --out FILE` writes one',
    });
  }
  if (bytes.length < FILE_HEAD_BYTES) {
    throw torn(file, bytes.length);
  }
  const found = bytes.readUInt32LE(MAGIC.length);
  if (found !== version) {
    throw new TraceError(
      'trace-version',
      file,
      MAGIC.length,
      `this trace has version ${found}, this ldfi reads version ${version}`,
      { hint: 'use the ldfi that wrote it, or record the run again with this one' },
    );
  }
}

/** The chunk at `offset`; undefined when the file ends within it. */
function chunkAt(bytes: Buffer, offset: number, file: string): Chunk | undefined {
  const start = offset + CHUNK_HEAD_BYTES;
  if (start > bytes.length) {
    return undefined;
  }
  const head = bytes.subarray(offset, start);
  if (crc32(head.subarray(0, 12)) !== head.readUInt32LE(12)) {
    throw corrupt(file, offset, 'the head of a chunk is damaged');
  }
  const end = start + head.readUInt32LE(4);
  if (end > bytes.length) {
    return undefined;
  }
  const packed = bytes.subarray(start, end);
  if (crc32(packed) !== head.readUInt32LE(8)) {
    throw corrupt(file, offset, 'a chunk is damaged: its checksum differs');
  }
  try {
    const payload = gunzipSync(packed, { maxOutputLength: CHUNK_BYTES_MAX });
    return { type: head.toString('latin1', 0, 4), offset, payload };
  } catch (cause) {
    throw corrupt(file, offset, 'a chunk cannot be unpacked', cause);
  }
}

/** A file of which nothing useful is left. */
export function torn(file: string, offset: number): TraceError {
  return new TraceError('trace-torn', file, offset, 'the file ends before any of the run', {
    hint: 'nothing of it can be read: record the run again',
  });
}

/** Bytes that no writer of this version leaves. */
export function corrupt(file: string, offset: number, what: string, cause?: unknown): TraceError {
  const options = { hint: DAMAGED, ...(cause !== undefined && { cause }) };
  return new TraceError('trace-corrupt', file, offset, what, options);
}

/**
 * The chunks up to one of type `last`, or up to where the file was cut off.
 *
 * Errors: TraceError for another kind of file, another version, and damage.
 */
export function decodeChunks(
  data: Uint8Array,
  file: string,
  version: number,
  last: string,
): Chunks {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  checkHead(bytes, file, version);
  const chunks: Chunk[] = [];
  let offset = FILE_HEAD_BYTES;
  for (;;) {
    const chunk = chunkAt(bytes, offset, file);
    if (chunk === undefined) {
      return { chunks, tornAt: offset };
    }
    chunks.push(chunk);
    offset += CHUNK_HEAD_BYTES + bytes.readUInt32LE(offset + 4);
    if (chunk.type === last) {
      break;
    }
  }
  if (offset < bytes.length) {
    throw corrupt(file, offset, `${bytes.length - offset} bytes behind the end of the trace`);
  }
  return { chunks };
}

/** So much of a file tells how long its first chunk is. */
export const START_BYTES = FILE_HEAD_BYTES + CHUNK_HEAD_BYTES;

/** Bytes of a file up to the end of its first chunk, from its first START_BYTES, or fewer. */
export function firstChunkEnd(start: Buffer): number {
  return start.length < START_BYTES
    ? start.length
    : START_BYTES + Math.min(start.readUInt32LE(FILE_HEAD_BYTES + 4), CHUNK_BYTES_MAX);
}

/**
 * The chunks of a journal up to the first that is torn or damaged, and where that one begins.
 * Undefined when it is none of this version.
 */
export function journalChunks(
  data: Uint8Array,
  file: string,
  version: number,
): { readonly chunks: readonly Chunk[]; readonly end: number } | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (!bytes.subarray(0, FILE_HEAD_BYTES).equals(headOf(JOURNAL_MAGIC, version))) {
    return undefined;
  }
  const chunks: Chunk[] = [];
  let end = FILE_HEAD_BYTES;
  for (;;) {
    const chunk = chunkOrDamage(bytes, end, file);
    if (chunk === undefined) {
      return { chunks, end };
    }
    chunks.push(chunk);
    end += CHUNK_HEAD_BYTES + bytes.readUInt32LE(end + 4);
  }
}

function chunkOrDamage(bytes: Buffer, offset: number, file: string): Chunk | undefined {
  try {
    return chunkAt(bytes, offset, file);
  } catch (error) {
    if (error instanceof TraceError) {
      return undefined;
    }
    throw error;
  }
}
