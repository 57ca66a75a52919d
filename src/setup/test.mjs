/**
 * `npm test`: setup, the programs that the tests start, lint, then the tests. Stops at the first
 * step that fails. Arguments are passed to the test runner (a part of a file's path).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { main, ROOT, run, SetupError } from './host.mjs';
import { setup } from './setup.mjs';

/** Program → the Debian packages that bring it. */
const PROGRAMS = {
  cc: ['gcc', 'libc6-dev'],
  curl: ['curl'],
  erl: ['erlang-base'],
  etcd: ['etcd-server'],
  etcdctl: ['etcd-client'],
  java: ['default-jre-headless'],
  'nats-server': ['nats-server'],
  nginx: ['nginx-light'],
  psql: ['postgresql', 'postgresql-client'],
  python3: ['python3'],
  'rabbitmq-server': ['rabbitmq-server'],
  'redis-benchmark': ['redis-tools'],
  'redis-cli': ['redis-tools'],
  'redis-server': ['redis-server'],
  strace: ['strace'],
  '/usr/lib/postgresql/*/bin/postgres': ['postgresql'],
  '/usr/share/java/zookeeper.jar': ['zookeeper'],
};

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

const listMissing = () => Object.keys(PROGRAMS).filter((program) => !isThere(program));

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

const packagesOf = (programs) => [...new Set(programs.flatMap((program) => PROGRAMS[program]))];

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
    console.error(`test: ${error.message}`);
    return false;
  }
}

/** All at once; when one of them is not to be had, the others by themselves. */
function install(packages) {
  console.log(`test: installing ${packages.join(' ')}`);
  aptGet('update', '-q');
  if (!aptGet(...INSTALL, ...packages) && packages.length > 1) {
    for (const one of packagesOf(listMissing())) {
      aptGet(...INSTALL, one);
    }
  }
}

function installPrograms() {
  const missing = listMissing();
  if (missing.length === 0) {
    return;
  }
  const packages = packagesOf(missing);
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    withoutServices(() => install(packages));
  }
  const absent = listMissing();
  if (absent.length > 0) {
    console.error(
      `test: not installed: ${absent.join(', ')}. Tests that start them will fail. ` +
        `Debian: apt-get ${INSTALL.join(' ')} ${packagesOf(absent).join(' ')}`,
    );
  }
}

main(() => {
  installPrograms();
  setup();
  run(join(ROOT, 'node_modules', '.bin', 'biome'), ['ci', '.']);
  // No message of ours after it: the test runner's count is the last line.
  const options = ['--enable-source-maps', join(ROOT, 'dist', 'test', 'run.js')];
  const tests = spawnSync(process.execPath, [...options, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = tests.status ?? 1;
});
