/**
 * `npm test`: setup, the programs that the tests start, lint, then the tests. Stops at the first
 * step that fails. Arguments are passed to the test runner (a part of a file's path).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { main, ROOT, run, SetupError } from './host.mjs';
import { setup } from './setup.mjs';

/** Program → the Debian packages that bring it. */
const PROGRAMS = {
  cc: ['gcc', 'libc6-dev'],
  'redis-server': ['redis-server'],
  'redis-cli': ['redis-tools'],
  strace: ['strace'],
};

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    const path = join(folder, program);
    return existsSync(path) && (statSync(path).mode & 0o111) !== 0;
  });
}

const listMissing = () => Object.keys(PROGRAMS).filter((program) => !isOnPath(program));

function installPrograms() {
  const missing = listMissing();
  if (missing.length === 0) {
    return;
  }
  const packages = missing.flatMap((program) => PROGRAMS[program]);
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`test: installing ${packages.join(' ')}`);
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    try {
      run('apt-get', ['update', '-q'], options);
      run('apt-get', command.split(' ').slice(1), options);
    } catch (error) {
      if (!(error instanceof SetupError)) {
        throw error;
      }
      console.error(`test: ${error.message}`);
    }
  }
  const absent = listMissing();
  if (absent.length > 0) {
    console.error(
      `test: not on PATH: ${absent.join(', ')}. Tests that start them will fail. ` +
        `Debian: ${command}`,
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
