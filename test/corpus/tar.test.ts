/** Tar archives: what is written is read again, by us and by tar, and what is none is refused. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTar, TarFault, writeTar } from '../../src/corpus/tar.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('tar');

const LONG = `${'folder/'.repeat(20)}${'n'.repeat(90)}`;
const FILES = [
  { name: 'a/finding.json', bytes: Buffer.from('{}') },
  { name: 'a/empty', bytes: new Uint8Array(0) },
  { name: 'a/block', bytes: new Uint8Array(512).fill(7) },
  { name: LONG, bytes: Buffer.from('é') },
];
const plain = (files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) =>
  files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('hex')]);

test('what was written is read again', () => {
  assert.equal(plain(readTar(writeTar(FILES))), plain(FILES));
  const file = fc.record({
    name: fc.stringMatching(/^[a-zé/]{1,90}$/).filter((name) => Buffer.byteLength(name) <= 100),
    bytes: fc.uint8Array({ maxLength: 1200 }),
  });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 4 }), (files) => {
      assert.equal(plain(readTar(writeTar(files))), plain(files));
    }),
  );
});

test('tar reads ours, and we read what tar writes', () => {
  const folder = makeScratch();
  writeFileSync(join(folder, 'ours.tar'), writeTar(FILES));
  assert.is(spawnSync('tar', ['xf', 'ours.tar'], { cwd: folder }).status, 0);
  assert.is(readFileSync(join(folder, LONG), 'utf8'), 'é');
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'x'), 'hello');
  assert.is(spawnSync('tar', ['cf', 'theirs.tar', 'b'], { cwd: folder }).status, 0);
  const theirs = readTar(readFileSync(join(folder, 'theirs.tar')));
  assert.equal(plain(theirs), plain([{ name: 'b/x', bytes: Buffer.from('hello') }]));
});

test('a name that has no room is refused', () => {
  assert.throws(
    () => writeTar([{ name: 'x'.repeat(300), bytes: new Uint8Array(0) }]),
    (error: unknown) => error instanceof TarFault,
  );
});

test('whatever is cut off or changed is read, or refused with a reason', () => {
  const whole = writeTar(FILES);
  for (let end = 0; end < whole.length - 1024; end += 100) {
    assert.throws(
      () => readTar(whole.subarray(0, end)),
      (error: unknown) => error instanceof TarFault,
      String(end),
    );
  }
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = byte;
      try {
        readTar(bytes);
      } catch (error) {
        assert.instance(error, TarFault);
      }
    }),
  );
});

test.run();
