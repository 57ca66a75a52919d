/**
 * What lies around a fault, as runs without faults show it: who takes part, and what a node sends
 * next. Names messages as the hunt does.
 */
import type { Naming } from '../faults/naming.ts';
import type { Surroundings } from '../faults/weaker.ts';
import { isSystemNode } from '../lineage/support.ts';
import type { Address } from '../model/address.ts';
import { isClient, type Message, type NodeName, type Trace } from '../model/trace.ts';
import { messageAt } from './literals.ts';

/** It crosses the network, in the time of faults. */
export function isFaultable({ from, to, phase }: Message): boolean {
  const ends = [from, to];
  return (
    phase === 'workload' &&
    from !== to &&
    ends.every((node) => isSystemNode(node) || isClient(node)) &&
    ends.some(isSystemNode)
  );
}

/** As `good` shows it, a run in which no fault struck. */
export function surroundingsIn(good: Trace, naming: Naming): Surroundings {
  const names = naming.namesIn(good);
  const sent = good.messages.filter(isFaultable);
  const nodes = new Set<NodeName>(sent.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: [...nodes].toSorted(),
    nextSent(at: Address) {
      const message = messageAt(good, at);
      const next = message && sent.find(({ id, from }) => id > message.id && from === message.from);
      return next && names.get(next.id)?.address;
    },
  };
}
