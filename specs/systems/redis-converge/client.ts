/**
 * The workload: writes keys to the primary, and notes each acknowledged one in
 * `$LDFI_RUN_DIR/acked`. Then it waits until the replica has them, as long as both are there.
 *
 * Usage: client.js PORT_OF_PRIMARY PORT_OF_REPLICA
 */
import { appendFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { dial } from '../../redis-failover/resp.ts';

/** A machine that is busy with other work must not look like a server that is gone. */
const TIMEOUT_MS = 1000;
/** Longer than both take to find a silent connection, and to make another, twice. */
const PATIENCE_MS = 9000;
const KEYS = ['k0', 'k1'];

const [primary = 0, replica = 0] = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';

/** Resolves when nobody is there any more: a connection over which nothing is said has ended. */
function gone(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    // A lost connection closes as well.
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.unref();
  });
}

async function write(): Promise<void> {
  const end = gone(replica);
  const redis = await dial(primary, TIMEOUT_MS);
  for (const key of KEYS) {
    await redis.command(['SET', key, `v-${key}`], TIMEOUT_MS);
    appendFileSync(`${folder}/acked`, `${key}\n`);
  }
  await Promise.race([
    redis.command(['WAIT', '1', `${PATIENCE_MS}`], PATIENCE_MS + TIMEOUT_MS),
    end,
  ]);
  redis.close();
}

await write().catch((error: Error) => writeSync(1, `client: ${error.message}\n`));
