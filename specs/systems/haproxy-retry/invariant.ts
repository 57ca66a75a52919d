/**
 * The invariant: each call that was answered was executed, and none was executed twice. So the
 * counter is at least the answered calls, and at most all calls.
 *
 * Usage: invariant.js PORT_OF_REDIS
 * Exits: 0 holds · 1 a call was lost, or executed twice · 77 Redis is gone
 */
import { readFileSync, writeSync } from 'node:fs';
import { dial } from '../../redis-failover/resp.ts';

const TIMEOUT_MS = 2000;

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

async function counterAt(port: number): Promise<number> {
  const redis = await dial(port, TIMEOUT_MS);
  const value = await redis.command(['GET', 'c'], TIMEOUT_MS);
  redis.close();
  return Number(value ?? 0);
}

const file = `${process.env['LDFI_RUN_DIR'] ?? '.'}/calls`;
const [calls = 0, answered = 0] = readFileSync(file, 'utf8').split(' ').map(Number);
const counter = await counterAt(Number(process.argv[2])).catch((error: Error) =>
  end(77, `Redis is gone: ${error.message}`),
);
const said = `${calls} calls, ${answered} answered, the counter is ${counter}`;
end(answered <= counter && counter <= calls ? 0 : 1, said);
