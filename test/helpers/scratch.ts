/** Temporary folders and child processes for tests that need a tree of their own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const scratches: string[] = [];
process.on('exit', () => {
  for (const folder of scratches) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A fresh folder, deleted when the process ends. */
export function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ldfi-test-'));
  scratches.push(folder);
  return folder;
}

/** Writes `files` (path relative to `folder` → content) and the folders that they need. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

export interface Ended {
  readonly code: number | null;
  /** Both streams as they came. */
  readonly output: string;
}

/**
 * Runs this Node with a script and waits for its end. `environment` is laid over that of the test.
 */
export function runNode(
  script: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
