/** Addresses of the messages of a recorded trace. */
import type { MessageId, Trace } from '../model/trace.ts';
import { type AddressLadder, OrdinalCounter } from './ordinals.ts';

/**
 * The addresses of all workload messages of a trace, in the trace's order. Withheld messages count
 * too: they were sent. They are the addresses that a plan's `commit` gave during the run, if it was
 * shown the messages in that order.
 */
export function addressLadders(trace: Trace): ReadonlyMap<MessageId, AddressLadder> {
  const counter = new OrdinalCounter();
  const ladders = new Map<MessageId, AddressLadder>();
  for (const message of trace.messages) {
    if (message.phase === 'workload') {
      ladders.set(message.id, counter.next(message));
    }
  }
  return ladders;
}
