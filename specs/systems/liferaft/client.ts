/**
 * The workload: puts keys through whoever is the leader, and notes each acknowledged one in
 * `$LDFI_RUN_DIR/acked`. Then it puts a last one, and gets all keys from the leader that committed
 * it; what that said is left in `$LDFI_RUN_DIR/reads`.
 *
 * Usage: client.js PORT...
 */
import { appendFileSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

const REPLY_MS = 1000;
const PAUSE_MS = 100;
/** Longer than it takes to elect a new leader. */
const PATIENCE_MS = 12_000;
const KEYS = ['k0'];
const LAST = 'last';

const ports = process.argv.slice(2).map(Number);
const folder = process.env['LDFI_RUN_DIR'] ?? '.';
const end = performance.now() + PATIENCE_MS;
const open = new Map<number, Socket>();
let leader = ports[0] ?? 0;
let calls = 0;

function forget(port: number): void {
  open.get(port)?.destroy();
  open.delete(port);
}

/** The answer of a node; undefined when there was none. */
function ask(port: number, line: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = open.get(port) ?? connect({ host: '127.0.0.1', port, noDelay: true });
    open.set(port, socket);
    socket.removeAllListeners();
    const timer = setTimeout(() => fail(), REPLY_MS);
    const fail = (): void => {
      clearTimeout(timer);
      forget(port);
      resolve(undefined);
    };
    socket.on('error', fail);
    socket.on('close', fail);
    socket.on('data', (bytes) => {
      clearTimeout(timer);
      resolve(bytes.toString().trim());
    });
    socket.write(`${line}\n`);
  });
}

/** Asks until one says that it is the leader; undefined when nobody did in time. */
async function askLeader(line: string): Promise<string | undefined> {
  while (performance.now() < end) {
    for (const port of [leader, ...ports.filter((other) => other !== leader)]) {
      const answer = await ask(port, line);
      if (answer !== undefined && answer !== 'NOTLEADER') {
        leader = port;
        return answer;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return undefined;
}

async function put(key: string): Promise<boolean> {
  calls += 1;
  const answer = await askLeader(`PUT ${key} v-${key} ${calls}`);
  writeSync(1, `client: put ${key}: ${answer}\n`);
  return answer === 'OK';
}

for (const key of KEYS) {
  if (await put(key)) {
    appendFileSync(`${folder}/acked`, `${key}\n`);
  }
}
if (await put(LAST)) {
  for (const key of KEYS) {
    const answer = await askLeader(`GET ${key}`);
    writeSync(1, `client: get ${key}: ${answer}\n`);
    if (answer !== undefined) {
      appendFileSync(
        `${folder}/reads`,
        `${key} ${answer === `VALUE v-${key}` ? 'there' : 'gone'}\n`,
      );
    }
  }
}
ports.forEach(forget);
