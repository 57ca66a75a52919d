/** Functions of compiled programs by the place of their bytes. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeWords } from '../../src/corpus/code-words.ts';
import { callTarget, symbolAt } from '../../src/corpus/elf-symbols.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('ELF symbols');

const PROGRAM = join(ROOT, 'dist/specs/ladder/primary-backup');

/** The first byte of a function, found by asking of every sixteenth: functions are aligned so. */
function startOf(name: string): number {
  for (let offset = 0; offset < 0x10000; offset += 16) {
    const symbol = symbolAt(PROGRAM, offset);
    if (symbol?.name === name) {
      return offset - symbol.offset;
    }
  }
  throw new Error(`${name} is not there`);
}

test('each byte of a function is told by its name and its distance from the start', () => {
  const start = startOf('main');
  for (const ahead of [0, 1, 9]) {
    const found = symbolAt(PROGRAM, start + ahead);
    assert.is(found?.name, 'main');
    assert.is(found?.offset, ahead);
  }
});

test('the address is the one that the file counts by', () => {
  // Byte 0 of the file's text is at its address there, whatever part of the file it is.
  const start = startOf('main');
  const one = symbolAt(PROGRAM, start)?.address ?? 0;
  assert.is((symbolAt(PROGRAM, start + 7)?.address ?? 0) - one, 7);
});

test('what is no such file, or is cut off, has no names', () => {
  const folder = makeScratch();
  const [text, torn] = [join(folder, 'text'), join(folder, 'torn')];
  writeFileSync(text, 'no program at all, and longer than a header would be: '.repeat(4));
  const file = openSync(PROGRAM, 'r');
  const bytes = Buffer.alloc(100);
  readSync(file, bytes);
  closeSync(file);
  writeFileSync(torn, bytes);
  for (const path of [text, torn, join(folder, 'none')]) {
    assert.is(symbolAt(path, 64), undefined);
  }
});

test('damage anywhere in the tables is survived', () => {
  const torn = join(makeScratch(), 'torn');
  const whole = readFileSync(PROGRAM);
  for (let at = 0; at < whole.length; at += 997) {
    const bytes = Buffer.from(whole);
    bytes.fill(0xff, at, at + 24);
    writeFileSync(torn, bytes);
    symbolAt(torn, 0x1400);
  }
});

test('in words: the function, how far in, and the program', () => {
  const offset = startOf('main') + 0x10;
  assert.match(codeWords([{ file: PROGRAM, offset }]) ?? '', /^main\+0x10.* in primary-backup$/);
  const frames = [
    { file: '/none', offset: 1 },
    { file: PROGRAM, offset },
  ];
  assert.match(codeWords(frames) ?? '', /^main\+0x10/);
  assert.is(codeWords([{ file: '/none', offset: 1 }]), undefined);
  assert.is(codeWords([]), undefined);
});

/** Every direct call of the program's text: where it ends, and what it leads to. */
function callsOf(): readonly { readonly offset: number; readonly callee: number }[] {
  const bytes = readFileSync(PROGRAM);
  return Array.from({ length: bytes.length - 5 }, (_, at) => at).flatMap((at) => {
    const offset = at + 4;
    const caller = bytes[at] === 0xe8 ? symbolAt(PROGRAM, offset) : undefined;
    const target = caller && callTarget(PROGRAM, offset, caller.address);
    const callee = target && offset + (target - caller.address);
    return callee !== undefined && symbolAt(PROGRAM, callee)?.offset === 0
      ? [{ offset, callee }]
      : [];
  });
}

test('a frame is told only if its call leads to the function of the one within', () => {
  const [call] = callsOf();
  const callee = call && symbolAt(PROGRAM, call.callee)?.name;
  const caller = call && symbolAt(PROGRAM, call.offset)?.name;
  assert.ok(call && callee !== undefined && caller !== undefined);
  const within = { file: PROGRAM, offset: call.callee + 4 };
  const outer = { file: PROGRAM, offset: call.offset };
  const libc = { file: '/none', offset: 1 };
  const both = codeWords([libc, within, outer]) ?? '';
  assert.match(both, new RegExp(`^${callee}\\+0x4.* ← ${caller}\\+0x`));
  // What an ended call left on the stack.
  const stale = { file: PROGRAM, offset: startOf('main') + 0x10 };
  assert.is((codeWords([libc, within, stale]) ?? '').includes('←'), false);
});

test('a function whose end is not told ends where the next one begins', () => {
  const whole = readFileSync(PROGRAM);
  const start = startOf('main');
  const { address = 0, offset = 0 } = symbolAt(PROGRAM, start) ?? {};
  const end = whole.length - start;
  const size = Array.from({ length: end }, (_, at) => at).find(
    (at) => symbolAt(PROGRAM, start + at)?.name !== 'main',
  );
  assert.ok(size !== undefined && size > 16);
  // Its entry in the table: the address is eight bytes in, the size follows.
  const wanted = Buffer.alloc(16);
  wanted.writeBigUInt64LE(BigInt(address - offset), 0);
  wanted.writeBigUInt64LE(BigInt(size), 8);
  const at = whole.indexOf(wanted);
  assert.ok(at > 0);
  const changed = join(makeScratch(), 'unsized');
  whole.writeBigUInt64LE(0n, at + 8);
  writeFileSync(changed, whole);
  assert.is(symbolAt(changed, start + 8)?.name, 'main');
  const after = Array.from({ length: 256 }, (_, ahead) => start + size + ahead);
  const beyond = after.find((one) => symbolAt(PROGRAM, one)?.offset === 0);
  assert.ok(beyond !== undefined);
  const next = symbolAt(PROGRAM, beyond)?.name;
  assert.is.not(next, 'main');
  assert.is(symbolAt(changed, beyond)?.name, next);
  // The next one has an end, and lies between: what follows it is not main's.
  assert.is.not(symbolAt(changed, beyond + 4096)?.name, 'main');
});

test.run();
