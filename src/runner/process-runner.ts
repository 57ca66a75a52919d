/**
 * The runner as the search sees it: a child process behind the Runner door, started anew when it is
 * lost.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BaselineError,
  InvariantError,
  LdfiError,
  NativeError,
  StoreError,
  UsageError,
} from '../model/errors.ts';
import { emptyTrace } from '../model/packed-trace.ts';
import type { Runner, RunRequest, RunResult } from '../model/run.ts';
import type { Spec } from '../model/spec.ts';
import { checkPrograms } from './check-programs.ts';
import { allowedCpus } from './cpus.ts';
import { type Bin, binOf } from './discard.ts';
import { MEMORY_ARGUMENTS, withTunables } from './memory.ts';
import {
  checkWire,
  type FromRunner,
  receivedResult,
  type SentError,
  type ToRunner,
  WIRE_VERSION,
} from './protocol.ts';

export interface ProcessRunnerOptions {
  /** Folder for `runs/<id>/`. */
  readonly storeDir: string;
  /**
   * `failing`: the directory of a run that held, was vacuous or void is removed when the next one
   * begins.
   */
  readonly keepRuns: 'all' | 'failing';
  /** Real-time scheduling: whatever else the host does, runs differ less. Needs privileges. */
  readonly steady?: boolean;
}

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));
const CLOSE_MS = 2_000;

const revive = ({ name, code, message, hint, detail }: SentError): Error => {
  const options = { ...(hint !== undefined && { hint }), ...(detail !== undefined && { detail }) };
  switch (name) {
    case 'BaselineError':
      return new BaselineError(code, message, options);
    case 'NativeError':
      return new NativeError(code, message, options);
    case 'UsageError':
      return new UsageError(code, message, options);
    case 'StoreError':
      return new StoreError(code, message, options);
    default:
      return new InvariantError(`the runner failed: ${message}\n${detail ?? ''}`);
  }
};

/**
 * What a run is worth when its runner was lost, or the system did not come up under the faults:
 * nothing.
 */
const lost = (
  spec: Spec,
  request: RunRequest,
  directory: string,
  reason: string,
  detail?: string,
): RunResult => ({
  request,
  verdict: { kind: 'inconclusive', reason, ...(detail && { detail }) },
  faults: request.faults.map((fault) => ({ fault, outcome: 'missed', detail: reason })),
  trace: emptyTrace(spec.name),
  directory,
  durationMs: 0,
  stops: 0,
});

interface Child {
  readonly process: ChildProcess;
  /** Settles with the next message, or rejects when the process is gone. */
  next(): Promise<FromRunner>;
  stderr(): string;
}

const startChild = (): Child => {
  const child = fork(MAIN, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps', ...MEMORY_ARGUMENTS],
    env: withTunables({ ...process.env, NODE_OPTIONS: '' }),
  });
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-8_000);
  });
  let waiting: { resolve(message: FromRunner): void; reject(error: Error): void } | undefined;
  child.on('message', (message: FromRunner) => waiting?.resolve(message));
  child.on('error', (error) => waiting?.reject(error));
  child.on('close', (code, signal) => {
    waiting?.reject(new Error(`the runner process ended (${signal ?? `exit code ${code}`})`));
  });
  return {
    process: child,
    next: () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        return Promise.reject(new Error('the runner process has ended'));
      }
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    stderr: () => text,
  };
};

const ask = (child: Child, message: ToRunner): Promise<FromRunner> => {
  const answer = child.next();
  child.process.send(message, (error) => {
    if (error !== null) {
      child.process.kill('SIGKILL');
    }
  });
  return answer;
};

/** Asks it to end what it traces and then itself; its tracees go with it in any case. */
const endChild = async ({ process: child }: Child): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const closed = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
  child.send({ kind: 'end' } satisfies ToRunner, (error) => {
    if (error !== null) {
      child.kill('SIGKILL');
    }
  });
  await closed;
  clearTimeout(timer);
};

class ProcessRunner implements Runner {
  readonly #spec: Spec;
  readonly #options: ProcessRunnerOptions;
  readonly #bin: Bin;
  #child: Child | undefined;
  #closed = false;
  #previous: RunResult | undefined;

  constructor(spec: Spec, options: ProcessRunnerOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#bin = binOf(this.#runs);
  }

  async run(request: RunRequest): Promise<RunResult> {
    await this.#tidy();
    const directory = join(this.#runs, String(request.id));
    if (this.#closed) {
      return lost(this.#spec, request, directory, 'interrupted');
    }
    let answer: FromRunner;
    try {
      answer = await ask(await this.begin(), { kind: 'run', request });
    } catch (error) {
      if (error instanceof LdfiError || error instanceof InvariantError) {
        throw error;
      }
      const said = this.#child?.stderr().trimEnd();
      this.#child = undefined;
      const reason = this.#closed ? 'interrupted' : (error as Error).message;
      return lost(this.#spec, request, directory, reason, said);
    }
    return this.#take(answer, request, directory);
  }

  /** The child, started and told the spec if there is none. */
  async begin(): Promise<Child> {
    if (this.#child !== undefined) {
      return this.#child;
    }
    mkdirSync(this.#runs, { recursive: true });
    const child = startChild();
    this.#child = child;
    const cpu = allowedCpus().at(-1) ?? 0;
    const answer = await ask(child, {
      kind: 'begin',
      wire: WIRE_VERSION,
      spec: this.#spec,
      runsDirectory: this.#runs,
      cpu,
      steady: this.#options.steady === true,
    });
    if (answer.kind === 'error') {
      throw revive(answer.error);
    }
    checkWire(answer.kind === 'ready' ? answer.wire : undefined);
    return child;
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#child !== undefined) {
      await endChild(this.#child);
    }
    await this.#tidy();
    await this.#bin.empty();
  }

  get #runs(): string {
    return join(this.#options.storeDir, 'runs');
  }

  #take(answer: FromRunner, request: RunRequest, directory: string): RunResult {
    if (answer.kind === 'result') {
      this.#previous = receivedResult(answer.result);
      return this.#previous;
    }
    if (answer.kind === 'error') {
      const error = revive(answer.error);
      if (error instanceof BaselineError && request.faults.length > 0) {
        return lost(this.#spec, request, directory, error.message);
      }
      throw error;
    }
    throw new InvariantError(`a runner answered "${answer.kind}" to a run`);
  }

  async #tidy(): Promise<void> {
    const previous = this.#previous;
    this.#previous = undefined;
    if (previous === undefined || this.#options.keepRuns === 'all') {
      return;
    }
    if (previous.verdict.kind === 'held' || previous.verdict.kind === 'vacuous') {
      await this.#bin.discard(previous.directory);
    }
  }
}

/**
 * A runner for one spec. Its process is started at once, so that a host that cannot trace is told
 * here.
 *
 * Errors: SpecError for a missing program, NativeError when this host cannot trace.
 */
export const createProcessRunner = async (
  spec: Spec,
  options: ProcessRunnerOptions,
): Promise<Runner> => {
  checkPrograms(spec);
  const runner = new ProcessRunner(spec, options);
  try {
    await runner.begin();
  } catch (error) {
    await runner.close();
    throw error;
  }
  return runner;
};
