/**
 * The workload: inserts keys through one server after the other, and notes each acknowledged one in
 * `$LDFI_RUN_DIR/acked`. Then it reads: the keys of a server that says it leads and that has
 * committed another insert, so that no later leader exists, go to `$LDFI_RUN_DIR/read`.
 *
 * Usage: client.js PORT...
 */
import { appendFileSync, writeFileSync, writeSync } from 'node:fs';
import { insert, isLeader, keysAt, Refused } from './database.ts';

const KEYS = ['k0', 'k1'];
const BARRIER = 'barrier';
const PAUSE_MS = 200;
/** Longer than it takes to elect a new leader twice. */
const PATIENCE_MS = 15_000;

const ports = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const end = performance.now() + PATIENCE_MS;

/** False: it said no, or nobody answers. An insert may have been done without an answer. */
async function attempt(step: () => Promise<boolean>): Promise<boolean | undefined> {
  try {
    return await step();
  } catch (error) {
    writeSync(1, `client: ${(error as Error).message}\n`);
    return error instanceof Refused ? false : undefined;
  }
}

async function write(key: string, first: number): Promise<void> {
  for (let turn = first; performance.now() < end; turn += 1) {
    const done = await attempt(async () => {
      await insert(ports[turn % ports.length] ?? 0, key);
      return true;
    });
    if (done) {
      appendFileSync(`${folder}/acked`, `${key}\n`);
    }
    if (done !== undefined) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function read(): Promise<void> {
  for (let turn = 0; performance.now() < end; turn += 1) {
    const port = ports[turn % ports.length] ?? 0;
    const done = await attempt(async () => {
      if (!(await isLeader(port))) {
        return false;
      }
      await insert(port, `${BARRIER}${turn}`);
      writeFileSync(`${folder}/read`, (await keysAt(port)).map((key) => `${key}\n`).join(''));
      return true;
    });
    if (done) {
      return;
    }
    if (turn % ports.length === ports.length - 1) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

for (const [index, key] of KEYS.entries()) {
  await write(key, index);
}
await read();
