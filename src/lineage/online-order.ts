/**
 * Happens-before while the run goes on (Box of Pain §4.2): vector clocks, brought up to date edge
 * by edge, and asked at any time. A clock says, for each lane, which event of it is the last in the
 * past. A lane is what has an order of its own: a node, where threads share memory that no system
 * call shows; or a thread, for display.
 *
 * Why no clock is kept for an event: it differs from that of the event before in its lane only
 * where an edge comes in. So each component is kept by itself, as the events at which it rises.
 */
import { ensure } from '../model/errors.ts';
import type { EventLog, ThreadName } from '../model/event-log.ts';
import type { EventId } from '../model/trace.ts';
import type { RunView, Witness } from '../model/witness.ts';
import { Staircase } from './staircase.ts';

/** The name of the lane that a thread's events are in. */
export type LaneOf = (thread: ThreadName) => string;

/** The whole node's observed order is one chain: the order that supports go by. */
export const laneOfNode: LaneOf = ({ node }) => node;

type Lane = number;

export class OnlineOrder implements Witness {
  readonly #events: EventLog;
  readonly #laneOf: LaneOf;
  readonly #codes = new Map<string, Lane>();
  /** By thread's index in the log. */
  readonly #lanes: Lane[] = [];
  /** By lane, then by the lane whose last known event it tells. */
  readonly #clocks: (Staircase | undefined)[][] = [];

  constructor({ events }: Pick<RunView, 'events'>, laneOf: LaneOf = laneOfNode) {
    this.#events = events;
    this.#laneOf = laneOf;
  }

  event(): void {
    // An event that no edge leads to knows what the one before it in its lane knew.
  }

  phase(): void {
    // Causality knows no phases.
  }

  /**
   * The edge may lead to an event with others behind it, in its lane and beyond: all that have it
   * in their past learn what the edge brings.
   *
   * Cost: O(lanes) while the event is the latest of its lane, amortised; with later ones, what they
   *       rose by since has to be moved too.
   * Why:  that is the whole closure. A lane's events with `to` in their past are those from some
   *       event on, and from there each component is now at least what it is at `from`.
   */
  edge(from: EventId, to: EventId): void {
    ensure(from < to, `edge ${from}→${to} leads backwards in observation order`);
    const source = this.#lane(from);
    const target = this.#lane(to);
    if (source === target || this.#last(target, source, to) >= from) {
      return;
    }
    for (let lane = 0; lane < this.#clocks.length; lane += 1) {
      const first = lane === target ? to : this.#clocks[lane]?.[target]?.firstReaching(to);
      if (first !== undefined) {
        this.#learn(lane, first, source, from);
      }
    }
  }

  /** A strict partial order; `false` for what is no event yet. Cost: O(log events). */
  before(a: EventId, b: EventId): boolean {
    if (a < 0 || a >= b || b >= this.#events.length) {
      return false;
    }
    return this.#last(this.#lane(b), this.#lane(a), b) >= a;
  }

  /** The components' rises: what the order takes in memory, 8 bytes each. */
  get rises(): number {
    return this.#clocks.flat().reduce((sum, clock) => sum + (clock?.length ?? 0), 0);
  }

  /** From `first` on, events of `lane` have `from` and its past in theirs. */
  #learn(lane: Lane, first: EventId, source: Lane, from: EventId): void {
    for (let known = 0; known < this.#clocks.length; known += 1) {
      const last = this.#last(source, known, from);
      if (known !== lane && last >= 0) {
        this.#clock(lane, known).raise(first, last);
      }
    }
  }

  /** The last event of lane `known` that is in the past of `event`, or is it; −1: none. */
  #last(lane: Lane, known: Lane, event: EventId): EventId {
    return lane === known ? event : (this.#clocks[lane]?.[known]?.valueAt(event) ?? -1);
  }

  #clock(lane: Lane, known: Lane): Staircase {
    const clocks = this.#clocks[lane] as (Staircase | undefined)[];
    const clock = clocks[known] ?? new Staircase();
    clocks[known] = clock;
    return clock;
  }

  #lane(event: EventId): Lane {
    const thread = this.#events.columns.thread[event] ?? 0;
    let lane = this.#lanes[thread];
    if (lane === undefined) {
      const name = this.#laneOf(this.#events.threads[thread] as ThreadName);
      lane = this.#codes.get(name) ?? this.#codes.size;
      if (lane === this.#clocks.length) {
        this.#codes.set(name, lane);
        this.#clocks.push([]);
      }
      this.#lanes[thread] = lane;
    }
    return lane;
  }
}
