/** Compiles the tracees of test/fixtures/tracees, once for all test files. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../helpers/root.ts';

const SOURCES = join(ROOT, 'test', 'fixtures', 'tracees');
const FLAGS = ['-std=gnu17', '-O1', '-pthread'];

/** Path of the program made of `<name>*.c`; the folder is named by what it was made of. */
export function compile(name: string, ...flags: readonly string[]): string {
  const files = readdirSync(SOURCES).filter((file) => file.startsWith(name));
  const hash = createHash('sha256').update([...FLAGS, ...flags].join('\0'));
  for (const file of files) {
    hash.update(`\0${file}\0`).update(readFileSync(join(SOURCES, file)));
  }
  const folder = join(tmpdir(), `ldfi-tracees-${hash.digest('hex').slice(0, 16)}`);
  const program = join(folder, name);
  if (!existsSync(program)) {
    const draft = `${program}.${process.pid}`;
    const sources = files.filter((file) => file.endsWith('.c')).map((file) => join(SOURCES, file));
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    execFileSync('cc', [...FLAGS, ...flags, '-o', draft, ...sources]);
    renameSync(draft, program);
  }
  return program;
}
