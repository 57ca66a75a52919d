/**
 * The invariant: every acknowledged key is on a Redis that is still there, with the value that was
 * written. It asks whoever answers; which of them is a primary doesn't matter.
 *
 * Usage: invariant.js NAME=PORT...
 * Exits: 0 holds · 1 an acknowledged write is lost · 77 none was acknowledged · 125 cannot tell
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dial, type Reply } from './resp.ts';

const TIMEOUT_MS = 2000;

/**
 * `values`: what the node has for the keys asked for. Absent: down, or silent, which leaves open
 * what it has.
 */
interface Answer {
  readonly name: string;
  readonly values?: ReadonlyMap<string, Reply>;
  readonly silent?: string;
}

async function ask(name: string, port: number, keys: readonly string[]): Promise<Answer> {
  try {
    const redis = await dial(port, TIMEOUT_MS);
    const values = new Map<string, Reply>();
    for (const key of keys) {
      values.set(key, await redis.command(['GET', key], TIMEOUT_MS));
    }
    redis.close();
    return { name, values };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' ? { name } : { name, silent: message };
  }
}

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

const ackedFile = `${process.env['LDFI_RUN_DIR'] ?? '.'}/acked`;
const lines = existsSync(ackedFile) ? readFileSync(ackedFile, 'utf8').split('\n') : [];
const acked = lines.filter((line) => line !== '').map((line) => line.split(' '));
const keys = acked.map(([key = '']) => key);
if (keys.length === 0) {
  end(77, 'no write was acknowledged');
}

const answers: Answer[] = [];
for (const node of process.argv.slice(2)) {
  const [name = '', port = ''] = node.split('=');
  answers.push(await ask(name, Number(port), keys));
}
const survivors = answers.filter((answer) => answer.values !== undefined);
if (survivors.length === 0) {
  end(125, 'no node could be asked');
}

const lost = acked
  .filter(([key = '', value]) => !survivors.some(({ values }) => values?.get(key) === value))
  .map(([key]) => key);
if (lost.length === 0) {
  end(0, `acknowledged and still there: ${keys.join(', ')}`);
}
const silent = answers.find((answer) => answer.silent !== undefined);
if (silent !== undefined) {
  end(125, `${lost[0]} is on no node that answered, but ${silent.name} didn't: ${silent.silent}`);
}
const was = lost.length === 1 ? 'was' : 'were';
const it = lost.length === 1 ? 'it' : 'them';
const asked = survivors.map(({ name }) => name).join(', ');
end(1, `${lost.join(', ')} ${was} acknowledged but no surviving node has ${it} (asked: ${asked})`);
