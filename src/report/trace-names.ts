/**
 * Names of channels and messages within one trace, for reading. Messages that a fault may touch get
 * the address that the fault language uses, at level `label`; which level holds across runs is the
 * faults room's business.
 */

import { addressText } from '../faults/address-text.ts';
import { addressLadders } from '../faults/addresses.ts';
import { quote } from '../faults/quoted.ts';
import type { Channel, Direction, Message, MessageId, Trace } from '../model/trace.ts';
import { escapeLine } from './escape.ts';

export interface MessageName {
  /** `primary→backup "SET k1"#1`; without ordinal outside the workload. */
  readonly full: string;
  /** The same without its ends: `"SET k1"#1`. */
  readonly short: string;
}

/** `primary→backup tcp 1`: the direction's sender first, the channel's ordinal last. */
export function directionText(
  channel: Channel | undefined,
  direction: Direction | undefined,
): string {
  if (channel === undefined) {
    return '';
  }
  const [client, server] = [escapeLine(channel.client), escapeLine(channel.server)];
  const ends = direction === 'back' ? `${server}→${client}` : `${client}→${server}`;
  return `${ends} ${channel.kind} ${channel.ordinal}`;
}

/** Set-up and check can't be faulted, so their messages have no address. */
function plainName(message: Message): string {
  const label = message.kind === 'connect' ? 'connect' : quote(message.label);
  return `${message.from}→${message.to} ${label}`;
}

/** The names of all messages of the trace. */
export function messageNames(trace: Trace): ReadonlyMap<MessageId, MessageName> {
  const ladders = addressLadders(trace);
  return new Map(
    trace.messages.map((message) => {
      const address = ladders.get(message.id)?.label;
      const text = address === undefined ? plainName(message) : addressText(address);
      const ends = `${message.from}→${message.to} `;
      return [message.id, { full: escapeLine(text), short: escapeLine(text.slice(ends.length)) }];
    }),
  );
}
