/** Addresses of the messages of a recorded trace. */
import type { EventId, Message, MessageId, Trace } from '../model/trace.ts';
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
  const reads = workload
    .flatMap((message) => {
      const at = firstRead(trace, message);
      return at === undefined ? [] : [{ message, at }];
    })
    .sort((one, other) => one.at - other.at);
  let next = 0;
  for (const message of workload) {
    for (let read = reads[next]; read !== undefined && read.at < message.sent; ) {
      contexts.receive(read.message, read.at);
      next += 1;
      read = reads[next];
    }
    const channelOrdinal = trace.channels[message.channel]?.ordinal;
    const context = contexts.of(message.from);
    const named = { ...message, context, ...(channelOrdinal && { channelOrdinal }) };
    ladders.set(message.id, counter.next(named));
  }
  return ladders;
}

/** That something lay there unread, as polls tell, is not in a context. */
function firstRead({ events }: Trace, { received }: Message): EventId | undefined {
  return received.find((event) => events.at(event)?.call !== 'poll');
}
