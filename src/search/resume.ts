/**
 * A hunt that goes on where another was interrupted. What the search decides follows from the runs
 * it got, so its runner gives it those of the journal again, in their order, before it makes new
 * ones. Knows no files.
 */
import { faultText } from '../faults/text.ts';
import { StoreError } from '../model/errors.ts';
import type { Runner, RunRequest, RunResult } from '../model/run.ts';

export interface JournalEntry {
  readonly result: RunResult;
  /** Milliseconds by the hunt's clock when the run had ended. */
  readonly elapsedMs: number;
}

export interface Journal {
  /** The runs of the interrupted hunt; read once, one by one. */
  readonly past: Iterable<JournalEntry>;
  readonly append: (entry: JournalEntry) => void;
}

export interface Continuation {
  /** The hunt's clock in milliseconds, from 0: the time between two processes does not pass. */
  readonly now: () => number;
  /** The runner of the hunt, made of one that makes new runs. */
  readonly over: (runner: Runner) => Runner;
}

const wordsOf = ({ id, purpose, faults }: RunRequest): string =>
  `run ${id}, ${purpose} of {${faults.map(faultText).join('; ')}}`;

function checkSame(asked: RunRequest, known: RunRequest): void {
  if (wordsOf(asked) !== wordsOf(known)) {
    throw new StoreError(
      'journal-differs',
      `the interrupted hunt went another way: ${wordsOf(known)} is in its journal, ` +
        `and the search asks for ${wordsOf(asked)}`,
      { hint: 'start the hunt anew with --fresh' },
    );
  }
}

/**
 * `now` is any clock in milliseconds. Runs that reject are not journalled: they are made again.
 *
 * Errors: the runner's `run` rejects with StoreError `journal-differs` when the search asks for
 *         another run than the journal has next.
 */
export function continuing(journal: Journal, now: () => number): Continuation {
  const past = journal.past[Symbol.iterator]();
  let next = past.next();
  let elapsedMs = 0;
  let since = now();
  const clock = (): number => (next.done === true ? elapsedMs + now() - since : elapsedMs);
  const again = (request: RunRequest, { result, elapsedMs: then }: JournalEntry): RunResult => {
    checkSame(request, result.request);
    elapsedMs = then;
    since = now();
    next = past.next();
    return { ...result, request };
  };
  return {
    now: clock,
    over: (runner) => ({
      async run(request) {
        if (next.done !== true) {
          return again(request, next.value);
        }
        const result = await runner.run(request);
        journal.append({ result, elapsedMs: clock() });
        return result;
      },
      close: () => runner.close(),
    }),
  };
}
