/**
 * Where a copying call (sendfile, splice, tee) takes its bytes from: a file at its position, or a
 * pipe or socket that it empties. What is sent is looked at there, because it never comes to lie in
 * the program's memory; what cannot be looked at any more counts with its length only.
 */
import { nameOfCall } from './calls.ts';
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Thread } from './processes.ts';
import { asFd } from './stop.ts';

/** Looked at in one go; no pipe holds more without rights. */
const PEEK_BYTES_MAX = 1 << 20;

/** One copying call, whatever the order of its arguments. */
export interface Copy {
  readonly from: number;
  readonly to: number;
  /** Most that it moves, and the argument that says so. */
  readonly size: number;
  readonly sizeArgument: number;
  /** Where in the tracee's memory the offset in the source lies; 0: at the source's position. */
  readonly offsetAt: number;
  /** Where in the source it begins; −1: the source has no positions. */
  readonly offset: number;
  /** What is copied lies in the source still. */
  readonly stays: boolean;
  /** The source, where it is a stream. */
  readonly source?: OpenSocket;
}

export type Shape = Omit<Copy, 'offset' | 'source'>;

export const shapeOf = (nr: number, args: readonly number[]): Shape => {
  const at = (index: number): number => args[index] ?? 0;
  const name = nameOfCall(nr);
  if (name === 'tee') {
    const ends = { from: asFd(at(0)), to: asFd(at(1)), offsetAt: 0, stays: true };
    return { ...ends, size: at(2), sizeArgument: 2 };
  }
  return name === 'splice'
    ? {
        ...{ from: asFd(at(0)), to: asFd(at(2)), offsetAt: at(1), stays: false },
        ...{ size: at(4), sizeArgument: 4 },
      }
    : {
        ...{ from: asFd(at(1)), to: asFd(at(0)), offsetAt: at(2), stays: false },
        ...{ size: at(3), sizeArgument: 3 },
      };
};

/** Runs `use` on a duplicate of the source; `otherwise` when there is none. */
const withSource = <T>(
  { sockets, engine }: Context,
  { process }: Thread,
  { from }: Pick<Copy, 'from'>,
  otherwise: T,
  use: (duplicate: number) => T,
): T => {
  const duplicate = sockets.duplicate(process, from);
  if (duplicate === undefined) {
    return otherwise;
  }
  try {
    return use(duplicate);
  } finally {
    engine.drop(duplicate);
  }
};

export const offsetOf = (context: Context, thread: Thread, shape: Shape): number => {
  if (shape.offsetAt !== 0) {
    const bytes = Buffer.from(context.engine.read(thread.tid, shape.offsetAt, 8));
    return bytes.length < 8 ? -1 : Number(bytes.readBigInt64LE());
  }
  return withSource(context, thread, shape, -1, (source) =>
    Math.max(-1, context.engine.position(source)),
  );
};

/** What lies in the source now, at most `size` bytes of it; nothing where it can't be looked at. */
const peekSource = (
  context: Context,
  thread: Thread,
  copy: Copy,
  from: number,
  size: number,
): Uint8Array =>
  withSource(context, thread, copy, new Uint8Array(0), (source) => {
    const parts: Uint8Array[] = [];
    for (let done = 0; done < size; ) {
      const most = Math.min(size - done, PEEK_BYTES_MAX);
      const part = context.engine.peek(source, copy.offset + from + done, most);
      if (typeof part === 'number') {
        break;
      }
      parts.push(part);
      done += part.length;
      if (part.length < most || copy.offset < 0) {
        break;
      }
    }
    return Buffer.concat(parts);
  });

/** Before the call: what it is about to copy. */
export const aheadOf = (context: Context, thread: Thread, copy: Copy, size: number): Uint8Array =>
  peekSource(context, thread, copy, 0, size);

/**
 * After the call: `size` bytes of what it copied. A file still holds them, of a pipe it is what was
 * seen ahead; zeros stand for what is not known any more.
 */
export const copiedBytes = (
  context: Context,
  thread: Thread,
  { copy, bytes: ahead }: { readonly copy: Copy; readonly bytes?: Uint8Array | undefined },
  from: number,
  size: number,
): Uint8Array => {
  const known =
    copy.offset >= 0
      ? peekSource(context, thread, copy, from, size)
      : (ahead?.subarray(from, from + size) ?? new Uint8Array(0));
  return known.length === size ? known : Buffer.concat([known], size);
};

/**
 * A copy that a fault may be due at moves what was seen in a pipe, not what comes there meanwhile.
 * When nothing was, nobody can tell what it will send.
 */
export const foreseen = (context: Context, thread: Thread, send: Pending): Pending => {
  const { copy, bytes } = send;
  if (copy === undefined || copy.offset >= 0 || bytes === undefined) {
    return send;
  }
  if (bytes.length === 0) {
    const { node } = thread.process;
    context.unfollowed.add(`${node} copied from an empty pipe where a fault may be due`);
    return send;
  }
  context.engine.setArgument(thread.tid, copy.sizeArgument, bytes.length);
  return { ...send, restore: { index: copy.sizeArgument, value: copy.size } };
};

/** `size` bytes are to count as copied that the call did not copy: the source goes on behind. */
export const consumeCopy = (context: Context, thread: Thread, copy: Copy, size: number): void => {
  const { engine } = context;
  if (copy.stays) {
    return;
  }
  if (copy.offsetAt === 0) {
    withSource(context, thread, copy, 0, (source) => engine.consume(source, size));
    return;
  }
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(copy.offset + size));
  engine.write(thread.tid, copy.offsetAt, bytes);
};
