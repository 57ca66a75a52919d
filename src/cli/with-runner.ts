/**
 * A runner for the time of one command: opened, closed however the command ends, and ended early by
 * a signal. Knows processes by the runner's door only.
 */
import type { Runner, RunRequest, RunResult } from '../model/run.ts';
import type { Spec } from '../model/spec.ts';
import { Interrupted } from './error-text.ts';
import type { Interrupts } from './interrupt.ts';

export interface RunnerOptions {
  /** Folder in which `runs/<id>/` is made for every run. */
  readonly storeDir: string;
  readonly keepRuns: 'all' | 'failing';
  readonly steady?: boolean;
}

/** One run, or Interrupted: a run that a signal ended says nothing. */
export async function runOrStop(
  runner: Runner,
  interrupts: Interrupts,
  request: RunRequest,
): Promise<RunResult> {
  interrupts.signal.throwIfAborted();
  const result = await runner.run(request);
  interrupts.signal.throwIfAborted();
  return result;
}

/**
 * Gives a runner to `use` and closes it afterwards. The first signal closes it at once, which ends
 * the current run.
 *
 * Errors: Interrupted when a signal came and `use` did not end well; else what the runner or `use`
 *         throws.
 */
export async function withRunner<T>(
  spec: Spec,
  options: RunnerOptions,
  interrupts: Interrupts,
  use: (runner: Runner) => Promise<T>,
): Promise<T> {
  try {
    const { createProcessRunner } = await import('../runner/process-runner.ts');
    const runner = await createProcessRunner(spec, options);
    const stop = (): void => {
      runner.close().catch(() => {
        // The same close is awaited below, and fails there for all to see.
      });
    };
    try {
      interrupts.signal.addEventListener('abort', stop);
      interrupts.signal.throwIfAborted();
      return await use(runner);
    } finally {
      interrupts.signal.removeEventListener('abort', stop);
      await runner.close();
    }
  } catch (error) {
    const came = interrupts.came();
    throw came === undefined ? error : new Interrupted(came, `interrupted by ${came}`);
  }
}
