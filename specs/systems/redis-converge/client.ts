/**
 * The workload: writes keys to the primary, and notes each acknowledged one in
 * `$LDFI_RUN_DIR/acked`. Then it waits until the replica has all of the primary's stream, or says
 * for long enough that it is connected; `$LDFI_RUN_DIR/settled` says that it can be judged.
 *
 * Usage: client.js PORT_OF_PRIMARY PORT_OF_REPLICA
 */
import { appendFileSync, writeFileSync, writeSync } from 'node:fs';
import { dial } from '../../redis-failover/resp.ts';
import { linkOf } from './link.ts';

const TIMEOUT_MS = 300;
/** Longer than both take to find a silent connection, and to make another, twice. */
const PATIENCE_MS = 12_000;
/** `repl-timeout`, and the time that the servers take to look at it. */
const STUCK_MS = 5000;
const PAUSE_MS = 250;
const KEYS = ['k0', 'k1'];

const [primary = 0, replica = 0] = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const say = (text: string): number => writeSync(1, `client: ${text}\n`);

async function write(): Promise<void> {
  const redis = await dial(primary, TIMEOUT_MS);
  for (const key of KEYS) {
    await redis.command(['SET', key, `v-${key}`], TIMEOUT_MS);
    appendFileSync(`${folder}/acked`, `${key}\n`);
  }
  redis.close();
}

/** Until the replica has caught up, or claims to be connected for so long that it should have. */
async function settled(): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  let upSince = Number.POSITIVE_INFINITY;
  while (performance.now() < end) {
    const link = await linkOf(primary, replica);
    const now = performance.now();
    upSince = link.isUp ? Math.min(upSince, now) : Number.POSITIVE_INFINITY;
    if (link.isCaughtUp || now - upSince > STUCK_MS) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}

await write().catch((error: Error) => say(error.message));
if (await settled().catch((error: Error) => say(error.message) < 0)) {
  writeFileSync(`${folder}/settled`, '');
}
