/**
 * The built command, run as a user runs it, in a folder of its own; and what it must not leave
 * behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTPUT } from './root.ts';

export const MAIN = join(OUTPUT, 'src/cli/main.js');

export interface LdfiEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningLdfi {
  readonly process: ChildProcess;
  readonly end: Promise<LdfiEnd>;
}

/** Starts `ldfi` with these arguments. `wrapper` stands in front of the command line. */
export function startLdfi(
  args: readonly string[],
  folder: string,
  wrapper: readonly string[] = [],
): RunningLdfi {
  const [program = process.execPath, ...rest] = [...wrapper, process.execPath, MAIN, ...args];
  const child = spawn(program, rest, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const end = new Promise<LdfiEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { process: child, end };
}

/** Runs `ldfi` to its end. */
export function ldfi(
  args: readonly string[],
  folder: string,
  wrapper: readonly string[] = [],
): Promise<LdfiEnd> {
  return startLdfi(args, folder, wrapper).end;
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

/** Processes that were started for a run whose directory lies in `folder`. */
export function tracees(folder: string): readonly string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(`LDFI_RUN_DIR=${folder}`),
  );
}

/** Waits until `holds` is true; the test's own deadline ends a wait that never is. */
export async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
