/**
 * How a runner process is started so that it touches little new memory while tracees wait: a page
 * that is touched first costs as much as several stops. Knows nothing of runs.
 */
import process from 'node:process';

/**
 * Garbage is collected by the one thread that has a processor to run on: helpers that wait for
 * another one, or for their turn behind a real-time thread, hold it up. When, see main.ts. What is
 * young is collected while it still lies in the processor's cache.
 */
export const MEMORY_ARGUMENTS: readonly string[] = [
  '--single-threaded-gc',
  '--expose-gc',
  '--max-semi-space-size=2',
];

/**
 * Of the C library, which columns get their memory from: large pages where the kernel gives them
 * when asked, and what a run gave back is kept for the next one. Others ignore it.
 *
 * Source: glibc manual, Memory Allocation Tunables.
 */
const TUNABLES = [
  'glibc.malloc.hugetlb=1',
  'glibc.malloc.trim_threshold=536870912',
  'glibc.malloc.mmap_threshold=33554432',
].join(':');

const NAME = 'GLIBC_TUNABLES';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment for a runner process; what was set there by others comes last, and counts. */
export function withTunables(environment: Environment): Record<string, string | undefined> {
  const own = environment[NAME];
  return { ...environment, [NAME]: own ? `${TUNABLES}:${own}` : TUNABLES };
}

/** In the runner process: what it starts gets the environment that it would have got without. */
export function hideTunables(environment: Record<string, string | undefined> = process.env): void {
  const all = environment[NAME];
  if (all === TUNABLES) {
    delete environment[NAME];
  } else if (all?.startsWith(`${TUNABLES}:`)) {
    environment[NAME] = all.slice(TUNABLES.length + 1);
  }
}
