/**
 * What happened in one run and not in another: messages that were read, by their names in the fault
 * language, which are the same from run to run. Knows nothing of why.
 */
import type { Trace } from '../model/trace.ts';
import { messageNames } from './trace-names.ts';

export interface Difference {
  /** In the order in which they were sent. */
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Names of what was read between nodes, or by the invariant, once the system was set up. */
function namesRead(trace: Trace): ReadonlySet<string> {
  const names = messageNames(trace);
  const read = trace.messages.filter(
    ({ phase, received, from, to }) => phase !== 'setup' && received.length > 0 && from !== to,
  );
  return new Set(read.map(({ id }) => names.get(id)?.full ?? ''));
}

/** `missing`: read in the good run and not in the bad one; `extra`: the other way round. */
export function differenceOf(good: Trace, bad: Trace): Difference {
  const [inGood, inBad] = [namesRead(good), namesRead(bad)];
  return {
    missing: [...inGood].filter((name) => !inBad.has(name)),
    extra: [...inBad].filter((name) => !inGood.has(name)),
  };
}
