/**
 * Which faults a hunt may try at all, besides their number: at which nodes and links, and until
 * when (the paper's EFF, the end of finite failures). Knows the bounds and the fault language.
 */
import { addressOf } from '../faults/place.ts';
import { parseEvent } from '../faults/text.ts';
import type { Bounds } from '../model/bounds.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { EventId, NodeName, Trace } from '../model/trace.ts';
import { messageAt, type Reach } from './literals.ts';

const linkPlaces = (from: NodeName, to: NodeName): readonly string[] => [from, to, `${from}→${to}`];

/**
 * What names each part of a fault in `only` and `except`: its node, or the ends and the link of a
 * message; of a partition those of all links.
 */
function placesOf(fault: Fault): readonly (readonly string[])[] {
  const at = addressOf(fault);
  if (fault.kind === 'partition') {
    const [one, other] = fault.sides;
    return one.flatMap((a) => other.flatMap((b) => [linkPlaces(a, b), linkPlaces(b, a)]));
  }
  if (fault.kind === 'crash' || at === undefined) {
    return [fault.kind === 'crash' ? [fault.node] : []];
  }
  return [linkPlaces(at.from, at.to)];
}

function isAllowed(fault: Fault, { only, except = [] }: Bounds): boolean {
  return placesOf(fault).every((places) => {
    const isNamed = (names: readonly string[]): boolean =>
      places.some((place) => names.includes(place));
    return (only === undefined || isNamed(only)) && !isNamed(except);
  });
}

/** When it happened in that run; Infinity: it did not. */
function placeOf(trace: Trace, event: FaultEvent): EventId {
  const message = 'at' in event ? messageAt(trace, event.at) : undefined;
  const at = event.kind === 'received' ? message?.received[0] : message?.sent;
  return at ?? Number.POSITIVE_INFINITY;
}

/**
 * What the bounds allow in a run. With `until` a fault is at a message that was sent before that
 * event, and is told not to fire after it; a crash at the end of the workload is none of these. A
 * partition ends with that event.
 *
 * Errors: SpecError for an `until` that is no event.
 */
export function reachIn(trace: Trace, bounds: Bounds): Reach {
  if (bounds.until === undefined) {
    return (fault) => (isAllowed(fault, bounds) ? fault : undefined);
  }
  const before = parseEvent(bounds.until);
  const end = placeOf(trace, before);
  const { sent } = trace.messages.columns;
  return (fault, message) => {
    const isInTime = message !== undefined && (sent[message] ?? 0) < end;
    if (!isInTime || !isAllowed(fault, bounds)) {
      return undefined;
    }
    return fault.kind === 'partition'
      ? { ...fault, hold: { until: 'events', events: [before] } }
      : { ...fault, window: { after: [], before } };
  };
}
