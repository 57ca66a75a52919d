/**
 * The workload: writes two keys and notes each acknowledged one in `$LDFI_RUN_DIR/acked`. It gives
 * up on a server at the first error, refusal or timeout; then it promotes the replica, as a
 * failover script would, and goes on there. That is its last choice.
 *
 * Usage: client.js PORT_OF_PRIMARY PORT_OF_REPLICA [wait]
 *   wait: a write counts as acknowledged only when WAIT says that a replica has it too
 */
import { appendFileSync, writeSync } from 'node:fs';
import { dial, type Redis, type Reply } from './resp.ts';

const TIMEOUT_MS = 300;
const WAIT_TIMEOUT_MS = 400;
const KEYS = [
  ['k1', 'v1'],
  ['k2', 'v2'],
] as const;

const [primaryPort, replicaPort, wait] = process.argv.slice(2);
const ackedFile = `${process.env['LDFI_RUN_DIR'] ?? '.'}/acked`;

let server: Redis | undefined;
/** Servers not tried yet, in order. */
const choices = [
  () => dial(Number(primaryPort), TIMEOUT_MS),
  async (): Promise<Redis> => {
    const replica = await dial(Number(replicaPort), TIMEOUT_MS);
    await request(replica, 'REPLICAOF NO ONE', 'OK');
    return replica;
  },
];

async function request(
  to: Redis,
  command: string,
  expected: Reply,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const reply = await to.command(command.split(' '), timeoutMs);
  if (reply !== expected) {
    throw new Error(`${command}: ${reply}`);
  }
}

/**
 * Does the step on the server in use and, if that fails, on the next one. False: it could be done
 * on none.
 */
async function onSomeServer(step: (server: Redis) => Promise<void>): Promise<boolean> {
  for (;;) {
    try {
      if (server === undefined) {
        const choose = choices.shift();
        if (choose === undefined) {
          return false;
        }
        server = await choose();
      }
      await step(server);
      return true;
    } catch (error) {
      writeSync(1, `client: ${(error as Error).message}\n`);
      server?.close();
      server = undefined;
    }
  }
}

async function write(): Promise<void> {
  for (const [key, value] of KEYS) {
    const acknowledged = await onSomeServer(async (redis) => {
      await request(redis, `SET ${key} ${value}`, 'OK');
      if (wait === 'wait') {
        await request(redis, 'WAIT 1 0', 1, WAIT_TIMEOUT_MS);
      }
    });
    if (!acknowledged) {
      return;
    }
    appendFileSync(ackedFile, `${key} ${value}\n`);
    writeSync(1, `client: ${key} is acknowledged\n`);
  }
  await onSomeServer((redis) => request(redis, 'PING', 'PONG'));
}

await write();
server?.close();
