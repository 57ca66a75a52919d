/**
 * Ctrl-C and SIGTERM: the first asks the command to stop, the second ends the process. Knows
 * signals only; what stopping means is the command's business.
 */
import process from 'node:process';
import { EXIT_OF_SIGNAL, type InterruptSignal } from './error-text.ts';

export interface Interrupts {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** The signal that came; undefined until then. */
  readonly came: () => InterruptSignal | undefined;
  /** Stops listening: signals have their usual effect again. */
  readonly dispose: () => void;
}

/** A signal that comes sooner is the same one: `timeout` sends its to the process and its group. */
const ECHO_MS = 250;

/** Listens from now on. `onFirst` is called once, at the first signal. */
export function listenForInterrupts(
  onFirst: (signal: InterruptSignal) => void,
  echoMs: number = ECHO_MS,
): Interrupts {
  const controller = new AbortController();
  let came: InterruptSignal | undefined;
  let cameAt = 0;
  const listener = (signal: NodeJS.Signals): void => {
    const name: InterruptSignal = signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
    if (came !== undefined) {
      if (performance.now() - cameAt >= echoMs) {
        process.exit(EXIT_OF_SIGNAL[name]);
      }
      return;
    }
    came = name;
    cameAt = performance.now();
    controller.abort();
    onFirst(name);
  };
  process.on('SIGINT', listener);
  process.on('SIGTERM', listener);
  return {
    signal: controller.signal,
    came: () => came,
    dispose: () => {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    },
  };
}
