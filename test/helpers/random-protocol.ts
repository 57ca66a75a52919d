/**
 * Random small protocols for the fake runner: rule tables that react to labels, timers and broken
 * streams. Labels only lead to later labels, so every run ends.
 */
import * as fc from 'fast-check';
import type { Goal as SpecGoal } from '../../src/model/goal.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Actor, Context, Protocol } from './fake-runner.ts';

const NODES = ['a', 'b'];
const PEERS = [...NODES, 'client'];
const LABELS = ['A', 'B', 'C', 'D'];

interface Send {
  readonly to: number;
  /** Added to the index of the label that is answered. */
  readonly skip: number;
  readonly how: 'tcp' | 'udp' | 'fresh' | 'timer';
}

interface Rule {
  /** Reactions differ by whether that label was seen before. */
  readonly seen: number;
  readonly again: readonly Send[];
  readonly otherwise: readonly Send[];
  readonly onClosed: readonly Send[];
}

const send: fc.Arbitrary<Send> = fc.record({
  to: fc.nat(PEERS.length - 1),
  skip: fc.integer({ min: 1, max: 2 }),
  how: fc.constantFrom('tcp', 'tcp', 'udp', 'fresh', 'timer'),
});
const sends = fc.array(send, { maxLength: 2 });
const rule: fc.Arbitrary<Rule> = fc.record({
  seen: fc.nat(LABELS.length - 1),
  again: sends,
  otherwise: sends,
  onClosed: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, sends),
});

/** Indices into what the fault-free run shows, so that most plots hold without faults. */
export interface Plot {
  readonly rules: readonly (readonly Rule[])[];
  readonly start: readonly Send[];
  /** What the client must have seen for a promise to be made. */
  readonly promise: number;
  /** Then some node that is asked must have seen one of these. */
  readonly kept: readonly number[];
  /**
   * No asked node may have seen this label without one of `kept`; beyond the labels: none is bad.
   */
  readonly bad: number;
  readonly asks: number;
  /** A promise is broken, too, when all asked nodes are down. */
  readonly strict: boolean;
}

export const randomPlot: fc.Arbitrary<Plot> = fc.record({
  rules: fc.array(fc.array(rule, { minLength: 4, maxLength: 4 }), { minLength: 3, maxLength: 3 }),
  start: fc.array(send, { minLength: 2, maxLength: 3 }),
  promise: fc.nat(7),
  kept: fc.array(fc.nat(7), { minLength: 1, maxLength: 2 }),
  bad: fc.nat(3 * LABELS.length),
  asks: fc.integer({ min: 1, max: 3 }),
  strict: fc.boolean(),
});

function perform(context: Context, label: number, { to, skip, how }: Send): void {
  const peer = PEERS[to] ?? 'client';
  const text = LABELS[label + skip];
  if (text === undefined || peer === context.self) {
    return;
  }
  if (how === 'timer') {
    context.after(4, `${peer} ${text}`);
  } else if (how === 'udp') {
    context.datagram(peer, text);
  } else if (how === 'tcp' || context.connect(peer)) {
    context.send(peer, text);
  }
}

function actorOf(rules: readonly Rule[], start: readonly Send[], seen: Set<string>): Actor {
  let closed = 0;
  return {
    start: (context) => {
      for (const one of start) {
        perform(context, -1, one);
      }
    },
    receive: (context, _from, label) => {
      const index = LABELS.indexOf(label);
      const own = rules[index];
      const reaction = seen.has(LABELS[own?.seen ?? 0] ?? '') ? own?.again : own?.otherwise;
      seen.add(label);
      for (const one of reaction ?? []) {
        perform(context, index, one);
      }
    },
    timer: (context, tag) => {
      const [peer = '', text = ''] = tag.split(' ');
      if (!seen.has(text)) {
        context.send(peer, text);
      }
    },
    closed: (context) => {
      closed += 1;
      if (closed <= 2) {
        for (const one of rules[closed]?.onClosed ?? []) {
          perform(context, closed, one);
        }
      }
    },
  };
}

/** Who has seen what. */
type Seen = ReadonlyMap<string, ReadonlySet<string>>;

interface Goal {
  readonly promise: string;
  readonly kept: readonly string[];
}

