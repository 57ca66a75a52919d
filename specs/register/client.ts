/**
 * The register's workload: a writer that asks the primary and a reader that asks the backup, by
 * turns. Notes what they ask and what they are told as a history in `$LDFI_RUN_DIR/history.jsonl`.
 * A process that was not answered is done: whoever comes after it has another name.
 *
 * Usage: WRITES=2 client.js PORT_OF_PRIMARY PORT_OF_BACKUP
 */
import { appendFileSync } from 'node:fs';
import { type Connection, dial } from '../mailbox/wire.ts';

const TIMEOUT_MS = 3000;
const WRITES = Number(process.env['WRITES'] ?? 2);
const [primaryPort = 0, backupPort = 0] = process.argv.slice(2).map(Number);
const file = `${process.env['LDFI_RUN_DIR'] ?? '.'}/history.jsonl`;

const note = (event: object): void => appendFileSync(file, `${JSON.stringify(event)}\n`);

/**
 * Notes the question, asks, and notes the answer: what the server refused or did not answer may
 * still have happened.
 */
async function operate(
  process: string,
  f: 'read' | 'write',
  ask: () => Promise<string>,
  value?: number,
): Promise<void> {
  note({ process, type: 'invoke', f, value });
  try {
    const [word, text = 'null'] = (await ask()).split(' ');
    if (word === 'OK') {
      note({ process, type: 'ok', f });
    } else if (word === 'VALUE') {
      note({ process, type: 'ok', f, value: JSON.parse(text) });
    } else {
      note({ process, type: 'info', f });
    }
  } catch {
    note({ process, type: 'info', f });
  }
}

async function once(port: number, line: string): Promise<string> {
  const server: Connection = await dial(port, TIMEOUT_MS);
  try {
    return await server.ask(line);
  } finally {
    server.close();
  }
}

for (let value = 1; value <= WRITES; value += 1) {
  await operate(`writer.${value}`, 'write', () => once(primaryPort, `SET ${value}`), value);
  await operate(`reader.${value}`, 'read', () => once(backupPort, 'GET'));
}
