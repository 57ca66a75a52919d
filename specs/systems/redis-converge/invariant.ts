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

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
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

const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const file = `${folder}/acked`;
const keys = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
if (keys.length === 0) {
  end(77, 'no write was acknowledged');
}
if (!existsSync(`${folder}/settled`)) {
  end(77, 'the replica was not connected for long enough');
}
const [primary = 0, replica = 0] = process.argv.slice(2).map(Number);
try {
  if (!(await linkOf(primary, replica)).isUp) {
    end(77, 'the replica says that it is not connected');
  }
  const lacking = await missing(keys, primary, replica);
  if (lacking.length > 0) {
    end(1, `the replica says that it is connected, but lacks ${lacking.join(', ')}`);
  }
} catch (error) {
  end(77, `gone: ${(error as Error).message}`);
}
end(0, `on both: ${keys.join(', ')}`);
