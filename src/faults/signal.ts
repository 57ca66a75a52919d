/**
 * What a plan is told of a run while it happens, and which events of the fault language that is.
 */
import type { Address } from '../model/address.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import { isMask, matchesMask } from './masks.ts';
import type { AddressLadder } from './ordinals.ts';

/**
 * What happens is a consequence of the anchor: the anchor's event, or one behind it in
 * happens-before.
 */
export type Precedes = (anchor: EventId, at: EventId) => boolean;

/** All that comes later counts as a consequence. */
export const AS_OBSERVED: Precedes = () => true;

/**
 * In the order in which the tracer saw it. Only what happens during the workload. `at`: the entry
 * of the call that sent it, or the exit of the call that received it; absent where no order but
 * that of being told is known.
 */
export type Signal =
  | {
      readonly kind: 'sent' | 'received';
      readonly ladder: AddressLadder;
      readonly at?: EventId | undefined;
    }
  | { readonly kind: 'crashed' | 'restarted'; readonly node: NodeName }
  | { readonly kind: 'started' | 'ended'; readonly of: 'workload' };

/** The signal is that event. */
export function isEvent(signal: Signal, event: FaultEvent): boolean {
  switch (signal.kind) {
    case 'sent':
    case 'received':
      return event.kind === signal.kind && isAt(event.at, signal.ladder);
    case 'crashed':
    case 'restarted':
      return event.kind === signal.kind && event.node === signal.node;
    case 'started':
    case 'ended':
      return event.kind === signal.kind;
  }
}

/** The message has this address. */
export function isAt(at: Address, ladder: AddressLadder): boolean {
  return isNamed(at, ladder) && at.ordinal === ladder[at.level].ordinal;
}

/** The address is a mask: its ordinal counts the messages that match it, which no ladder does. */
export function isByMask({ level, label }: Address): boolean {
  return level === 'label' && isMask(label);
}

/** The message has this address but for its ordinal. */
export function isNamed(at: Address, ladder: AddressLadder): boolean {
  const other = ladder[at.level];
  return (
    at.from === other.from &&
    at.to === other.to &&
    at.kind === other.kind &&
    at.level === other.level &&
    at.digest === other.digest &&
    (at.label === other.label || (isByMask(at) && matchesMask(at.label, other.label)))
  );
}
