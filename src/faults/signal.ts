/**
 * What a plan is told of a run while it happens, and which events of the fault language that is.
 */
import type { Address } from '../model/address.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { NodeName } from '../model/trace.ts';
import type { AddressLadder } from './ordinals.ts';

/** In the order in which the tracer saw it. Only what happens during the workload. */
export type Signal =
  | { readonly kind: 'sent' | 'received'; readonly ladder: AddressLadder }
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

/** The message has this address but for its ordinal. */
export function isNamed(at: Address, ladder: AddressLadder): boolean {
  const other = ladder[at.level];
  return (
    at.from === other.from &&
    at.to === other.to &&
    at.kind === other.kind &&
    at.level === other.level &&
    at.label === other.label &&
    at.digest === other.digest
  );
}
