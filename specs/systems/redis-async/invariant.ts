/**
 * The invariant: the Redis that the client used last has every acknowledged key. One that cannot be
 * reached is no loss: that is judged by nobody here.
 *
 * Exits: 0 holds · 1 an acknowledged key is missing · 77 nothing acknowledged, or nobody to ask
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dial } from '../../redis-failover/resp.ts';

const TIMEOUT_MS = 2000;

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

function read(name: string): string {
  const path = `${process.env['LDFI_RUN_DIR'] ?? '.'}/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function missingAt(port: number, keys: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  const redis = await dial(port, TIMEOUT_MS);
  for (const key of keys) {
    if ((await redis.command(['GET', key], TIMEOUT_MS)) !== `v-${key}`) {
      missing.push(key);
    }
  }
  redis.close();
  return missing;
}

const keys = read('acked').split('\n').filter(Boolean);
if (keys.length === 0) {
  end(77, 'no write was acknowledged');
}
const port = Number(read('current'));
const missing = await missingAt(port, keys).catch((error: Error) =>
  end(77, `the server in use cannot be asked: ${error.message}`),
);
if (missing.length > 0) {
  end(1, `${missing.join(', ')} acknowledged, but missing on the server that the client uses now`);
}
end(0, `acknowledged and there: ${keys.join(', ')}`);
