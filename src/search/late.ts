/**
 * Delays that a hunt tries: a message that comes too late. Either when the workload has ended, or
 * right after its reader has gone on without it, which is told by what the reader sends next.
 * Knows traces and names; what it costs and teaches is elsewhere.
 */

import type { MessageName } from '../faults/naming.ts';
import { featuresOf, INJECTED } from '../faults/supported.ts';
import type { Address } from '../model/address.ts';
import { isDatagram } from '../model/channel.ts';
import type { DelayFault, Fault } from '../model/fault.ts';
import type { EventId, Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { isClient } from '../model/trace.ts';

type Names = ReadonlyMap<MessageId, MessageName>;

/** The same, when the workload has ended: whatever else it may be late for, it is for that. */
export const untilHeal = (at: Address): DelayFault => ({
  kind: 'delay',
  at,
  hold: { until: 'heal' },
});

/** What a real run could not bring about is planned by nobody. */
export const canInject = (fault: Fault): boolean =>
  featuresOf(fault).every((feature) => INJECTED[feature]);

/** By node what it sent in the workload, in order. */
function sendsIn(trace: Trace): (node: NodeName) => readonly Message[] {
  const sends = new Map<NodeName, Message[]>();
  for (const message of trace.messages) {
    if (message.phase === 'workload' && message.from !== message.to) {
      const own = sends.get(message.from) ?? [];
      own.push(message);
      sends.set(message.from, own);
    }
  }
  return (node) => sends.get(node) ?? [];
}

/** When the reader had it, or would have had it: in the time of faults. */
function missedAt(trace: Trace, { received, sent }: Message): EventId {
  const [read] = received;
  return read !== undefined && read < trace.workload.to ? read : sent;
}

/**
 * The delays of a message of that run. Its reader goes on with what no fault-free run has, if it
 * does that in this run, for then it made up for something; else with whatever it sends next.
 *
 * Why: what the reader sends is in the past of all that it reads later, so what the delay waits for
 *      is in the past of what it delays, and a clause needs no edges that the trace has not.
 */
export function delaysIn(
  trace: Trace,
  names: Names,
): (message: Message, at: Address) => readonly DelayFault[] {
  const sends = sendsIn(trace);
  return (message, at) => {
    const missed = missedAt(trace, message);
    const later = sends(message.to).filter(({ sent }) => sent > missed);
    const isUnheardOf = ({ id }: Message): boolean => names.get(id)?.known === false;
    const next = later.find(isUnheardOf) ?? later[0];
    const sent = next && names.get(next.id)?.address;
    // When faults end, clients have ended: for them too late is never.
    const delays = isClient(message.to) ? [] : [untilHeal(at)];
    if (sent !== undefined) {
      delays.push({
        kind: 'delay',
        at,
        hold: { until: 'events', events: [{ kind: 'sent', at: sent }] },
      });
    }
    return delays.filter(canInject);
  };
}

/**
 * Datagrams that nobody read as their receiver was down, and that would be read if they came when
 * it is back: too late is not the same as never for them.
 */
export function missedBy(
  trace: Trace,
  returning: ReadonlySet<NodeName> | undefined,
): readonly MessageId[] {
  return returning === undefined || returning.size === 0
    ? []
    : trace.messages.flatMap(({ id, kind, phase, to, received, withheld }) =>
        phase === 'workload' &&
        kind !== 'connect' &&
        isDatagram(kind) &&
        returning.has(to) &&
        received.length === 0 &&
        !withheld
          ? [id]
          : [],
      );
}
