/**
 * The workload: writes keys and notes each acknowledged one in `$LDFI_RUN_DIR/acked`. When the
 * primary fails it, it does what Sentinel does: the replica with the highest offset becomes
 * primary, the others follow that one. It does so once; the port of the server that it used last
 * is left in `$LDFI_RUN_DIR/current`.
 *
 * Usage: client.js COPIES PORT_OF_PRIMARY PORT_OF_REPLICA...
 *   COPIES: how many replicas must have a write (WAIT) before it counts as acknowledged; 0: +OK is
 *           enough
 */
import { appendFileSync, writeFileSync, writeSync } from 'node:fs';
import { dial, type Redis, type Reply } from '../../redis-failover/resp.ts';

/** A machine that is busy with other work must not look like a server that is gone. */
const TIMEOUT_MS = 1000;
const WAIT_MS = 300;
const KEYS = ['k0', 'k1', 'k2'];

const [copies = 0, primary = 0, ...replicas] = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const say = (text: string): number => writeSync(1, `client: ${text}\n`);

/** Undefined: there is none to go on with. */
let server: Redis | undefined;
let current = 0;
let isFailover = false;

const ask = (redis: Redis, ...words: readonly string[]): Promise<Reply> =>
  redis.command(words, TIMEOUT_MS);

/** How much of the primary's stream a replica has; undefined when it does not answer. */
async function offsetOf(port: number): Promise<number | undefined> {
  try {
    const redis = await dial(port, TIMEOUT_MS);
    const text = String(await ask(redis, 'INFO', 'replication'));
    redis.close();
    return Number(/slave_repl_offset:(\d+)/.exec(text)?.[1] ?? 0);
  } catch (error) {
    say((error as Error).message);
    return undefined;
  }
}

async function follow(port: number, leader: readonly string[]): Promise<Redis | undefined> {
  try {
    const redis = await dial(port, TIMEOUT_MS);
    await ask(redis, 'REPLICAOF', ...leader);
    return redis;
  } catch (error) {
    say((error as Error).message);
    return undefined;
  }
}

async function failOver(): Promise<void> {
  server?.close();
  server = undefined;
  if (isFailover) {
    return;
  }
  isFailover = true;
  const found: { readonly port: number; readonly offset: number }[] = [];
  for (const port of replicas) {
    const offset = replicas.length === 1 ? 0 : await offsetOf(port);
    if (offset !== undefined) {
      found.push({ port, offset });
    }
  }
  found.sort((a, b) => b.offset - a.offset);
  const [best, ...others] = found;
  if (best === undefined) {
    return;
  }
  server = await follow(best.port, ['NO', 'ONE']);
  current = best.port;
  for (const { port } of others) {
    (await follow(port, ['127.0.0.1', String(best.port)]))?.close();
  }
}

/** True: acknowledged. Errors: the server must be given up. */
async function write(redis: Redis, key: string): Promise<boolean> {
  if ((await ask(redis, 'SET', key, `v-${key}`)) !== 'OK') {
    return false;
  }
  if (copies === 0) {
    return true;
  }
  const have = await redis.command(['WAIT', `${copies}`, `${WAIT_MS}`], WAIT_MS + TIMEOUT_MS);
  return Number(have) >= copies;
}

/** Whether the step was done, on this server or the next one. */
async function onServer(step: (redis: Redis) => Promise<boolean>): Promise<boolean> {
  while (server !== undefined) {
    try {
      return await step(server);
    } catch (error) {
      say((error as Error).message);
      await failOver();
    }
  }
  return false;
}

try {
  server = await dial(primary, TIMEOUT_MS);
  current = primary;
} catch (error) {
  say((error as Error).message);
  await failOver();
}
for (const key of KEYS) {
  if (await onServer((redis) => write(redis, key))) {
    appendFileSync(`${folder}/acked`, `${key}\n`);
    say(`${key} is acknowledged`);
  }
}
// Is the server still there? A script that watches it would ask now.
await onServer(async (redis) => (await ask(redis, 'PING')) === 'PONG');
writeFileSync(`${folder}/current`, `${current}\n`);
server?.close();
