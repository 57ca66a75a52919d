/** What of a folder survives a power failure. */
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Disk, keptOf, PAGE_BYTES, without } from '../../src/tracer/disk.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('tracer/disk');

/** A folder with these files, and its disk. */
function make(files: Readonly<Record<string, string>>) {
  const folder = makeScratch();
  const at = (name: string): string => join(folder, name);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(at(name), text);
  }
  const shown = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(folder)
        .toSorted()
        .filter((name) => statSync(at(name)).isFile())
        .map((name) => [name, readFileSync(at(name), 'utf8')]),
    );
  return { folder, at, disk: new Disk(folder), shown };
}

test('what was not synced is gone: appended, cut, written over', () => {
  const { at, disk, shown } = make({ a: 'abc', b: 'abc', c: 'abc' });
  appendFileSync(at('a'), 'def');
  truncateSync(at('b'), 1);
  writeFileSync(at('c'), 'xyz');
  assert.is(disk.fail(false), 3);
  assert.equal(shown(), { a: 'abc', b: 'abc', c: 'abc' });
});

test('what was synced stays', () => {
  const { at, disk, shown } = make({ a: 'abc' });
  appendFileSync(at('a'), 'def');
  disk.syncFile(at('a'));
  appendFileSync(at('a'), 'ghi');
  disk.fail(false);
  assert.equal(shown(), { a: 'abcdef' });
});

test('a new file is gone; one that was synced has its name', () => {
  const { at, disk, shown } = make({});
  writeFileSync(at('a'), 'lost');
  writeFileSync(at('b'), 'kept');
  disk.syncFile(at('b'));
  disk.fail(false);
  assert.equal(shown(), { b: 'kept' });
});

test('a rename is undone unless its folder was synced, and so is a removal', () => {
  const { folder, at, disk, shown } = make({ a: 'old', c: 'c' });
  writeFileSync(at('new'), 'new');
  disk.syncFile(at('new'));
  renameSync(at('new'), at('a'));
  rmSync(at('c'));
  disk.fail(false);
  assert.equal(shown(), { a: 'old', c: 'c', new: 'new' });
  renameSync(at('new'), at('a'));
  rmSync(at('c'));
  disk.syncFolder(folder);
  disk.fail(false);
  assert.equal(shown(), { a: 'new' });
});

test('a name that was synced, with bytes that never were, is an empty file', () => {
  const { folder, at, disk, shown } = make({});
  writeFileSync(at('a'), 'abc');
  disk.syncFolder(folder);
  disk.fail(false);
  assert.equal(shown(), { a: '' });
});

test('a torn write: half of it is there', () => {
  const { at, disk, shown } = make({ a: 'abc' });
  appendFileSync(at('a'), 'defghi');
  disk.wrote({ path: at('a'), offset: 3, size: 6 });
  disk.fail(true);
  assert.equal(shown(), { a: 'abcdef' });
  assert.equal([1, 2, 512, 513, 1023, 1024, 2048, 3000].map(keptOf), [
    ...[0, 1, 256, 512, 512, 512, 1024, 1024],
  ]);
});

test('folders inside are part of it, and stay', () => {
  const { at, disk } = make({});
  mkdirSync(at('in'));
  writeFileSync(at('in/a'), 'abc');
  disk.syncFile(at('in/a'));
  writeFileSync(at('in/b'), 'abc');
  disk.fail(false);
  assert.equal(readdirSync(at('in')), ['a']);
});

const page = (letter: string, size = PAGE_BYTES): Uint8Array => Buffer.alloc(size, letter);
const pages = (...list: readonly Uint8Array[]): Uint8Array => Buffer.concat(list);

for (const [name, now, old, lost, saved] of [
  ['an old page', pages(page('A'), page('b')), pages(page('a'), page('b')), [0], 'ab'],
  ['the end', pages(page('a'), page('B'), page('C', 9)), page('a'), [1, 2], 'a'],
  ['a hole', pages(page('a'), page('B'), page('C')), page('a'), [1], 'a\0C'],
  ['all of a new file', page('A', 9), new Uint8Array(0), [0], ''],
  ['a part of a page', page('A', 9), page('a', 4), [0], 'a'],
] as const) {
  test(`lost pages are as they were on the disk: ${name}`, () => {
    const bytes = without(now, old, new Set(lost));
    const shown = Buffer.from(bytes)
      .toString('latin1')
      .replace(/(.|\0)\1*/gs, '$1');
    assert.is(shown, saved);
  });
}

test('what a failed sync has lost stays lost when it is synced, but not when it is written', () => {
  for (const isWritten of [false, true]) {
    const { at, disk, shown } = make({ a: 'abc' });
    appendFileSync(at('a'), 'def');
    disk.wrote({ path: at('a'), offset: 3, size: 3 });
    disk.loseFile(at('a'));
    if (isWritten) {
      disk.wrote({ path: at('a'), offset: 5, size: 1 });
    }
    disk.syncFile(at('a'));
    assert.equal(shown(), { a: 'abcdef' }, 'its program sees what it wrote');
    disk.fail(false);
    assert.equal(shown(), { a: isWritten ? 'abcdef' : 'abc' });
  }
});

test('without a power failure only what was lost is gone', () => {
  const { at, disk, shown } = make({ a: 'abc', b: 'x' });
  appendFileSync(at('a'), 'def');
  disk.loseFile(at('a'));
  appendFileSync(at('b'), 'y');
  assert.is(disk.evict(), 1);
  assert.equal(shown(), { a: 'abc', b: 'xy' });
});

test.run();
