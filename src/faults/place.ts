/** Where in a run a fault strikes: its message, its node, the nodes that it names. */
import type { Address } from '../model/address.ts';
import { isDatagram } from '../model/channel.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultEvent, Hold } from '../model/moments.ts';
import type { NodeName } from '../model/trace.ts';

/** The message that the fault is at; undefined for faults at none. */
export function addressOf(fault: Fault): Address | undefined {
  switch (fault.kind) {
    case 'partition':
    case 'fill':
      return undefined;
    default:
      return fault.at;
  }
}

/** Both are counted alike: the one with the lower ordinal was sent first, in any run. */
export function isSameName(a: Address, b: Address): boolean {
  const parts = ['from', 'to', 'kind', 'level', 'label', 'digest'] as const;
  return parts.every((part) => a[part] === b[part]);
}

/** How the message travels: what can befall it depends on that. */
export function carrierOf({ kind }: Address): 'stream' | 'datagram' | 'attempt' {
  return kind === 'connect' ? 'attempt' : isDatagram(kind) ? 'datagram' : 'stream';
}

/** The same fault at another message. */
export function movedTo<F extends Fault>(fault: F, at: Address): F {
  return { ...fault, at };
}

/** The node that a fault of a node strikes; undefined for faults at messages and partitions. */
export function nodeOf(fault: Fault): NodeName | undefined {
  switch (fault.kind) {
    case 'crash':
    case 'pause':
    case 'fill':
      return fault.node;
    case 'fail':
    case 'shorten':
      return fault.site?.node;
    default:
      return undefined;
  }
}

/** The events that must happen before it fires, in no order. */
export function awaitedBy(fault: Fault): readonly FaultEvent[] {
  switch (fault.kind) {
    case 'partition':
    case 'fill':
      return fault.from ?? [];
    case 'crash':
    case 'pause':
      return [...(fault.once ?? []), ...(fault.window?.after ?? [])];
    default:
      return fault.window?.after ?? [];
  }
}

/** How long it lasts, or its node stays down; undefined: it is over at once, or never. */
export function holdOf(fault: Fault): Hold | undefined {
  switch (fault.kind) {
    case 'crash':
      return fault.restart;
    case 'partition':
    case 'fill':
      return fault.hold ?? { until: 'heal' };
    case 'reorder':
      return { until: 'heal' };
    default:
      return 'hold' in fault ? fault.hold : undefined;
  }
}

/** The events that end it, or that bring the node back. */
export function endingOf(fault: Fault): readonly FaultEvent[] {
  const hold = holdOf(fault);
  return hold?.until === 'events' ? hold.events : [];
}

/** After it nothing fires any more. */
export function closingOf(fault: Fault): FaultEvent | undefined {
  return 'window' in fault ? fault.window?.before : undefined;
}

/** All nodes that the fault names, each once. */
export function nodesIn(fault: Fault): readonly NodeName[] {
  const at = addressOf(fault);
  const node = nodeOf(fault);
  const closing = closingOf(fault);
  const events = [...awaitedBy(fault), ...endingOf(fault), ...(closing ? [closing] : [])];
  return [
    ...new Set([
      ...(node === undefined ? [] : [node]),
      ...(at === undefined ? [] : [at.from, at.to]),
      ...(fault.kind === 'partition' ? fault.sides.flat() : []),
      ...events.flatMap(nodesOfEvent),
    ]),
  ];
}

/** The nodes that an event names. */
export function nodesOfEvent(event: FaultEvent): readonly NodeName[] {
  switch (event.kind) {
    case 'sent':
    case 'received':
      return [event.at.from, event.at.to];
    case 'crashed':
    case 'restarted':
      return [event.node];
    case 'started':
    case 'ended':
      return [];
  }
}
