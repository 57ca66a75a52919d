/**
 * Random protocols of which more is heard wherever less is lost: whoever has heard something passes
 * it on, again and again until it is acknowledged. What suffices for a node to have heard it in one
 * run suffices in each.
 */
import * as fc from 'fast-check';
import type { Goal } from '../../src/model/goal.ts';
import type { Actor, Context, Protocol } from './fake-runner.ts';

const NODES = ['a', 'b', 'c'];
const LABELS = ['A', 'B'];
const PERIOD = 4;

/** What is passed on, to whom. */
interface Relay {
  readonly to: number;
  readonly label: number;
  readonly how: 'tcp' | 'udp';
  readonly rounds: number;
}

export interface Gossip {
  /** Of each node for each label that it hears. */
  readonly relays: readonly (readonly (readonly Relay[])[])[];
  readonly start: readonly Relay[];
  /** An acknowledgement goes before what is passed on. */
  readonly acksFirst: boolean;
  /** Who is no longer told once it has acknowledged. */
  readonly stops: boolean;
  /** What is to be heard, an index into what is heard without faults. */
  readonly label: number;
  /** By all but so many of those that hear it then; those that are down count. */
  readonly butFor: number;
  /** The promise is made by a, when it first hears anything. */
  readonly promises: boolean;
}

const relay: fc.Arbitrary<Relay> = fc.record({
  to: fc.nat(NODES.length - 1),
  label: fc.constantFrom(0, 0, 0, 1),
  how: fc.constantFrom('udp', 'udp', 'tcp'),
  rounds: fc.constantFrom(1, 1, 2),
});
const relays = fc.array(relay, { maxLength: 2 });

export const randomGossip: fc.Arbitrary<Gossip> = fc.record({
  relays: fc.array(fc.array(relays, { minLength: 2, maxLength: 2 }), {
    minLength: NODES.length,
    maxLength: NODES.length,
  }),
  start: fc.array(relay, { minLength: 1, maxLength: 3 }),
  acksFirst: fc.boolean(),
  stops: fc.boolean(),
  label: fc.nat(LABELS.length - 1),
  butFor: fc.nat(1),
  promises: fc.boolean(),
});

/** What is to be heard, and by how many nodes. */
function aimOf({ start, relays: all, label, butFor }: Gossip): { what: string; atLeast: number } {
  const heard = new Set<string>();
  const open = [...start];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const name = `${one.label} ${one.to}`;
    if (!heard.has(name)) {
      heard.add(name);
      open.push(...(all[one.to]?.[one.label] ?? []));
    }
  }
  const labels = [...new Set([...heard].map((name) => name.charAt(0)))].sort();
  const aim = labels[label % labels.length] ?? '';
  const hearers = [...heard].filter((name) => name.startsWith(aim)).length;
  return { what: LABELS[Number(aim)] ?? '', atLeast: Math.max(1, hearers - butFor) };
}

/** As a spec would state them. */
export function gossipGoals(gossip: Gossip): readonly Goal[] {
  const { what, atLeast } = aimOf(gossip);
  const match = `^${what}$`;
  const heard: Goal = {
    events: NODES.map((node) => ({ node, type: 'receives', match, excusedBy: [node] })),
    ...{ atLeast, monotone: true, unconditional: true },
  };
  const untold: Goal = {
    events: [{ node: 'a', type: 'dies', before: '^OK$' }],
    ...{ atLeast: 1, monotone: true, unconditional: true },
  };
  return gossip.promises ? [heard, untold] : [heard];
}

const say = (context: Context, { how, to }: Relay, text: string): void => {
  const peer = NODES[to] ?? '';
  if (peer !== context.self) {
    context[how === 'tcp' ? 'send' : 'datagram'](peer, text);
  }
};

/** What a node does for what it has heard depends on nothing else but whom it need not tell. */
function actorOf(gossip: Gossip, own: Gossip['relays'][number], heard: Set<string>): Actor {
  const acked = new Set<string>();
  const tell = (context: Context, one: Relay, round: number): void => {
    const text = LABELS[one.label] ?? '';
    if (gossip.stops && acked.has(`${NODES[one.to]} ${text}`)) {
      return;
    }
    say(context, one, text);
    if (round < one.rounds) {
      context.after(PERIOD, JSON.stringify([one, round + 1]));
    }
  };
  return {
    start: (context) => {
      for (const one of context.self === 'client' ? gossip.start : []) {
        tell(context, one, 1);
      }
    },
    timer: (context, tag) => {
      const [one, round] = JSON.parse(tag) as [Relay, number];
      tell(context, one, round);
    },
    receive: (context, from, text) => {
      if (text.startsWith('ACK ')) {
        acked.add(`${from} ${text.slice(4)}`);
        return;
      }
      const isNew = !heard.has(text);
      const ack = (): void => context.datagram(from, `ACK ${text}`);
      if (gossip.acksFirst) {
        ack();
      }
      if (isNew && heard.size === 0 && context.self === 'a' && gossip.promises) {
        context.send('client', 'OK');
      }
      heard.add(text);
      for (const one of isNew ? (own[LABELS.indexOf(text)] ?? []) : []) {
        tell(context, one, 1);
      }
      if (!gossip.acksFirst) {
        ack();
      }
    },
  };
}

/** Judged by its goals. */
export function gossipOf(gossip: Gossip): Protocol {
  return {
    name: 'gossip',
    nodes: NODES,
    asks: NODES,
    cast: () => {
      const heard = new Map([...NODES, 'client'].map((node) => [node, new Set<string>()]));
      const actors = [...heard].map(([node, own]) => [
        node,
        actorOf(gossip, gossip.relays[NODES.indexOf(node)] ?? [], own),
      ]);
      return {
        actors: Object.fromEntries(actors),
        judge: (alive) => {
          if (gossip.promises && heard.get('client')?.has('OK') !== true) {
            return { kind: 'vacuous', reason: 'no promise' };
          }
          const { what, atLeast } = aimOf(gossip);
          const has = (node: string): boolean => heard.get(node)?.has(what) === true;
          const { length } = NODES.filter((node) => !alive.has(node) || has(node));
          return length >= atLeast
            ? { kind: 'held' }
            : { kind: 'violated', reason: `${length} know of it` };
        },
      };
    },
  };
}
