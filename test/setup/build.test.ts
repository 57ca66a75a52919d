/** src/setup/build.mjs on a small tree of its own. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from '../helpers/root.ts';
import { type Ended, makeScratch, runNode, writeFiles } from '../helpers/scratch.ts';

const test = suite('build');

interface Tree {
  readonly root: string;
  readonly main: string;
  readonly build: (environment?: NodeJS.ProcessEnv) => Promise<Ended>;
}

/** A clone with two sources, the real scripts and tools, and a prebuilt native library. */
function makeTree(): Tree {
  const root = makeScratch();
  cpSync(join(ROOT, 'src', 'setup'), join(root, 'src', 'setup'), { recursive: true });
  writeFiles(root, {
    'src/cli/main.ts': "#!/usr/bin/env node\nimport { two } from './two.ts';\n\ntwo();\n",
    'src/cli/two.ts': 'export function two(): number {\n  return 2;\n}\n',
    [`native/prebuilt/linux-${process.arch}/libldfi.so`]: 'prebuilt',
  });
  copyFileSync(join(ROOT, 'native', 'build.mjs'), join(root, 'native', 'build.mjs'));
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(join(ROOT, file), join(root, file));
  }
  // Without the types of Node, which the two sources do not use, tsc takes a fraction of the time.
  const config = readFileSync(join(ROOT, 'tsconfig.json'), 'utf8');
  writeFiles(root, { 'tsconfig.json': config.replace('"types": ["node"]', '"types": []') });
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  const linked = ['typescript', '@typescript', '.bin/tsc'];
  for (const name of linked) {
    symlinkSync(realpathSync(join(ROOT, 'node_modules', name)), join(root, 'node_modules', name));
  }
  const script = join(root, 'src', 'setup', 'build.mjs');
  return {
    root,
    main: join(root, 'dist', 'src', 'cli', 'main.js'),
    build: (environment) => runNode(script, [], { npm_lifecycle_event: 'build', ...environment }),
  };
}

async function makeBuiltTree(): Promise<Tree> {
  const tree = makeTree();
  const ended = await tree.build();
  assert.is(ended.code, 0, ended.output);
  return tree;
}

test('a fresh tree is compiled, and the ldfi command leads to it', async () => {
  const tree = await makeBuiltTree();
  const command = join(tree.root, 'node_modules', '.bin', 'ldfi');
  assert.is(realpathSync(command), realpathSync(tree.main));
  assert.is(statSync(command).mode & 0o111, 0o111);
});

test('an unchanged tree is not compiled again', async () => {
  const tree = await makeBuiltTree();
  const before = statSync(tree.main).ctimeMs;
  const ended = await tree.build();
  assert.equal(ended, { code: 0, output: '' });
  assert.is(statSync(tree.main).ctimeMs, before);
});

test('a changed source is compiled again', async () => {
  const tree = await makeBuiltTree();
  writeFiles(tree.root, { 'src/cli/two.ts': 'export function two(): number {\n  return 22;\n}\n' });
  await tree.build();
  assert.match(readFileSync(join(tree.root, 'dist', 'src', 'cli', 'two.js'), 'utf8'), 'return 22');
});

test('what was compiled from a source that is gone is deleted', async () => {
  const tree = await makeBuiltTree();
  writeFiles(tree.root, { 'src/cli/main.ts': '#!/usr/bin/env node\nexport {};\n' });
  rmSync(join(tree.root, 'src', 'cli', 'two.ts'));
  await tree.build();
  assert.equal(readdirSync(join(tree.root, 'dist', 'src', 'cli')), ['main.js', 'main.js.map']);
});

test('an output that was deleted by hand comes back', async () => {
  const tree = await makeBuiltTree();
  rmSync(tree.main);
  await tree.build();
  assert.ok(existsSync(tree.main));
});

test('a type error fails the build, and fails it again', async () => {
  const tree = await makeBuiltTree();
  const broken = "export function two(): number {\n  return 'two';\n}\n";
  writeFiles(tree.root, { 'src/cli/two.ts': broken });
  assert.is((await tree.build()).code, 1);
  const again = await tree.build();
  assert.is(again.code, 1);
  assert.match(again.output, 'two.ts');
});

test('the tree that was mended after a type error is built', async () => {
  const tree = await makeBuiltTree();
  const path = join(tree.root, 'src', 'cli', 'two.ts');
  const good = readFileSync(path, 'utf8');
  writeFileSync(path, good.replace('return 2', "return 'two'"));
  await tree.build();
  writeFileSync(path, good);
  assert.is((await tree.build()).code, 0);
});

test('two builds at once take turns', async () => {
  const tree = makeTree();
  const both = await Promise.all([tree.build(), tree.build()]);
  assert.equal(
    both.map((ended) => ended.code),
    [0, 0],
  );
  const compiled = both.filter((ended) => ended.output.includes('compiled'));
  assert.is(compiled.length, 1);
});

test('the lock of a dead process is taken over', async () => {
  const tree = await makeBuiltTree();
  writeFiles(tree.root, { '.ldfi/setup-lock/holder': '1 0' });
  const ended = await tree.build();
  assert.is(ended.code, 0, ended.output);
  assert.not.ok(existsSync(join(tree.root, '.ldfi', 'setup-lock')));
});

test('prepare without devDependencies says so and succeeds', async () => {
  const tree = makeTree();
  rmSync(join(tree.root, 'node_modules', '.bin', 'tsc'));
  const ended = await tree.build({ npm_lifecycle_event: 'prepare' });
  assert.is(ended.code, 0);
  assert.match(ended.output, 'TypeScript is not installed');
});

test('a build without TypeScript fails and names the way out', async () => {
  const tree = makeTree();
  rmSync(join(tree.root, 'node_modules', '.bin', 'tsc'));
  const ended = await tree.build();
  assert.is(ended.code, 1);
  assert.match(ended.output, 'npm run setup');
});

test.run();
