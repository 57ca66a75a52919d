/** Calls that ask for less: the edit and its undoing, on a memory that is an array. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/tracer/engine.ts';
import { shortenCall } from '../../src/tracer/shorter.ts';

const test = suite('tracer/shorter');

/** Memory from address 0 on, as numbers of 8 bytes, and the arguments that were changed. */
function tracee(words: readonly number[]) {
  const memory = Buffer.alloc(words.length * 8);
  words.forEach((word, index) => {
    memory.writeBigUInt64LE(BigInt(word), index * 8);
  });
  const changed = new Map<number, number>();
  const engine = {
    read: (_tid: number, at: number, size: number) => memory.subarray(at, at + size),
    write: (_tid: number, at: number, bytes: Uint8Array) => memory.set(bytes, at),
    setArgument: (_tid: number, index: number, value: number) => changed.set(index, value),
  } as unknown as Engine;
  const now = (): number[] => words.map((_, i) => Number(memory.readBigUInt64LE(i * 8)));
  return { engine, now, changed };
}

test('a count is one argument', () => {
  const { engine, changed } = tracee([]);
  const edit = shortenCall(engine, 1, 'write', [3, 64, 10], 4);
  assert.equal(edit?.args, [3, 64, 4]);
  edit?.undo();
  assert.is(changed.get(2), 10);
});

test('a call that asks for no more is left alone, and so is one of no bytes', () => {
  const { engine } = tracee([]);
  assert.is(shortenCall(engine, 1, 'read', [3, 64, 4], 4), undefined);
  assert.is(shortenCall(engine, 1, 'fsync', [3], 4), undefined);
});

test('of vectors the last one is cut', () => {
  const words = [0, 100, 5, 200, 7, 300, 9];
  const { engine, now, changed } = tracee(words);
  const edit = shortenCall(engine, 1, 'writev', [3, 8, 3], 8);
  assert.equal(
    [edit?.args, now()],
    [
      [3, 8, 2],
      [0, 100, 5, 200, 3, 300, 9],
    ],
  );
  edit?.undo();
  assert.equal([changed.get(2), now()], [3, words]);
});

test('the vectors of a message are named by its header', () => {
  const words = [0, 0, 56, 2, 0, 0, 0, 100, 5, 200, 7];
  const { engine, now } = tracee(words);
  const edit = shortenCall(engine, 1, 'sendmsg', [3, 0, 0], 5);
  assert.equal(now(), [0, 0, 56, 1, 0, 0, 0, 100, 5, 200, 7]);
  edit?.undo();
  assert.equal(now(), words);
});

test.run();
