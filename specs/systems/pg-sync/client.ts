/**
 * The workload: inserts rows, one transaction each, with a time-out as drivers have it
 * (`setQueryTimeout` of JDBC). A statement that returns without an error is acknowledged, and noted
 * in `$LDFI_RUN_DIR/acked`. When the primary is gone, it promotes the standby and goes on there.
 * The port of the server that it used last is left in `$LDFI_RUN_DIR/current`.
 *
 * Usage: client.js PORT_OF_PRIMARY PORT_OF_STANDBY
 */
import { appendFileSync, writeFileSync, writeSync } from 'node:fs';
import { type Database, open, StatementError } from './postgres.ts';

const TIMEOUT_MS = 400;
const PROMOTE_MS = 10_000;
const KEYS = [0];

const ports = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const say = (text: string): number => writeSync(1, `client: ${text}\n`);

let database: Database | undefined;
let current = 0;

/** The next server to use; undefined when there is none. */
async function nextServer(): Promise<Database | undefined> {
  const isFailover = current !== 0;
  for (let port = ports.shift(); port !== undefined; port = ports.shift()) {
    try {
      const found = await open(port);
      current = port;
      if (isFailover) {
        await found.query('SELECT pg_promote()', PROMOTE_MS);
      }
      return found;
    } catch (error) {
      say((error as Error).message);
      current = port;
    }
  }
  return undefined;
}

/** Whether a statement was done: on this server, or on the next one if this one is gone. */
async function isDone(sql: string): Promise<boolean> {
  while (database !== undefined) {
    try {
      await database.query(sql, TIMEOUT_MS);
      return true;
    } catch (error) {
      say(`${sql}: ${(error as Error).message}`);
      if (error instanceof StatementError && !error.message.startsWith('FATAL')) {
        return false;
      }
      database.close();
      database = await nextServer();
    }
  }
  return false;
}

database = await nextServer();
for (const key of KEYS) {
  if (await isDone(`INSERT INTO kept VALUES (${key}) ON CONFLICT DO NOTHING`)) {
    appendFileSync(`${folder}/acked`, `${key}\n`);
    say(`${key} is acknowledged`);
  }
}
// Is the server still there? A script that watches it would ask now.
await isDone('SELECT 1');
writeFileSync(`${folder}/current`, `${current}\n`);
database?.close();
