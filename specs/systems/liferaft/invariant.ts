/**
 * The invariant: what was acknowledged, and so committed, is there for the leader that has
 * committed a later entry.
 *
 * Exits: 0 holds · 1 a committed key is gone · 77 nothing was acknowledged, or no leader read it
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

function read(name: string): readonly string[] {
  const path = `${process.env['LDFI_RUN_DIR'] ?? '.'}/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

const acked = read('acked');
const reads = new Map(read('reads').map((line) => line.split(' ') as [string, string]));
const known = acked.filter((key) => reads.has(key));
if (known.length === 0) {
  end(77, 'nothing acknowledged was read again');
}
const gone = known.filter((key) => reads.get(key) === 'gone');
if (gone.length > 0) {
  end(1, `${gone.join(', ')} committed and acknowledged, but unknown to a later leader`);
}
end(0, `acknowledged and there: ${known.join(', ')}`);
