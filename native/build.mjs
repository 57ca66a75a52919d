/**
 * Compiles native/*.c into native/build/linux-<arch>/libldfi.so, unless that file was made from the
 * same sources, or a prebuilt library lies in native/prebuilt. Plain JavaScript on builtins only:
 * it runs before anything is installed.
 *
 * Without `--required` (npm's `install`) a missing compiler is told and forgiven; with it, it is an
 * error. The digest of sources and flags is the tail of the library itself, so that file and stamp
 * can't disagree.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = `linux-${process.arch}`;
const COMPILER = process.env.CC || 'cc';
const FLAGS = [
  '-std=gnu17',
  '-O2',
  '-g',
  '-fPIC',
  '-shared',
  '-pthread',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  '-Wshadow',
  '-Wstrict-prototypes',
  '-Wmissing-prototypes',
  '-Werror',
];
const STAMP_LABEL = '\nldfi-sources ';

/** Ends in one clear message: fatal when the library is required. */
class BuildProblem extends Error {}

function listSources() {
  return readdirSync(HERE)
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
}

function stampOf(names) {
  const hash = createHash('sha256').update([COMPILER, TARGET, ...FLAGS].join('\0'));
  for (const name of names) {
    hash.update(`\0${name}\0`).update(readFileSync(join(HERE, name)));
  }
  return STAMP_LABEL + hash.digest('hex');
}

function isBuiltFrom(library, stamp) {
  return (
    existsSync(library) && readFileSync(library).subarray(-stamp.length).equals(Buffer.from(stamp))
  );
}

function compile(names, library, stamp) {
  const draft = `${library}.${process.pid}`;
  const sources = names.filter((name) => name.endsWith('.c'));
  try {
    mkdirSync(dirname(library), { recursive: true });
    const result = spawnSync(COMPILER, [...FLAGS, '-o', draft, ...sources], {
      cwd: HERE,
      encoding: 'utf8',
    });
    if (result.error) {
      // ENOENT, or EACCES when a folder of PATH can't be searched.
      throw new BuildProblem(
        `no C compiler: '${COMPILER}' can't be started (${result.error.code}). ` +
          'Install one (Debian: apt-get install gcc libc6-dev), then run: npm run build',
      );
    }
    if (result.status !== 0) {
      const said = `${result.stdout}${result.stderr}`.trim();
      throw new BuildProblem(
        `${COMPILER} failed (exit ${result.status ?? result.signal})\n${said}`,
      );
    }
    appendFileSync(draft, stamp);
    renameSync(draft, library);
  } finally {
    rmSync(draft, { force: true });
  }
}

function build() {
  if (process.platform !== 'linux') {
    throw new BuildProblem(`ldfi traces with Linux ptrace; this is ${process.platform}`);
  }
  if (existsSync(join(HERE, 'prebuilt', TARGET, 'libldfi.so'))) {
    return;
  }
  const names = listSources();
  if (!names.some((name) => name.endsWith('.c'))) {
    throw new BuildProblem(`no C sources in ${HERE}`);
  }
  const library = join(HERE, 'build', TARGET, 'libldfi.so');
  const stamp = stampOf(names);
  if (isBuiltFrom(library, stamp)) {
    return;
  }
  compile(names, library, stamp);
  console.log(`native: built ${relative(dirname(HERE), library)}`);
}

try {
  build();
} catch (error) {
  if (!(error instanceof BuildProblem) && error?.code === undefined) {
    throw error;
  }
  console.error(`native: libldfi.so is not built: ${error.message}`);
  process.exitCode = process.argv.includes('--required') ? 1 : 0;
}
