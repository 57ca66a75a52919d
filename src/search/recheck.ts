/**
 * Certificates made again, from the journalled runs alone: the search is taken through them once
 * more, with a solver that lists all fault sets instead of reasoning about them. A set that the
 * hunt skipped, or counted as what it was not, shows as another way or another count.
 */
import { createEnumeratingSolver } from '../../solver/enumerating.ts';
import { StoreError } from '../model/errors.ts';
import type { HuntResult } from '../model/hunt.ts';
import type { Runner } from '../model/run.ts';
import { type HuntOptions, hunt } from './hunt.ts';
import { continuing, type JournalEntry } from './resume.ts';

export type RecheckOptions = Omit<
  HuntOptions,
  'runner' | 'solver' | 'budget' | 'onEvent' | 'signal' | 'now'
>;

/** Nothing is left to run: a search that asks for more than was journalled went another way. */
const NO_RUNNER: Runner = {
  run: ({ id }) =>
    Promise.reject(
      new StoreError(
        'journal-short',
        `the journal ends before run ${id}, and the search does not`,
        {
          hint: 'what the hunt covered is less than what it should have',
        },
      ),
    ),
  close: async () => undefined,
};

/**
 * What a hunt with these options and these runs ends with. No run is made.
 *
 * Errors: StoreError `journal-differs` or `journal-short` when the runs are not those that the
 *         search asks for; as `hunt`.
 */
export function recheck(
  options: RecheckOptions,
  past: Iterable<JournalEntry>,
): Promise<HuntResult> {
  const journal = { past, append: () => undefined };
  const { now, over } = continuing(journal, () => 0);
  const budget = { experimentsMax: Number.POSITIVE_INFINITY, timeMs: Number.POSITIVE_INFINITY };
  const solver = createEnumeratingSolver(options.bounds.faultsMax);
  return hunt({
    ...options,
    runner: over(NO_RUNNER),
    solver,
    budget,
    now,
    onEvent: () => undefined,
  });
}
