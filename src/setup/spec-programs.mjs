/**
 * Compiles the C programs of the shipped specs: specs/<system>/<program>.c, each a program by
 * itself, into dist/specs/<system>/<program>. Quick when nothing changed. Without a compiler they
 * are left out, with one message: only the specs that run them need them.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ROOT, SetupError } from './host.mjs';

const COMPILER = process.env.CC || 'cc';
const FLAGS = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Wshadow', '-Werror'];

const STAMP = '.ldfi-programs';

/** Folders of specs that hold C programs, with the names of their C files. */
function listFolders() {
  const specs = join(ROOT, 'specs');
  const entries = existsSync(specs) ? readdirSync(specs, { withFileTypes: true }) : [];
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      files: readdirSync(join(ROOT, 'specs', name))
        .filter((file) => /\.[ch]$/.test(file))
        .sort(),
    }))
    .filter(({ files }) => files.some((file) => file.endsWith('.c')));
}

/** What each program is made of: itself, the headers of its folder, the flags. */
function digestsOf({ name, files }) {
  const contents = (file) => readFileSync(join(ROOT, 'specs', name, file));
  const shared = createHash('sha256').update([COMPILER, ...FLAGS].join('\0'));
  for (const header of files.filter((file) => file.endsWith('.h'))) {
    shared.update(`\0${header}\0`).update(contents(header));
  }
  return new Map(
    files
      .filter((file) => file.endsWith('.c'))
      .map((file) => [file.slice(0, -2), shared.copy().update(contents(file)).digest('hex')]),
  );
}

/** False when there is no compiler. */
function compile(folder, program) {
  const output = join(ROOT, 'dist', 'specs', folder, program);
  const draft = `${output}.${process.pid}`;
  const source = join(ROOT, 'specs', folder, `${program}.c`);
  const result = spawnSync(COMPILER, [...FLAGS, '-o', draft, source], { encoding: 'utf8' });
  if (result.error) {
    console.error(
      `build: specs/${folder}: no C compiler: '${COMPILER}' can't be started ` +
        `(${result.error.code}). Install one (Debian: apt-get install gcc libc6-dev), ` +
        'then run: npm run build',
    );
    return false;
  }
  if (result.status !== 0) {
    rmSync(draft, { force: true });
    throw new SetupError(`${COMPILER} failed: ${source}\n${`${result.stderr}`.trim()}`);
  }
  renameSync(draft, output);
  return true;
}

function buildFolder(folder) {
  const directory = join(ROOT, 'dist', 'specs', folder.name);
  const stamp = join(directory, STAMP);
  mkdirSync(directory, { recursive: true });
  const known = existsSync(stamp) ? JSON.parse(readFileSync(stamp, 'utf8')) : {};
  const digests = digestsOf(folder);
  const isBuilt = ([program, digest]) =>
    known[program] === digest && existsSync(join(directory, program));
  const stale = [...digests].filter((one) => !isBuilt(one));
  if (stale.length === 0) {
    return;
  }
  for (const [program] of stale) {
    if (!compile(folder.name, program)) {
      return;
    }
  }
  writeFileSync(stamp, JSON.stringify(Object.fromEntries(digests)));
  console.log(`build: compiled ${stale.length} programs of specs/${folder.name}`);
}

/** Compiles what is out of date. Errors: SetupError when a program does not compile. */
export function buildSpecPrograms() {
  for (const folder of listFolders()) {
    buildFolder(folder);
  }
}
