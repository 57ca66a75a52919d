/** Buffers of calls, read from this process's own layout through a fake engine. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/tracer/engine.ts';
import {
  behind,
  destinationOf,
  isUnspecified,
  readAddress,
  readSegments,
  segmentsOf,
  sizeOf,
  sourceOf,
} from '../../src/tracer/payload.ts';

const test = suite('tracer/payload');

const BASE = 0x7f00_0000_0000;

/** An engine whose tracee has this memory at BASE, and nothing else. */
const withMemory = (memory: Uint8Array): Engine =>
  ({
    read: (_tid: number, address: number, size: number) => {
      const from = address - BASE;
      return from < 0 ? new Uint8Array(0) : memory.slice(from, Math.max(from, from + size));
    },
  }) as unknown as Engine;

const words = (...values: readonly number[]): Uint8Array => {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) {
    view.setBigInt64(index * 8, BigInt(value), true);
  }
  return new Uint8Array(view.buffer);
};

test('a plain call has one buffer: its second and third argument', () => {
  const engine = withMemory(new Uint8Array(0));
  for (const handling of ['read', 'write', 'sendto', 'recvfrom'] as const) {
    assert.equal(segmentsOf(engine, 1, handling, [3, BASE, 7]), [{ address: BASE, size: 7 }]);
  }
});

test('a vector of buffers is read from memory, for at most 1024', () => {
  const engine = withMemory(words(BASE + 100, 3, BASE + 200, 4));
  assert.equal(segmentsOf(engine, 1, 'writev', [3, BASE, 2]), [
    { address: BASE + 100, size: 3 },
    { address: BASE + 200, size: 4 },
  ]);
  const many = withMemory(new Uint8Array(2000 * 16));
  assert.is(segmentsOf(many, 1, 'readv', [3, BASE, 2000]).length, 1024);
});

test('a message header leads to its vector, and to its address', () => {
  // name, name length, iov, iov length, control, control length, flags; then the vector; then it.
  const name = Uint8Array.from([2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
  const header = words(BASE + 72, 16, BASE + 56, 1, 0, 0, 0);
  const engine = withMemory(Buffer.concat([header, words(BASE + 500, 9), name]));
  const args = [3, BASE, 0];
  assert.equal(segmentsOf(engine, 1, 'sendmsg', args), [{ address: BASE + 500, size: 9 }]);
  assert.is(destinationOf(engine, 1, 'sendmsg', args), '127.0.0.1:8080');
  assert.is(sourceOf(engine, 1, 'recvmsg', args), '127.0.0.1:8080');
});

test('a message header that is not there has no buffers and no address', () => {
  const engine = withMemory(new Uint8Array(40));
  assert.equal(segmentsOf(engine, 1, 'sendmsg', [3, BASE, 0]), []);
  assert.is(destinationOf(engine, 1, 'sendmsg', [3, BASE, 0]), undefined);
});

test('an address given to sendto or asked for by recvfrom; calls without have none', () => {
  const engine = withMemory(
    Uint8Array.from([2, 0, 0, 80, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0]),
  );
  assert.is(destinationOf(engine, 1, 'sendto', [3, 0, 0, 0, BASE, 16]), '10.0.0.1:80');
  assert.is(destinationOf(engine, 1, 'sendto', [3, 0, 0, 0, 0, 0]), undefined);
  assert.is(destinationOf(engine, 1, 'write', [3, 0, 0]), undefined);
  assert.is(sourceOf(engine, 1, 'recvfrom', [3, 0, 0, 0, BASE, BASE + 16]), '10.0.0.1:80');
  const none = [3, 0, 0, 0, BASE, BASE + 20];
  assert.is(sourceOf(engine, 1, 'recvfrom', none), undefined, 'the kernel wrote none');
  assert.is(sourceOf(engine, 1, 'read', [3, 0, 0]), undefined);
  assert.is(readAddress(engine, 1, BASE, 3), undefined, 'cut short');
});

test('the unspecified address dissolves, others and none do not', () => {
  assert.ok(isUnspecified(withMemory(new Uint8Array(16)), 1, BASE, 16));
  assert.not.ok(isUnspecified(withMemory(Uint8Array.from([2, 0])), 1, BASE, 16));
  assert.not.ok(isUnspecified(withMemory(new Uint8Array(16)), 1, 0, 16));
});

test('sizes add up to what the kernel moves in one call', () => {
  const segments = (...sizes: readonly number[]) => sizes.map((size) => ({ address: BASE, size }));
  assert.is(sizeOf(segments(1, 2, 3)), 6);
  assert.is(sizeOf(segments()), 0);
  assert.is(sizeOf(segments(2 ** 40)), 0x7fff_f000);
  assert.is(sizeOf(segments(-5)), 0, 'refused by the kernel');
  assert.is(sizeOf(segments(4, 2 ** 63)), 0, 'refused by the kernel');
});

const vector = fc.array(fc.record({ at: fc.nat(50), size: fc.nat(20) }), { maxLength: 6 });
const MEMORY = Uint8Array.from({ length: 70 }, (_, i) => i);
const toSegments = (list: readonly { readonly at: number; readonly size: number }[]) =>
  list.map(({ at, size }) => ({ address: BASE + at, size }));
const bytesOf = (list: readonly { readonly at: number; readonly size: number }[]): number[] =>
  list.flatMap(({ at, size }) => [...MEMORY.subarray(at, at + size)]);

test('bytes of several buffers come in order, as many as asked for', () => {
  fc.assert(
    fc.property(vector, fc.nat(100), (list, size) => {
      const read = readSegments(withMemory(MEMORY), 1, toSegments(list), size);
      assert.equal([...read], bytesOf(list).slice(0, size));
    }),
  );
});

test('what is behind an offset is the rest', () => {
  fc.assert(
    fc.property(vector, fc.nat(100), (list, offset) => {
      const rest = behind(toSegments(list), offset);
      const read = readSegments(withMemory(MEMORY), 1, rest, 200);
      assert.equal([...read], bytesOf(list).slice(offset));
    }),
  );
});

test('reading ends where memory does', () => {
  const engine = withMemory(MEMORY);
  const segments = [
    { address: BASE + 68, size: 5 },
    { address: BASE, size: 2 },
  ];
  assert.equal([...readSegments(engine, 1, segments, 7)], [68, 69]);
});

test.run();
