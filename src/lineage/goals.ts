/**
 * Goals of a run: which of their events happened, by which sets of them a promise was kept, and
 * what such a set rests on. Knows neither logs nor fault kinds.
 *
 * Why it is sound: let a run under faults F reach a goal by some of its events, and let C be what
 *     these rest on. What strikes nothing in C leaves each node's part of C as it was, in its
 *     order, so the same events happen in a run under F and more; then the goal is reached there,
 *     and what the spec says of the goal holds: that run violates nothing. So a violation above F
 *     strikes C, for each such set of events; k of n events that happened can be left out by no
 *     fewer than n − k + 1 of them.
 * Where it is not: a goal that a message can keep from being reached by coming sooner. Such a
 *     message may be sent because another one stayed away, of which C knows nothing. Therefore C is
 *     all that happened before the event, unless the spec says that the goal is monotone; then it
 *     is the event's causal past.
 */
import type { Goal, GoalEvent, GoalsReached, Reached } from '../model/goal.ts';
import type { EventId, NodeName, Trace } from '../model/trace.ts';
import { type CausalPast, causalPast } from './causal-past.ts';
import { feltNodes, type Support, supportWithin } from './support.ts';

/** Events of one goal that together reach it. */
export interface Way {
  readonly goal: Goal;
  /** Of the goal's events, by index, those that happened and are needed; none: all are excused. */
  readonly events: readonly number[];
  /** Of each of `events`. */
  readonly reached: readonly Reached[];
  /** Dead nodes that excuse events which it lacks. */
  readonly excusedBy: readonly NodeName[];
  /** Nodes of which it needs that they died where they did. */
  readonly dying: readonly NodeName[];
  /** Equal in runs that reach the same goal by the same events. */
  readonly name: string;
}

/** More ways than that of one run are not looked at: each only narrows what is tried. */
const WAYS_MAX = 64;

/** What a node did last, if it never sent a message with such a label. */
function muteIn(trace: Trace, node: NodeName, match: string): Reached | null {
  const expression = new RegExp(match);
  const hasSent = trace.messages.some(({ from, label }) => from === node && expression.test(label));
  const event = trace.events.lastOf(node) ?? -1;
  return hasSent ? null : { event, until: event + 1 };
}

/** When an event happened, by the trace alone; null for one that is not seen in it. */
export function reachedIn(trace: Trace, event: GoalEvent): Reached | null {
  if (event.type === 'dies') {
    return muteIn(trace, event.node, event.before);
  }
  if (event.type !== 'receives') {
    return null;
  }
  const expression = new RegExp(event.match);
  let first = Number.POSITIVE_INFINITY;
  for (const message of trace.messages) {
    const isMeant =
      message.to === event.node && (event.from === undefined || message.from === event.from);
    const at = message.received[0];
    if (isMeant && at !== undefined && at < first && expression.test(message.label)) {
      first = at;
    }
  }
  return Number.isFinite(first) ? { event: first, until: first + 1 } : null;
}

function* choices(items: readonly number[], size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= items.length - size; index += 1) {
    for (const rest of choices(items, size - 1, index + 1)) {
      yield [items[index] as number, ...rest];
    }
  }
}

/** The nodes that a fault has crashed, and that stayed down. */
export interface Down {
  readonly all: ReadonlySet<NodeName>;
  /** Those that died at a message of theirs, so that nothing of theirs came after it. */
  readonly atSend: ReadonlySet<NodeName>;
}

const isIn = (nodes: ReadonlySet<NodeName>, some: readonly NodeName[] = []): readonly NodeName[] =>
  some.filter((node) => nodes.has(node));

/** Of one goal; `spare`: events that are excused need not happen, though they did. */
function* waysOf(
  goal: Goal,
  place: number,
  of: readonly (Reached | null)[],
  { all }: Down,
  spare: boolean,
): Generator<Way> {
  const excused: NodeName[][] = [];
  const happened: number[] = [];
  for (const [index, { excusedBy }] of goal.events.entries()) {
    const by = isIn(all, excusedBy);
    const hasHappened = (of[index] ?? null) !== null;
    if (by.length > 0 && (spare || !hasHappened)) {
      excused.push([...by]);
    } else if (hasHappened) {
      happened.push(index);
    }
  }
  const needed = Math.max(0, goal.atLeast - excused.length);
  for (const events of needed > happened.length ? [] : choices(happened, needed)) {
    const name = `${place}: ${events.join(' ')}${spare ? ' and the dead' : ''}`;
    const dying = events.flatMap((index) => {
      const { type, node } = goal.events[index] ?? {};
      return type === 'dies' && node !== undefined ? [node] : [];
    });
    const reached = events.map((index) => of[index] as Reached);
    yield { goal, events, reached, excusedBy: [...new Set(excused.flat())], dying, name };
  }
}

