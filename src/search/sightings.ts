/**
 * What a hunt was to see in some of its runs, whatever is right or wrong there. A hunt that has
 * never seen it has not been where it was sent, so it is no pass. Knows the runs that it is shown;
 * what is looked for in them is the runner's.
 */
import type { Sighting } from '../model/hunt.ts';
import type { Runner } from '../model/run.ts';
import type { Sometimes } from '../model/spec.ts';

/** `a line like /became leader/ of backup`. */
export const sometimesText = ({ match, node }: Sometimes): string =>
  `a line like /${match}/ of ${node ?? 'anybody'}`;

export interface Sightings {
  /** Shows all runs of the other one. */
  readonly runner: Runner;
  /** In the order of what is looked for. */
  all(): readonly Sighting[];
  /** In words what no run has had; undefined when nothing is missing. */
  missing(): string | undefined;
}

/** Nothing has been seen yet. */
export function sightingsOver(runner: Runner, sought: readonly Sometimes[]): Sightings {
  const runs = sought.map(() => 0);
  const all = (): readonly Sighting[] =>
    sought.map((one, index) => ({ what: sometimesText(one), runs: runs[index] ?? 0 }));
  return {
    runner: {
      async run(request) {
        const result = await runner.run(request);
        for (const index of result.seen ?? []) {
          runs[index] = (runs[index] ?? 0) + 1;
        }
        return result;
      },
      close: () => runner.close(),
    },
    all,
    missing: () => {
      const never = all().filter((one) => one.runs === 0);
      return never.length === 0
        ? undefined
        : `never seen: ${never.map(({ what }) => what).join('; ')}`;
    },
  };
}
