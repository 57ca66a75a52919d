/**
 * The invariant: the server that the client used last has every acknowledged row. One that cannot
 * be reached is no loss: that is judged by nobody here.
 *
 * Exits: 0 holds · 1 an acknowledged row is missing · 77 nothing acknowledged, or nobody to ask
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { open } from './postgres.ts';

const TIMEOUT_MS = 2000;

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

function read(name: string): string {
  const path = `${process.env['LDFI_RUN_DIR'] ?? '.'}/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

const acked = read('acked').split('\n').filter(Boolean);
if (acked.length === 0) {
  end(77, 'no insert was acknowledged');
}
const rows = await open(Number(read('current')))
  .then((database) => database.query('SELECT k FROM kept', TIMEOUT_MS))
  .catch((error: Error) => end(77, `the server in use cannot be asked: ${error.message}`));
const missing = acked.filter((key) => !rows.includes(key));
if (missing.length > 0) {
  end(1, `row ${missing.join(', ')} acknowledged, but missing on the server in use`);
}
end(0, `acknowledged and there: ${acked.join(', ')}`);
