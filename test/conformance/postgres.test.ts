/** PostgreSQL: a process a connection, shared memory, signals between processes. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';
import { need } from './scene.ts';

const test = suite('conformance: postgres');

const PACKAGE = '/usr/lib/postgresql';

/** Debian keeps the programs of each version in a folder of its own, off PATH. */
function programs(): string {
  const versions = existsSync(PACKAGE) ? readdirSync(PACKAGE) : [];
  const folders = versions.map((version) => join(PACKAGE, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? need('initdb');
}

/** It refuses to run as root. */
const AS_USER =
  process.getuid?.() === 0
    ? ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups']
    : ['env'];

const SQL = `
CREATE TABLE account (id int PRIMARY KEY, balance int);
INSERT INTO account SELECT i, 100 FROM generate_series(1, 50) AS i;
BEGIN;
UPDATE account SET balance = balance - 10 WHERE id = 1;
UPDATE account SET balance = balance + 10 WHERE id = 2;
COMMIT;
SELECT count(*), sum(balance), max(balance) FROM account;
LISTEN news;
NOTIFY news;
SELECT 1 / 0;
`;

test('initdb, a server, psql by TCP and by an AF_UNIX socket', async () => {
  const folder = programs();
  const { trace } = await conform({
    ports: ['server'],
    files: { 'in.sql': SQL },
    roles: {
      prepare: {
        command: [
          'sh',
          '-c',
          `mkdir data; chown nobody data 2>/dev/null; chmod 755 .
${AS_USER.join(' ')} ${folder}/initdb -D data -A trust -U admin --no-sync --no-locale >init.log
echo $?`,
        ],
        says: /^0\n$/,
      },
      server: {
        command: [
          ...AS_USER,
          ...[`${folder}/postgres`, '-D', '%dir/data', '-p', '%{server}', '-k', '%dir/data'],
          ...['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'logging_collector=off'],
        ],
        ready: { says: /ready to accept connections/ },
        stop: 'SIGINT',
      },
      tcp: {
        command: [
          'psql',
          '-X',
          '-h',
          '127.0.0.1',
          '-p',
          '%{server}',
          '-U',
          'admin',
          '-f',
          'in.sql',
          'postgres',
        ],
        show: (text) => text.replaceAll(/PID \d+/g, 'PID'),
        says: /50 \| 5000 \| 110[\s\S]*notification "news"[\s\S]*division by zero/,
      },
      unix: {
        command: [
          ...['psql', '-X', '-h', '%dir/data', '-p', '%{server}', '-U', 'admin', '-c'],
          ...['SELECT sum(balance) FROM account', 'postgres'],
        ],
        says: / 5000\n/,
      },
    },
  });
  assert.ok(trace.channels.some(({ client, server }) => client === 'tcp' && server === 'server'));
});

test.run();
