/**
 * Goals: what the user says is enough for a promise to be kept (DESIGN §8). The invariant is not
 * violated in any run in which one of the spec's goals is reached, whatever else happens there.
 */
import type { EventId, NodeName } from './trace.ts';

/** One thing that a run may bring about. It can't be undone. */
export type GoalEvent = {
  readonly node: NodeName;
  /** It need not happen where a fault has crashed one of these, and it stays down. */
  readonly excusedBy?: readonly NodeName[];
} & (
  | /** A line that the node wrote matches. */ { readonly type: 'log'; readonly match: string }
  /** The node read some of a message whose label matches. Absent `from`: of any. */
  | { readonly type: 'receives'; readonly match: string; readonly from?: NodeName }
  /** The node's first process ended with that exit code. */
  | { readonly type: 'exits'; readonly code: number }
  /** A fault crashed it for good before it had sent any message whose label matches. */
  | { readonly type: 'dies'; readonly before: string }
);

export interface Goal {
  readonly events: readonly GoalEvent[];
  /** So many of them, those that are excused included, reach the goal. From 1 to all. */
  readonly atLeast: number;
  /**
   * Its events come of what they have in their causal past, and nothing that comes besides or
   * sooner keeps them from happening. Else all that happened before them counts as needed.
   */
  readonly monotone: boolean;
  /**
   * What one run rested on is enough in every run that strikes nothing of it, those that lack
   * faults of that run included. Only of monotone goals. Absent: only where these faults are, too.
   */
  readonly unconditional?: true;
}

/** When an event of a goal happened. */
export interface Reached {
  /** The last event of its node before it happened; −1 when there was none. */
  readonly event: EventId;
  /** How many events of all nodes the trace had when it was seen: above `event`. */
  readonly until: number;
}

/** Of each goal each event, in the spec's order; null: it did not happen. */
export type GoalsReached = readonly (readonly (Reached | null)[])[];

function eventText(event: GoalEvent): string {
  const { node, excusedBy = [] } = event;
  const excuse = excusedBy.length === 0 ? '' : ` unless ${excusedBy.join(' or ')} is down`;
  switch (event.type) {
    case 'log':
      return `${node} logs /${event.match}/${excuse}`;
    case 'receives': {
      const from = event.from === undefined ? '' : ` from ${event.from}`;
      return `${node} receives /${event.match}/${from}${excuse}`;
    }
    case 'exits':
      return `${node} exits with ${event.code}${excuse}`;
    case 'dies':
      return `${node} dies before it sends /${event.before}/${excuse}`;
  }
}

/** In one line, for certificates. */
export function goalText({ events, atLeast, monotone, unconditional }: Goal): string {
  const many = atLeast === events.length ? '' : `at least ${atLeast} of: `;
  const how = unconditional ? ' (unconditional)' : monotone ? ' (monotone)' : '';
  return `${many}${events.map(eventText).join('; ')}${how}`;
}
