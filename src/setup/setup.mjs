/**
 * Makes a fresh clone ready: installs the locked packages when they are missing or stale, then
 * builds. Every npm script of this repository starts here, so it must cost next to nothing when
 * there is nothing to do.
 */

import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';
import { isStarted, main, ROOT, run, SetupError, withLock } from './host.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.ldfi-setup');
const INSTALL = [
  'install',
  '--no-save',
  '--ignore-scripts',
  '--include=dev',
  '--no-audit',
  '--no-fund',
  '--no-update-notifier',
];

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/**
 * True when node_modules holds exactly what the lock file says, versions and digests, whoever put
 * it there. Optional packages may be absent: they are for other platforms.
 */
function isInstalledAsLocked() {
  const installed = read(join(MODULES, '.package-lock.json'));
  if (installed === undefined) {
    return false;
  }
  const present = JSON.parse(installed).packages;
  const { '': _, ...locked } = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
  const isSame = (path) =>
    present[path]?.version === locked[path]?.version &&
    present[path]?.integrity === locked[path]?.integrity &&
    existsSync(join(ROOT, path));
  return (
    Object.keys(present).every((path) => locked[path] !== undefined) &&
    Object.keys(locked).every((path) =>
      present[path] === undefined ? locked[path].optional === true : isSame(path),
    )
  );
}

/** npm's cache folder, or one in this tree when that can't be written (no HOME, or another's). */
function npmCache() {
  try {
    const chosen = process.env.npm_config_cache ?? join(homedir(), '.npm');
    mkdirSync(chosen, { recursive: true });
    accessSync(chosen, constants.W_OK);
    return chosen;
  } catch {
    return join(ROOT, '.ldfi', 'npm-cache');
  }
}

function install() {
  const digest = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  if (read(STAMP) === digest) {
    return;
  }
  if (!isInstalledAsLocked()) {
    console.log('setup: installing the locked packages');
    // Not `npm ci`: it refuses a lock file without optional packages of other platforms, and npm
    // writes such a file wherever a registry does not serve them. So the result is compared below.
    // No scripts: our own would wait for the lock that we hold, and no dependency needs its own.
    run('npm', INSTALL, { env: { ...process.env, npm_config_cache: npmCache() } });
    if (!isInstalledAsLocked()) {
      throw new SetupError(
        'npm installed other packages than package-lock.json names. ' +
          'After a change of package.json run: npm install --package-lock-only',
      );
    }
  }
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, digest);
}

/** Installs and builds what is missing or out of date. */
export function setup() {
  withLock(() => {
    install();
    build();
  });
}

if (isStarted(import.meta.url)) {
  main(setup);
}
