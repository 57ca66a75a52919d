/** native/build.mjs on a small library of its own. */
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../helpers/root.ts';
import { type Ended, makeScratch, runNode, writeFiles } from '../helpers/scratch.ts';

const test = suite('native build');

const ARCH = `linux-${process.arch}`;
const SOURCE = '#include "one.h"\n\nint ldfi_one(void)\n{\n\treturn ONE;\n}\n';
const HEADER = '#define ONE 1\n\nint ldfi_one(void);\n';

interface Tree {
  readonly folder: string;
  readonly library: string;
  readonly build: (args?: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<Ended>;
}

function makeTree(): Tree {
  const folder = join(makeScratch(), 'native');
  writeFiles(folder, { 'one.c': SOURCE, 'one.h': HEADER });
  const script = join(folder, 'build.mjs');
  copyFileSync(join(ROOT, 'native', 'build.mjs'), script);
  return {
    folder,
    library: join(folder, 'build', ARCH, 'libldfi.so'),
    build: (args, environment) => runNode(script, args, environment),
  };
}

const isElf = (file: string): boolean => readFileSync(file).subarray(1, 4).toString() === 'ELF';

test('the library is compiled, and no draft is left beside it', async () => {
  const tree = makeTree();
  const ended = await tree.build(['--required']);
  assert.is(ended.code, 0, ended.output);
  assert.ok(isElf(tree.library));
  assert.equal(readdirSync(join(tree.folder, 'build', ARCH)), ['libldfi.so']);
});

test('an unchanged tree is not compiled again', async () => {
  const tree = makeTree();
  await tree.build();
  const before = statSync(tree.library).ino;
  const ended = await tree.build();
  assert.is(ended.output, '');
  assert.is(statSync(tree.library).ino, before);
});

test('a changed header is compiled in', async () => {
  const tree = makeTree();
  await tree.build();
  const before = statSync(tree.library).ino;
  writeFileSync(join(tree.folder, 'one.h'), HEADER.replace('ONE 1', 'ONE 2'));
  await tree.build();
  assert.is.not(statSync(tree.library).ino, before);
});

test('a prebuilt library is preferred: nothing is compiled', async () => {
  const tree = makeTree();
  writeFiles(tree.folder, { [`prebuilt/${ARCH}/libldfi.so`]: 'prebuilt' });
  const ended = await tree.build(['--required'], { CC: 'no-such-compiler' });
  assert.equal(ended, { code: 0, output: '' });
});

test('without a compiler npm install goes on, and one line names what to install', async () => {
  const ended = await makeTree().build([], { CC: 'no-such-compiler' });
  assert.is(ended.code, 0);
  assert.match(ended.output, /apt-get install gcc/);
  assert.is(ended.output.trim().split('\n').length, 1);
});

test('without a compiler a required build fails', async () => {
  const ended = await makeTree().build(['--required'], { CC: 'no-such-compiler' });
  assert.is(ended.code, 1);
});

test('an error in the source fails a required build with the words of the compiler', async () => {
  const tree = makeTree();
  writeFileSync(join(tree.folder, 'one.c'), SOURCE.replace('ONE;', 'TWO;'));
  const ended = await tree.build(['--required']);
  assert.is(ended.code, 1);
  assert.match(ended.output, /TWO/);
});

test('a warning is an error', async () => {
  const tree = makeTree();
  writeFileSync(join(tree.folder, 'one.c'), SOURCE.replace('return', 'int spare;\n\treturn'));
  assert.is((await tree.build(['--required'])).code, 1);
});

test('two builds at once both leave a whole library', async () => {
  const tree = makeTree();
  const both = await Promise.all([tree.build(['--required']), tree.build(['--required'])]);
  assert.equal(
    both.map((ended) => ended.code),
    [0, 0],
  );
  assert.ok(isElf(tree.library));
  assert.is((await tree.build()).output, '');
});

test.run();
