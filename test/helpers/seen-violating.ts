/** Whether a hunt has seen what trying everything has. */
import * as assert from 'uvu/assert';
import { type Hunted, textsOf } from './hunting.ts';

function isSubset(a: readonly string[], b: readonly string[]): boolean {
  return a.every((text) => b.includes(text));
}

/** Keys of all sets that the hunt saw violate. */
export function seenViolating({ events }: Hunted): ReadonlySet<string> {
  const sets = events.flatMap((event) => {
    if (event.kind === 'violation') {
      return [event.faults];
    }
    return event.kind === 'minimise-step' && event.kept ? [event.trying] : [];
  });
  return new Set(sets.map((faults) => [...textsOf(faults)].sort().join('\n')));
}

/** Of the violating sets, those that hold no other, were seen. */
export function checkSeen(
  violating: readonly (readonly string[])[],
  seen: ReadonlySet<string>,
): void {
  const minimal = violating.filter(
    (set) => !violating.some((other) => other.length < set.length && isSubset(other, set)),
  );
  for (const set of minimal) {
    // A crash before a send is offered only where a peer was active since the last send: where
    // none was, the crash after that one stands for it.
    if (!set.some((text) => text.includes('crash before'))) {
      assert.ok(seen.has(set.join('\n')), `missed ${set.join('; ')}`);
    }
  }
}