/**
 * The smallest sets of events by which the run reached a goal. Empty: it reached none. Of an
 * unconditional goal also those in which nothing is asked of the dead that can be excused.
 */
export function waysIn(goals: readonly Goal[], reached: GoalsReached, down: Down): readonly Way[] {
  const ways: Way[] = [];
  for (const [place, goal] of goals.entries()) {
    const of = (reached[place] ?? []).map((one, index) => {
      const event = goal.events[index];
      return event?.type === 'dies' && !down.atSend.has(event.node) ? null : one;
    });
    const canSpare =
      goal.unconditional === true &&
      goal.events.some(
        ({ excusedBy }, index) => (of[index] ?? null) !== null && isIn(down.all, excusedBy).length,
      );
    for (const spare of canSpare ? [false, true] : [false]) {
      for (const way of waysOf(goal, place, of, down, spare)) {
        if (ways.length === WAYS_MAX) {
          return ways;
        }
        ways.push(way);
      }
    }
  }
  return ways;
}

/** All that happened before: a prefix of the run. */
function prefixOf(trace: Trace, until: number): CausalPast {
  const lastOf = new Map<NodeName, EventId>();
  for (let id = 0; id < Math.min(until, trace.events.length); id += 1) {
    lastOf.set(trace.events.nodeOf(id) ?? '', id);
  }
  return { lastOf, includes: (event) => event < until };
}

function pastOf(trace: Trace, { goal, reached }: Way): CausalPast {
  const anchors = reached.filter(({ event }) => event >= 0);
  return goal.monotone
    ? causalPast(
        trace,
        anchors.map(({ event }) => event),
      )
    : prefixOf(trace, Math.max(0, ...reached.map(({ until }) => until)));
}

/**
 * Up to which place of the run a crash of each node would be felt in the past: up to its last event
 * that led to another node's there, and to its own part in the goal.
 */
function survivalIn(
  trace: Trace,
  way: Way,
  past: CausalPast,
  isExcused: (event: GoalEvent) => boolean = () => false,
): ReadonlyMap<NodeName, number> {
  const { events, edges, messages } = trace;
  const until = new Map<NodeName, number>();
  const raise = (node: NodeName | undefined, place: number): void => {
    if (node !== undefined) {
      until.set(node, Math.max(place, until.get(node) ?? -1));
    }
  };
  for (const [index, { event }] of way.reached.entries()) {
    const own = way.goal.events[way.events[index] ?? 0];
    // Who writes a line, or ends, does it behind its last event.
    raise(own === undefined || isExcused(own) ? undefined : own.node, event + 0.5);
  }
  const connecting = new Set<NodeName | undefined>();
  for (let id = 0; id < events.length; id += 1) {
    const node = events.nodeOf(id);
    if (past.includes(id)) {
      for (let edge = edges.first(id); edge < edges.first(id + 1); edge += 1) {
        const from = edges.columns.from[edge] ?? 0;
        if (events.nodeOf(from) !== node) {
          raise(events.nodeOf(from), from);
        }
      }
      if (events.callOf(id) === 'connect') {
        connecting.add(node);
      }
    }
  }
  // Who has connected a datagram socket may be told by a later call that its peer is gone.
  const { names, columns } = messages;
  for (let id = 0; id < messages.length; id += 1) {
    const from = names[columns.from[id] ?? 0] ?? '';
    if (connecting.has(from) && past.includes(columns.sent[id] ?? 0)) {
      raise(names[columns.to[id] ?? 0], past.lastOf.get(from) ?? -1);
    }
  }
  return until;
}

/** What a violation has to strike for that way to be no longer open. */
export function supportOfWay(trace: Trace, way: Way): Support {
  const past = pastOf(trace, way);
  return supportWithin(trace, past, survivalIn(trace, way, past));
}

/**
 * Nodes of which that way, whose support this is, needs that they live long enough. `deathsExcuse`:
 * who is killed stays down, so that its own death excuses an event of its own where the goal says
 * so.
 */
export function nodesNeededBy(
  trace: Trace,
  way: Way,
  { past }: Support,
  deathsExcuse: boolean,
): ReadonlySet<NodeName> {
  const isExcused = ({ node, excusedBy = [] }: GoalEvent): boolean =>
    deathsExcuse && excusedBy.includes(node);
  return feltNodes(trace, past, survivalIn(trace, way, past, isExcused));
}
