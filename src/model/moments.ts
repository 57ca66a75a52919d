/**
 * When a fault begins and ends: events that a run may see, and moments made of them. Whether they
 * can happen in that order is asked by src/faults.
 */
import type { Address } from './address.ts';
import type { NodeName } from './trace.ts';

/** Something that the tracer sees happen, in the order in which it sees it. */
export type FaultEvent =
  /** The call that sent its first byte has ended; a withheld message counts as sent. */
  | { readonly kind: 'sent'; readonly at: Address }
  /** A receive has returned the first of its bytes to the peer. */
  | { readonly kind: 'received'; readonly at: Address }
  /** All processes of the node have been reaped, whatever killed them. */
  | { readonly kind: 'crashed'; readonly node: NodeName }
  /** A fault's restart of the node is ready, as its `ready` in the spec says. */
  | { readonly kind: 'restarted'; readonly node: NodeName }
  | { readonly kind: 'started' | 'ended'; readonly of: 'workload' };

/**
 * How long a fault lasts, from when it fired. `heal`: until the faults of the run end, which is
 * when the workload has ended. `time`: milliseconds of the run's clock. `events`: until all of them
 * have happened since the fault fired; if they never do, until heal.
 */
export type Hold =
  | { readonly until: 'heal' }
  | { readonly until: 'time'; readonly ms: number }
  | { readonly until: 'events'; readonly events: readonly FaultEvent[] };

/**
 * Where in the run a fault at a message or call may fire. Its ordinal (or `when=`) counts from the
 * moment when all of `after` have happened, in any order, each counted over the whole run; of what
 * comes then, only what has all messages among them in its past. Nothing fires any more when
 * `before` has happened. Absent: the whole workload.
 */
export interface FaultWindow {
  /** May be empty if there is a `before`. */
  readonly after: readonly FaultEvent[];
  readonly before?: FaultEvent;
}
