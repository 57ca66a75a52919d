/**
 * What lies around a fault, as runs without faults show it: who takes part, and what a node sends
 * next. Names messages as the hunt does.
 */
import type { Naming } from '../faults/naming.ts';
import type { Surroundings } from '../faults/weaker.ts';
import type { Address } from '../model/address.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { RunResult } from '../model/run.ts';
import type { NodeName, Trace } from '../model/trace.ts';
import { messageAt } from './literals.ts';
import { happenedDuring, isFaultable } from './windows.ts';

/** And what happened in a run while one of its faults lasted. */
export interface Around extends Surroundings {
  readonly during: (fault: Fault, result: RunResult) => readonly FaultEvent[];
}

/** As `good` shows it, a run in which no fault struck. */
export function surroundingsIn(good: Trace, naming: Naming): Around {
  const names = naming.namesIn(good);
  const sent = good.messages.filter(isFaultable);
  const nodes = new Set<NodeName>(sent.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: [...nodes].toSorted(),
    during: (fault, result) => happenedDuring(fault, result, naming),
    nextSent(at: Address) {
      const message = messageAt(good, at);
      const next = message && sent.find(({ id, from }) => id > message.id && from === message.from);
      return next && names.get(next.id)?.address;
    },
  };
}
