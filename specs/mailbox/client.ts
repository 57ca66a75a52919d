/**
 * The mailbox's workload: delivers two entries and notes each acknowledged one in
 * `$LDFI_RUN_DIR/acked`. It gives up on a server at the first error, refusal or timeout; the backup
 * is its second and last choice. It doesn't know how the servers copy.
 *
 * Usage: client.js PORT_OF_PRIMARY PORT_OF_BACKUP
 */
import { appendFileSync, writeSync } from 'node:fs';
import { type Connection, dial } from './wire.ts';

const TIMEOUT_MS = 300;
const ENTRIES = [
  ['1', 'hello'],
  ['2', 'world'],
] as const;

const [primaryPort, backupPort] = process.argv.slice(2).map(Number);
const ackedFile = `${process.env['LDFI_RUN_DIR'] ?? '.'}/acked`;

let server: Connection | undefined;
/** Servers not tried yet, in order. */
const choices = [
  () => dial(primaryPort ?? 0, TIMEOUT_MS),
  async (): Promise<Connection> => {
    const backup = await dial(backupPort ?? 0, TIMEOUT_MS);
    await request(backup, 'TAKEOVER', 'LEADING');
    return backup;
  },
];

async function request(to: Connection, line: string, expected: string): Promise<void> {
  const reply = await to.ask(line);
  if (reply !== expected) {
    throw new Error(`${line}: ${reply}`);
  }
}

/**
 * Makes the request to the server in use and, if that fails, to the next one. False: no server did
 * it.
 */
async function onSomeServer(line: string, expected: string): Promise<boolean> {
  for (;;) {
    try {
      if (server === undefined) {
        const choose = choices.shift();
        if (choose === undefined) {
          return false;
        }
        server = await choose();
      }
      await request(server, line, expected);
      return true;
    } catch (error) {
      writeSync(1, `client: ${(error as Error).message}\n`);
      server?.close();
      server = undefined;
    }
  }
}

async function deliver(): Promise<void> {
  for (const [id, text] of ENTRIES) {
    if (!(await onSomeServer(`PUT ${id} ${text}`, `ACK ${id}`))) {
      return;
    }
    appendFileSync(ackedFile, `${id} ${text}\n`);
    writeSync(1, `client: entry ${id} is acknowledged\n`);
  }
  await onSomeServer('PING', 'PONG');
}

await deliver();
server?.close();
