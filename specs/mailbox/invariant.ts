/**
 * The mailbox's invariant: every acknowledged entry is on a server that is still there. It asks
 * whoever answers; which of them leads doesn't matter.
 *
 * Usage: invariant.js NAME=PORT...
 * Exits: 0 holds · 1 an acknowledged entry is lost · 77 none was acknowledged · 125 cannot tell
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dial } from './wire.ts';

const TIMEOUT_MS = 2000;

/**
 * `entries`: what the server has, as `id text`. Absent: down, or silent, which leaves open what it
 * has.
 */
interface Answer {
  readonly name: string;
  readonly entries?: ReadonlySet<string>;
  readonly silent?: string;
}

async function ask(name: string, port: number): Promise<Answer> {
  try {
    const server = await dial(port, TIMEOUT_MS);
    const entries = new Set<string>();
    for (let line = await server.ask('LIST'); line !== 'END'; line = await server.next()) {
      entries.add(line.slice('ENTRY '.length));
    }
    server.close();
    return { name, entries };
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
const acked = existsSync(ackedFile)
  ? readFileSync(ackedFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  : [];
if (acked.length === 0) {
  end(77, 'no entry was acknowledged');
}

const answers: Answer[] = [];
for (const server of process.argv.slice(2)) {
  const [name = '', port = ''] = server.split('=');
  answers.push(await ask(name, Number(port)));
}
const survivors = answers.filter((answer) => answer.entries !== undefined);
if (survivors.length === 0) {
  end(125, 'no server could be asked');
}

const lost = acked
  .filter((entry) => !survivors.some(({ entries }) => entries?.has(entry)))
  .map((entry) => entry.split(' ')[0]);
if (lost.length === 0) {
  end(0, `acknowledged and still there: ${acked.length}`);
}
const silent = answers.find((answer) => answer.silent !== undefined);
if (silent !== undefined) {
  end(
    125,
    `entry ${lost[0]} is on no server that answered, but ${silent.name} didn't: ${silent.silent}`,
  );
}
const what = lost.length === 1 ? `entry ${lost[0]} was` : `entries ${lost.join(', ')} were`;
const asked = survivors.map(({ name }) => name).join(', ');
const them = lost.length === 1 ? 'it' : 'them';
end(1, `${what} acknowledged but no surviving server has ${them} (asked: ${asked})`);
