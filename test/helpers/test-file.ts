/**
 * Runs one uvu file as a child and decides whether it passed. uvu alone exits 0 after a throwing
 * `before` hook, without `test.run()`, and after `.only`; it has no deadline. So its own summary is
 * read and must add up.
 */
import { spawn } from 'node:child_process';

export interface Summary {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

export interface FileResult extends Summary {
  readonly file: string;
  /** Why the file failed, one sentence each; empty when it passed. */
  readonly problems: readonly string[];
  /** Everything it wrote, both streams as they came. */
  readonly output: string;
  readonly durationMs: number;
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const SUMMARY = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n/gm;

/** uvu's summaries in the output; a file that passes has exactly one. */
export function parseSummaries(output: string): readonly Summary[] {
  return [...output.replace(COLOUR, '').matchAll(SUMMARY)].map((match) => ({
    total: Number(match[1]),
    passed: Number(match[2]),
    skipped: Number(match[3]),
  }));
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
}

/**
 * What is wrong with a file that wrote `output` and ended with `exit`; nothing means that it
 * passed.
 */
export function judgeFile(output: string, exit: Exit, deadlineMs: number): readonly string[] {
  const problems: string[] = [];
  const summaries = parseSummaries(output);
  const summary = summaries[0];
  if (exit.timedOut) {
    problems.push(`did not end within ${deadlineMs / 1000} s and was killed`);
  } else if (exit.signal !== null) {
    problems.push(`was killed by ${exit.signal}`);
  } else if (exit.code !== 0) {
    problems.push(`exit code ${exit.code}`);
  }
  if (summary === undefined) {
    problems.push(
      output.trim() === ''
        ? 'printed nothing: is test.run() missing?'
        : 'printed no summary of uvu: is test.run() missing?',
    );
    return problems;
  }
  if (summaries.length > 1) {
    problems.push(`printed ${summaries.length} summaries instead of one`);
  }
  if (summary.total === 0) {
    problems.push('holds no test');
  }
  if (summary.passed !== summary.total) {
    problems.push(`${summary.passed} of ${summary.total} tests passed`);
  }
  if (summary.skipped > 0) {
    problems.push(`${summary.skipped} skipped (.only or .skip)`);
  }
  return problems;
}

const groups = new Set<number>();

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nothing of the group is left.
  }
}

/** Kills every child that is still running, with all that it started in its process group. */
export function killRunningFiles(): void {
  for (const pid of groups) {
    killGroup(pid);
  }
}

/**
 * Runs a compiled test file in a process group of its own and kills the group at the deadline, or
 * when the file has ended and left something behind. Never rejects for what the file does.
 */
export function runTestFile(file: string, deadlineMs: number): Promise<FileResult> {
  const { FORCE_COLOR: _, ...environment } = process.env;
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    detached: true,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid, stdout, stderr } = child;
  const chunks: Buffer[] = [];
  let timedOut = false;
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (pid !== undefined) {
    groups.add(pid);
  }
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      timedOut = true;
      if (pid !== undefined) {
        killGroup(pid);
      }
    }, deadlineMs);
    child.on('error', reject);
    child.on('exit', () => {
      clearTimeout(deadline);
      if (pid !== undefined) {
        killGroup(pid);
        groups.delete(pid);
      }
      // What left the group may hold the pipes open for ever: its words are not worth the wait.
      setTimeout(() => {
        stdout.destroy();
        stderr.destroy();
      }, 1000).unref();
    });
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      const summary = parseSummaries(output)[0] ?? { total: 0, passed: 0, skipped: 0 };
      resolve({
        file,
        ...summary,
        problems: judgeFile(output, { code, signal, timedOut }, deadlineMs),
        output,
        durationMs: performance.now() - started,
      });
    });
  });
}
