/**
 * The invariant: what a leader read after the last acknowledgement has every acknowledged key.
 *
 * Exits: 0 holds · 1 an acknowledged key is missing · 77 nothing acknowledged, or nothing read
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

function linesOf(name: string): readonly string[] {
  const path = `${process.env['LDFI_RUN_DIR'] ?? '.'}/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

const acked = linesOf('acked');
const read = linesOf('read');
if (acked.length === 0 || read.length === 0) {
  end(77, 'nothing was acknowledged, or nothing could be read');
}
const missing = acked.filter((key) => !read.includes(key));
if (missing.length > 0) {
  end(1, `${missing.join(', ')} acknowledged, but the leader does not have it`);
}
end(0, `acknowledged and read: ${acked.join(', ')}`);
