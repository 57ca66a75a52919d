/**
 * What every setup script needs of the host: the root, the Node version, child processes, one lock.
 */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const NODE_NEEDED = [20, 19];

/** Ends the script with one message and no stack. */
export class SetupError extends Error {}

/** Throws unless this Node is new enough. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_NEEDED[0] || (major === NODE_NEEDED[0] && minor < NODE_NEEDED[1])) {
    throw new SetupError(
      `ldfi needs Node.js >= ${NODE_NEEDED.join('.')}; ` +
        `this is ${process.versions.node} (${process.execPath})`,
    );
  }
}

/** Runs a command in the root with this terminal; throws unless it exits 0. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (result.error || result.status !== 0) {
    const how = result.error?.message ?? `exit ${result.status ?? result.signal}`;
    throw new SetupError(`'${[command, ...args].join(' ')}' failed: ${how}`);
  }
}

/**
 * Names one process for good: its id is used again some day, its id with its start time is not
 * (proc(5), stat).
 */
function identityOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * The id of the living process that holds the lock; undefined when the lock is free to take over.
 */
function holderOf(lock) {
  try {
    const identity = readFileSync(join(lock, 'holder'), 'utf8');
    const pid = Number.parseInt(identity, 10);
    return identityOf(pid) === identity ? pid : undefined;
  } catch {
    // The lock of a young process has no holder yet; an old lock without one was left by a kill.
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age < 5000 ? 0 : undefined;
  }
}

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Makes the lock directory with our id in it; false when another one holds it. */
function take(lock) {
  const draft = `${lock}.${process.pid}`;
  try {
    mkdirSync(lock);
    writeFileSync(draft, identityOf(process.pid) ?? '');
    renameSync(draft, join(lock, 'holder'));
    return true;
  } catch (error) {
    // ENOENT: one that takes over has removed the directory between the two calls.
    if (error.code === 'EEXIST' || error.code === 'ENOENT') {
      rmSync(draft, { force: true });
      return false;
    }
    throw error;
  }
}

/**
 * Removes a dead holder's lock. Two that see the same dead holder may both remove it, the slower
 * one the new lock of the faster one: so both look again a little later, and only the one whose id
 * stands there has it.
 */
function takeOver(lock) {
  rmSync(lock, { recursive: true, force: true });
  if (!take(lock)) {
    return false;
  }
  sleep(50);
  return holderOf(lock) === process.pid;
}

/**
 * Runs `action` while no other setup of this tree runs. Waits for its turn; takes over from a dead
 * holder.
 */
export function withLock(action) {
  const lock = join(ROOT, '.ldfi', 'setup-lock');
  mkdirSync(dirname(lock), { recursive: true });
  let told = false;
  while (!take(lock)) {
    const holder = holderOf(lock);
    if (holder === undefined) {
      if (takeOver(lock)) {
        break;
      }
    } else if (!told && holder > 0) {
      console.log(`setup: waiting for process ${holder}, which builds this tree`);
      told = true;
    }
    sleep(50);
  }
  try {
    return action();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** True when node was started with that module, and did not only import it. */
export function isStarted(moduleUrl) {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === fileURLToPath(moduleUrl);
}

/** Runs the script's body; a SetupError or a file system error becomes one message and exit 1. */
export function main(body) {
  try {
    requireNode();
    body();
  } catch (error) {
    if (!(error instanceof SetupError) && error?.code === undefined) {
      throw error;
    }
    console.error(`setup: ${error.message}`);
    process.exitCode = 1;
  }
}
