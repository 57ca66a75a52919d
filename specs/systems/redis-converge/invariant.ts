/**
 * The invariant: a replica that says that it is connected has every acknowledged key that the
 * primary has, after a while. One that is not connected has promised nothing.
 *
 * Usage: invariant.js PORT_OF_PRIMARY PORT_OF_REPLICA
 * Exits: 0 holds · 1 the replica lacks a key · 77 nothing acknowledged, not connected, or gone
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dial } from '../../redis-failover/resp.ts';
import { linkOf } from './link.ts';

const TIMEOUT_MS = 2000;
/** Longer than both take to find a silent connection, and to make another, twice. */
const PATIENCE_MS = 15_000;
/** `repl-timeout`, and the time that the servers take to look at it. */
const STUCK_MS = 5000;
const PAUSE_MS = 250;

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

/**
 * Until the replica has caught up, or has claimed to be connected for so long that it should have.
 * False: neither. A server that has just been started may not answer yet.
 */
async function settled(primary: number, replica: number): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS;
  let upSince = Number.POSITIVE_INFINITY;
  while (performance.now() < deadline) {
    const link = await linkOf(primary, replica).catch(() => ({ isUp: false, isCaughtUp: false }));
    const now = performance.now();
    upSince = link.isUp ? Math.min(upSince, now) : Number.POSITIVE_INFINITY;
    if (link.isCaughtUp || now - upSince > STUCK_MS) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return false;
}

async function missing(keys: readonly string[], from: number, to: number): Promise<string[]> {
  const lacking: string[] = [];
  const primary = await dial(from, TIMEOUT_MS);
  const replica = await dial(to, TIMEOUT_MS);
  for (const key of keys) {
    const [there, here] = [
      await primary.command(['GET', key], TIMEOUT_MS),
      await replica.command(['GET', key], TIMEOUT_MS),
    ];
    if (there !== here) {
      lacking.push(key);
    }
  }
  primary.close();
  replica.close();
  return lacking;
}

const file = `${process.env['LDFI_RUN_DIR'] ?? '.'}/acked`;
const keys = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
if (keys.length === 0) {
  end(77, 'no write was acknowledged');
}
const [primary = 0, replica = 0] = process.argv.slice(2).map(Number);
try {
  if (!(await settled(primary, replica))) {
    end(77, 'the replica was not connected for long enough');
  }
  const lacking = await missing(keys, primary, replica);
  if (lacking.length > 0) {
    end(1, `the replica says that it is connected, but lacks ${lacking.join(', ')}`);
  }
} catch (error) {
  end(77, `gone: ${(error as Error).message}`);
}
end(0, `the same on both: ${keys.join(', ')}`);
