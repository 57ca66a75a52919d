/**
 * Brings native/build, dist and the `ldfi` command of this clone up to date; quick when nothing
 * changed. Also npm's `prepare`, where a missing compiler of either language is told and forgiven.
 *
 * What was built is known by a digest over all sources, so a checkout that only touches times costs
 * nothing.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isStarted, main, ROOT, run, SetupError, withLock } from './host.mjs';
import { buildSpecPrograms } from './spec-programs.mjs';

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.ldfi-build');
const TSC = join(ROOT, 'node_modules', '.bin', 'tsc');
const SOURCE_FOLDERS = ['solver', 'specs', 'src', 'test'];
const CONFIG_FILES = ['package-lock.json', 'tsconfig.json'];

/** Paths of the TypeScript sources, relative to the root, sorted. */
function listSources() {
  const sources = [];
  const visit = (folder) => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== 'node_modules') {
        visit(path);
      } else if (entry.name.endsWith('.ts')) {
        sources.push(path);
      }
    }
  };
  SOURCE_FOLDERS.filter((folder) => existsSync(join(ROOT, folder))).forEach(visit);
  return sources.sort();
}

function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

const outputOf = (source) => join(DIST, source.replace(/\.ts$/, '.js'));

/** Deletes what was compiled from sources that are gone, so that nothing can import or run it. */
function removeStaleOutputs(sources) {
  const wanted = new Set(
    sources.flatMap((source) => [outputOf(source), `${outputOf(source)}.map`]),
  );
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.js(\.map)?$/.test(entry.name) && !wanted.has(path)) {
      rmSync(path);
    }
  }
}

function buildTypescript() {
  const inputs = listSources();
  const sources = inputs.filter((source) => !source.endsWith('.d.ts'));
  const digest = digestOf([...CONFIG_FILES, ...inputs]);
  const stamp = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
  const complete = sources.every((source) => existsSync(outputOf(source)));
  if (stamp === digest && complete) {
    return;
  }
  // tsc trusts its own record of what it has emitted; after a failed or disturbed build that record
  // is worth nothing.
  rmSync(STAMP, { force: true });
  if (stamp === undefined || !complete) {
    rmSync(join(DIST, '.tsbuildinfo'), { force: true });
  }
  run(TSC, []);
  removeStaleOutputs(sources);
  writeFileSync(STAMP, digest);
  console.log(`build: compiled ${sources.length} files into dist`);
}

function isLinkTo(link, target) {
  return (
    lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target
  );
}

/** node_modules/.bin/ldfi → dist/src/cli/main.js, which is what `npx ldfi` looks for in a clone. */
function linkCommand() {
  const script = join(DIST, 'src', 'cli', 'main.js');
  if (!existsSync(script)) {
    return;
  }
  const mode = lstatSync(script).mode;
  if ((mode & 0o111) !== 0o111) {
    chmodSync(script, mode | 0o111);
  }
  const link = join(ROOT, 'node_modules', '.bin', 'ldfi');
  const target = '../../dist/src/cli/main.js';
  if (!isLinkTo(link, target)) {
    mkdirSync(dirname(link), { recursive: true });
    const draft = `${link}.${process.pid}`;
    symlinkSync(target, draft);
    renameSync(draft, link);
  }
}

function buildNative(required) {
  const script = join(ROOT, 'native', 'build.mjs');
  const options = required ? ['--required'] : [];
  const result = spawnSync(process.execPath, [script, ...options], { cwd: ROOT, stdio: 'inherit' });
  if (result.status !== 0) {
    throw new SetupError('the native library is needed to go on');
  }
}

/** Builds what is out of date. The caller holds the lock. */
export function build({ required = true } = {}) {
  buildNative(required);
  if (!existsSync(TSC)) {
    if (required) {
      throw new SetupError('TypeScript is not installed. Run: npm run setup');
    }
    console.log('build: TypeScript is not installed (no devDependencies): dist is left as it is');
    return;
  }
  buildTypescript();
  buildSpecPrograms();
  linkCommand();
}

if (isStarted(import.meta.url)) {
  const required = process.env.npm_lifecycle_event !== 'prepare';
  main(() => withLock(() => build({ required })));
}
