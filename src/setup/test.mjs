/**
 * `npm test`: setup, the programs that the tests start, lint, then the tests. Stops at the first
 * step that fails. Arguments are passed to the test runner (a part of a file's path).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPrograms } from './debian.mjs';
import { main, ROOT, run } from './host.mjs';
import { setup } from './setup.mjs';

/** Program → the Debian packages that bring it. */
const PROGRAMS = {
  cc: ['gcc', 'libc6-dev'],
  curl: ['curl'],
  erl: ['erlang-base'],
  etcd: ['etcd-server'],
  etcdctl: ['etcd-client'],
  git: ['git'],
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

main(() => {
  installPrograms(PROGRAMS, 'Tests that start them');
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