function judgeBy(
  goal: Goal | undefined,
  plot: Plot,
  seen: Seen,
  asked: readonly string[],
): Verdict {
  const has = (node: string, label: string): boolean => seen.get(node)?.has(label) === true;
  if (goal === undefined) {
    return { kind: 'vacuous', reason: 'the plot leads nowhere' };
  }
  const { promise, kept } = goal;
  const bad = LABELS[plot.bad] ?? '';
  const knows = (node: string): boolean => kept.some((label) => has(node, label));
  if (asked.some((node) => has(node, bad) && !knows(node))) {
    return { kind: 'violated', reason: 'half a truth' };
  }
  if (!has('client', promise)) {
    return { kind: 'vacuous', reason: 'no promise' };
  }
  return asked.some(knows) || (!plot.strict && asked.length === 0)
    ? { kind: 'held' }
    : { kind: 'violated', reason: 'a broken promise' };
}

function pick(from: readonly string[], index: number): string | undefined {
  return from[index % Math.max(1, from.length)];
}

/** What the fault-free run shows is the goal. */
function goalOf(plot: Plot, seen: Seen, asks: readonly string[]): Goal | undefined {
  const promise = pick([...(seen.get('client') ?? [])].sort(), plot.promise);
  const known = [...new Set(asks.flatMap((node) => [...(seen.get(node) ?? [])]))].sort();
  const kept = plot.kept.map((index) => pick(known, index)).filter((one) => one !== undefined);
  return promise === undefined || kept.length === 0 ? undefined : { promise, kept };
}

/** The goal of a plot: so many of the asked nodes, down or not, know what the plot would keep. */
export interface PlotGoal {
  readonly atLeast: number;
  /** Indices of labels; to know is to have read one of them. */
  readonly labels: readonly number[];
}

export const randomGoal: fc.Arbitrary<PlotGoal> = fc.record({
  atLeast: fc.integer({ min: 1, max: NODES.length }),
  labels: fc.uniqueArray(fc.nat(LABELS.length - 1), { minLength: 1, maxLength: 2 }),
});

const labelsOf = ({ labels }: PlotGoal): readonly string[] =>
  labels.map((index) => LABELS[index] ?? '');

/** As the spec would state it. */
export function statedGoal(goal: PlotGoal): SpecGoal {
  const match = `^(?:${labelsOf(goal).join('|')})$`;
  return {
    events: NODES.map((node) => ({ node, type: 'receives', match, excusedBy: [node] })),
    atLeast: goal.atLeast,
    monotone: false,
  };
}

/** Judged by the goal alone, once the client has read anything. */
function judgeByGoal(goal: PlotGoal, seen: Seen, alive: ReadonlySet<string>): Verdict {
  if ((seen.get('client')?.size ?? 0) === 0) {
    return { kind: 'vacuous', reason: 'no promise' };
  }
  const knows = (node: string): boolean =>
    labelsOf(goal).some((label) => seen.get(node)?.has(label) === true);
  const count = NODES.filter((node) => knows(node) || !alive.has(node)).length;
  return count >= goal.atLeast
    ? { kind: 'held' }
    : { kind: 'violated', reason: `${count} know of it` };
}

/** The protocol that a plot describes; deterministic. With a goal: judged by that. */
export function protocolOf(plot: Plot, stated?: PlotGoal): Protocol {
  const asks = NODES.filter((_, index) => (plot.asks & (1 << index)) !== 0);
  let goal: Goal | undefined;
  let isRehearsed = false;
  const protocol: Protocol = {
    name: 'random',
    nodes: NODES,
    asks,
    cast: () => {
      const seen = new Map(PEERS.map((node) => [node, new Set<string>()]));
      const actors = PEERS.map((node, index) => {
        const start = node === 'client' ? plot.start : [];
        return [node, actorOf(plot.rules[index] ?? [], start, seen.get(node) ?? new Set())];
      });
      return {
        actors: Object.fromEntries(actors),
        judge: (alive) => {
          if (stated !== undefined) {
            return judgeByGoal(stated, seen, alive);
          }
          if (!isRehearsed) {
            isRehearsed = true;
            goal = goalOf(plot, seen, asks);
          }
          const asked = asks.filter((node) => alive.has(node));
          return judgeBy(goal, plot, seen, asked);
        },
      };
    },
  };
  return protocol;
}
