/** Programs of Debian packages: which are missing, and how they get here. */
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, SetupError } from './host.mjs';

/** Where Debian puts servers; PATH need not have them. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

const POLICY = '/usr/sbin/policy-rc.d';

function isExecutable(path) {
  return existsSync(path) && (statSync(path).mode & 0o111) !== 0;
}

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.some((folder) => isExecutable(join(folder, program)));
}

/** A path with one `*` for one folder. */
function exists(path) {
  const [head = '', tail = ''] = path.split('*');
  if (head === path) {
    return existsSync(path);
  }
  return existsSync(head) && readdirSync(head).some((name) => existsSync(head + name + tail));
}

const isThere = (program) => (program.startsWith('/') ? exists(program) : isOnPath(program));

const listMissing = (programs) => Object.keys(programs).filter((program) => !isThere(program));

const packagesOf = (programs, names) => [...new Set(names.flatMap((name) => programs[name]))];

/**
 * Runs `action` while no package may start its service (deb-systemd-invoke(1p), invoke-rc.d(8)). A
 * policy of the host's own stays as it is.
 */
function withoutServices(action) {
  if (existsSync(POLICY)) {
    action();
    return;
  }
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    action();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

const INSTALL = ['install', '-y', '-q', '--no-install-recommends'];

/** False, and one message, when it fails. */
function aptGet(...args) {
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  };
  try {
    run('apt-get', args, options);
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    console.error(`setup: ${error.message}`);
    return false;
  }
}

/** All at once; when one of them is not to be had, the others by themselves. */
function install(programs) {
  const packages = packagesOf(programs, listMissing(programs));
  console.log(`setup: installing ${packages.join(' ')}`);
  aptGet('update', '-q');
  if (!aptGet(...INSTALL, ...packages) && packages.length > 1) {
    for (const one of packagesOf(programs, listMissing(programs))) {
      aptGet(...INSTALL, one);
    }
  }
}

/**
 * Installs, as root, what is missing of `programs`: a program on PATH, or a path with at most one
 * `*` → the Debian packages that bring it. What is still missing then is said, and who needs it.
 */
export function installPrograms(programs, who) {
  if (listMissing(programs).length === 0) {
    return;
  }
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    withoutServices(() => install(programs));
  }
  const absent = listMissing(programs);
  if (absent.length > 0) {
    console.error(
      `setup: not installed: ${absent.join(', ')}. ${who} will fail. ` +
        `Debian: apt-get ${INSTALL.join(' ')} ${packagesOf(programs, absent).join(' ')}`,
    );
  }
}
