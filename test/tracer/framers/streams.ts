/** Streams cut into writes: what framer tests share. */
import type { FramedMessage, Framer } from '../../../src/tracer/framers/framer.ts';

/** Pushes the writes one after another; `start` becomes the offset in the whole stream. */
export function pushAll(framer: Framer, writes: readonly Uint8Array[]): readonly FramedMessage[] {
  const messages: FramedMessage[] = [];
  let offset = 0;
  for (const write of writes) {
    for (const message of framer.push(write)) {
      messages.push({ ...message, start: offset + message.start });
    }
    offset += write.length;
  }
  return messages;
}

/** The bytes in writes of 1 to 16 bytes or more, as the numbers say. */
export function partitionOf(bytes: Uint8Array, numbers: Iterator<number>): readonly Uint8Array[] {
  const writes: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const number = Number(numbers.next().value ?? 0);
    const size = number % 5 === 0 ? 1 + (number % 300) : 1 + (number % 16);
    writes.push(bytes.subarray(at, at + size));
    at += size;
  }
  return writes;
}

export function startsOf(messages: readonly FramedMessage[]): readonly number[] {
  return messages.map(({ start }) => start);
}
