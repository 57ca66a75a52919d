/** Processes that died of an error: of a signal that the kernel, or they themselves, sent them. */
import { constants } from 'node:os';
import type { NodeName } from '../model/trace.ts';

/** Signals that tell of an error of the program. Nobody stops a program with these. */
const OF_ERRORS = [
  ...(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP'] as const),
] as const;

const NAMES: ReadonlyMap<number, string> = new Map(
  OF_ERRORS.map((name) => [constants.signals[name], name]),
);

export class Fallen {
  readonly #signals = new Map<NodeName, string[]>();

  /** `status`: as waitpid gives it. */
  note(node: NodeName, status: number): void {
    const name = NAMES.get(status & 0x7f);
    if (name !== undefined) {
      this.#signals.set(node, [...this.in(node), name]);
    }
  }

  in(node: NodeName): readonly string[] {
    return this.#signals.get(node) ?? [];
  }
}
