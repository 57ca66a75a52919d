/** Addresses of the messages of a recorded trace. */
import type { Message, MessageId, Trace } from '../model/trace.ts';
import { CausalContexts } from './contexts.ts';
import { type AddressLadder, OrdinalCounter } from './ordinals.ts';

/**
 * The addresses of all workload messages of a trace, in the trace's order. Withheld messages count
 * too: they were sent. They are the addresses that a plan's `commit` gave during the run, if it was
 * shown the messages in that order, and their first reads when they happened.
 */
export function addressLadders(trace: Trace): ReadonlyMap<MessageId, AddressLadder> {
  const counter = new OrdinalCounter();
  const contexts = new CausalContexts();
  const ladders = new Map<MessageId, AddressLadder>();
  const workload = trace.messages.filter(({ phase }) => phase === 'workload');
  const read = workload.filter(({ received }) => received.length > 0).sort(byFirstRead);
  let next = 0;
  for (const message of workload) {
    for (let one = read[next]; one !== undefined && firstRead(one) < message.sent; ) {
      contexts.receive(one);
      next += 1;
      one = read[next];
    }
    const channelOrdinal = trace.channels[message.channel]?.ordinal;
    const context = contexts.of(message.from);
    const named = { ...message, context, ...(channelOrdinal && { channelOrdinal }) };
    ladders.set(message.id, counter.next(named));
  }
  return ladders;
}

function firstRead({ received }: Message): number {
  return received[0] ?? Number.POSITIVE_INFINITY;
}

function byFirstRead(one: Message, other: Message): number {
  return firstRead(one) - firstRead(other);
}
