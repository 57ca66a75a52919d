/**
 * Making a call ask the kernel for less than the program did, and undoing that at its exit: a
 * program finds its registers and its memory as it left them.
 */
import type { Engine } from './engine.ts';
import type { Segment } from './payload.ts';

export interface Edit {
  /** The arguments that the call runs with. */
  readonly args: readonly number[];
  undo(): void;
}

/** Which argument is the number of bytes. */
const COUNTS: ReadonlyMap<string, number> = new Map([
  ...['read', 'write', 'pread64', 'pwrite64', 'recvfrom', 'sendto'].map(
    (name): [string, number] => [name, 2],
  ),
  ['sendfile', 3],
  ['splice', 4],
  ['copy_file_range', 4],
]);

const VECTORED: ReadonlySet<string> = new Set([
  ...['readv', 'writev', 'preadv', 'pwritev', 'preadv2', 'pwritev2'],
]);

const u64 = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

const vectorsAt = (engine: Engine, tid: number, address: number, count: number): Segment[] => {
  const bytes = Buffer.from(engine.read(tid, address, Math.min(count, 1024) * 16));
  return Array.from({ length: Math.floor(bytes.length / 16) }, (_, index) => ({
    address: Number(bytes.readBigUInt64LE(index * 16)),
    size: Number(bytes.readBigUInt64LE(index * 16 + 8)),
  }));
};

/** How many vectors hold that many bytes, and how many of these lie in the last. */
const cutVectors = (vectors: readonly Segment[], bytes: number) => {
  let left = bytes;
  const last = vectors.findIndex(({ size }) => {
    left -= size;
    return left <= 0;
  });
  return { last, size: (vectors[last]?.size ?? 0) + left };
};

const changeMemory = (engine: Engine, tid: number, address: number, value: number) => {
  const old = Uint8Array.from(engine.read(tid, address, 8));
  engine.write(tid, address, u64(value));
  return () => void engine.write(tid, address, old);
};

const changeArgument = (
  engine: Engine,
  tid: number,
  args: readonly number[],
  index: number,
  value: number,
): Edit => {
  engine.setArgument(tid, index, value);
  return {
    args: args.map((one, at) => (at === index ? value : one)),
    undo: () => engine.setArgument(tid, index, args[index] ?? 0),
  };
};

/** The call asks for `bytes` at most; undefined: it asks for no more anyway. `bytes` > 0. */
export const shortenCall = (
  engine: Engine,
  tid: number,
  name: string,
  args: readonly number[],
  bytes: number,
): Edit | undefined => {
  const index = COUNTS.get(name);
  if (index !== undefined) {
    return (args[index] ?? 0) > bytes ? changeArgument(engine, tid, args, index, bytes) : undefined;
  }
  const isMessage = name === 'sendmsg' || name === 'recvmsg';
  if (!isMessage && !VECTORED.has(name)) {
    return undefined;
  }
  const header = args[1] ?? 0;
  const place = Buffer.from(isMessage ? engine.read(tid, header + 16, 16) : new Uint8Array(0));
  if (isMessage && place.length < 16) {
    return undefined;
  }
  const at = isMessage ? Number(place.readBigUInt64LE(0)) : header;
  const count = isMessage ? Number(place.readBigUInt64LE(8)) : (args[2] ?? 0);
  const vectors = vectorsAt(engine, tid, at, count);
  if (vectors.reduce((sum, { size }) => sum + size, 0) <= bytes) {
    return undefined;
  }
  const { last, size } = cutVectors(vectors, bytes);
  const undoSize = changeMemory(engine, tid, at + last * 16 + 8, size);
  if (isMessage) {
    const undoCount = changeMemory(engine, tid, header + 24, last + 1);
    return {
      args,
      undo: () => {
        undoCount();
        undoSize();
      },
    };
  }
  const edit = changeArgument(engine, tid, args, 2, last + 1);
  return {
    ...edit,
    undo: () => {
      edit.undo();
      undoSize();
    },
  };
};
