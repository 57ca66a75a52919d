/**
 * What happened in a run while one of its faults lasted, as events that faults can wait for. Knows
 * traces and names; which windows are tried is faults/windows.ts.
 */
import type { Naming } from '../faults/naming.ts';
import { endingOf, holdOf } from '../faults/place.ts';
import { isByMask } from '../faults/signal.ts';
import { faultText } from '../faults/text.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { RunResult } from '../model/run.ts';
import type { EventId, Message, Trace } from '../model/trace.ts';
import { crossesNetwork, messageAt } from './literals.ts';

/** It crosses the network, in the time of faults. */
export function isFaultable(message: Message): boolean {
  return message.phase === 'workload' && message.from !== message.to && crossesNetwork(message);
}

/** When its first bytes were given to its peer, while the workload ran. */
function readAt({ events, workload }: Trace, { received }: Message): EventId | undefined {
  const first = received.find((event) => events.at(event)?.call !== 'poll');
  return first !== undefined && first < workload.to ? first : undefined;
}

/** When it happened; undefined: it did not, or is none that this can tell. */
function happenedAt(trace: Trace, event: FaultEvent): EventId | undefined {
  const message = 'at' in event ? messageAt(trace, event.at) : undefined;
  return event.kind === 'sent' ? message?.sent : message && readAt(trace, message);
}

/** Where the fault has ended; undefined: nobody can tell. */
function endIn(trace: Trace, fault: Fault): EventId | undefined {
  const ends = endingOf(fault).map((event) => happenedAt(trace, event));
  return ends.reduce<EventId | undefined>(
    (last, end) => (last === undefined || end === undefined ? undefined : Math.max(last, end)),
    holdOf(fault)?.until === 'time' ? undefined : ends.length === 0 ? trace.workload.to : 0,
  );
}

/**
 * Messages that were read between the begin of the fault and its end, in the order in which they
 * were. Those that runs without faults do not have alike are left out: nothing can wait for them.
 * Empty where the end is not known.
 */
export function happenedDuring(
  fault: Fault,
  { trace, faults }: Pick<RunResult, 'trace' | 'faults'>,
  naming: Naming,
): readonly FaultEvent[] {
  const text = faultText(fault);
  const begin = faults.find((report) => faultText(report.fault) === text)?.event;
  const end = endIn(trace, fault);
  if (begin === undefined || end === undefined) {
    return [];
  }
  const names = naming.namesIn(trace);
  const seen = [...trace.messages].filter(isFaultable).flatMap((message) => {
    const at = readAt(trace, message);
    const name = names.get(message.id);
    const isSure = name !== undefined && (name.stable || !name.known);
    const isNamed = isSure && message.kind !== 'connect' && !isByMask(name.address);
    return isNamed && at !== undefined && at > begin && at < end
      ? [{ at, event: { kind: 'received', at: name.address } as const }]
      : [];
  });
  return seen.toSorted((one, other) => one.at - other.at).map(({ event }) => event);
}

/** All that is to end the fault has happened: it lasted no longer than it says. */
export function hasEndedIn(trace: Trace, fault: Fault): boolean {
  return endingOf(fault).every(
    (event) => !('at' in event) || happenedAt(trace, event) !== undefined,
  );
}
