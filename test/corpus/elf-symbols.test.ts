/** Functions of compiled programs by the place of their bytes. */
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeWords } from '../../src/corpus/code-words.ts';
import { symbolAt } from '../../src/corpus/elf-symbols.ts';
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

test.run();
