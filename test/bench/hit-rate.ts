/**
 * Whether names of messages hold: which messages of fault-free runs are aimed at, and what was hit
 * in a replay, by address and by index. Knows recorded runs only; identities are its caller's.
 */
import { learnNaming } from '../../src/faults/naming.ts';
import type { Address } from '../../src/model/address.ts';
import type { Message, MessageId, Trace } from '../../src/model/trace.ts';
import type { Said, System } from './address-systems.ts';

/** One run, and what was said in it. */
export interface Heard {
  readonly trace: Trace;
  /** By `keyOf`. */
  readonly texts: ReadonlyMap<string, string>;
  /** `keyOf` the message that was withheld first. */
  readonly struck: string | undefined;
}

/** Messages of streams only: attempts to connect say nothing. */
export function keyOf(message: Pick<Message, 'channel' | 'direction'>, start: number): string {
  return `${message.channel} ${message.direction} ${start}`;
}

const keyIn = (message: Message): string => keyOf(message, message.window.from);

/** The workload's messages that said something, and which each was. */
export function identities(
  { trace, texts }: Heard,
  identity: System['identity'],
): ReadonlyMap<MessageId, string> {
  const said: (Said & { readonly message: Message })[] = [];
  for (const message of trace.messages) {
    const text = message.kind === 'connect' ? undefined : texts.get(keyIn(message));
    if (text !== undefined) {
      const { from, to, channel, direction } = message;
      said.push({ from, to, channel, direction, text, message });
    }
  }
  const found = new Map<MessageId, string>();
  for (const [at, one] of said.entries()) {
    if (one.message.phase === 'workload') {
      const before = said.slice(0, at).filter(({ channel }) => channel === one.channel);
      const after = said.slice(at + 1).filter(({ channel }) => channel === one.channel);
      const pair = `${one.from}→${one.to}`;
      found.set(one.message.id, `${pair} ${identity(one, before, after)}`);
    }
  }
  return found;
}

/**
 * Pure index naming, each counted from the start of the workload. `node`: the n-th message that the
 * node sends; `channel`: the n-th of that direction of the n-th channel between two nodes; `event`:
 * the n-th event of the thread, as in Box of Pain.
 */
export const INDICES = ['node', 'channel', 'event'] as const;
export type Index = (typeof INDICES)[number];

type Indexed = Readonly<Record<Index, string>>;

/** The three index names of each workload message. */
export function indexNames(trace: Trace): ReadonlyMap<MessageId, Indexed> {
  const counts = new Map<string, number>();
  const next = (key: string): string => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${key} ${count}`;
  };
  const events = new Map<number, string>();
  for (let id = trace.workload.from; id < trace.workload.to; id += 1) {
    const event = trace.events.at(id);
    events.set(id, next(`event ${event?.node} ${event?.process} ${event?.thread}`));
  }
  const names = new Map<MessageId, Indexed>();
  for (const message of trace.messages) {
    if (message.phase === 'workload') {
      const { from, to, kind, direction } = message;
      const { client, server, ordinal } = trace.channels[message.channel] ?? {};
      const channel = `${kind} ${client ?? from} ${server ?? to} ${ordinal} ${direction}`;
      names.set(message.id, {
        node: next(`node ${from}`),
        channel: next(`channel ${channel}`),
        // Several may begin in one call: their place in it.
        event: next(events.get(message.sent) ?? 'none'),
      });
    }
  }
  return names;
}

/** A message that a fault is planned at. */
export interface Target {
  readonly address: Address;
  readonly identity: string;
  readonly indices: Indexed;
}

export interface Aims {
  readonly targets: readonly Target[];
  /** Messages of the first run that said something. */
  readonly messages: number;
  /** Of these: not met alike in all runs, so that a hunt leaves them for later. */
  readonly unstable: number;
  /** Of the rest: what they say tells them from no other message of the run. */
  readonly twins: number;
}

/** The messages of the first run that can be aimed at, named by what all runs have in common. */
export function aims(baselines: readonly Heard[], identity: System['identity']): Aims {
  const [first] = baselines;
  if (first === undefined) {
    return { targets: [], messages: 0, unstable: 0, twins: 0 };
  }
  const naming = learnNaming(baselines.map(({ trace }) => trace));
  const named = naming.namesIn(first.trace);
  const names = indexNames(first.trace);
  const said = identities(first, identity);
  const times = new Map<string, number>();
  for (const one of said.values()) {
    times.set(one, (times.get(one) ?? 0) + 1);
  }
  const counts = { messages: said.size, unstable: 0, twins: 0 };
  const targets: Target[] = [];
  for (const [id, one] of said) {
    const [name, indices] = [named.get(id), names.get(id)];
    if (name !== undefined && indices !== undefined) {
      const { address, stable } = name;
      const isTwin = times.get(one) !== 1;
      counts.unstable += stable ? 0 : 1;
      counts.twins += stable && isTwin ? 1 : 0;
      if (stable && !isTwin) {
        targets.push({ address, identity: one, indices });
      }
    }
  }
  return { targets, ...counts };
}

/** `count` targets: each as often as the next, spread over all where there are not so many. */
export function spread(targets: readonly Target[], count: number): readonly Target[] {
  const step = Math.max(1, targets.length / Math.max(1, count));
  return Array.from(
    { length: count },
    (_, at) => targets[Math.floor(at * step) % targets.length],
  ).filter((one) => one !== undefined);
}

export type Hit = 'intended' | 'another' | 'missed';

/** What the fault struck, and what each index names in the same run. */
export function judgeHits(
  heard: Heard,
  target: Target,
  fired: boolean,
  identity: System['identity'],
): Readonly<Record<'address' | Index, Hit>> {
  const said = identities(heard, identity);
  const byKey = new Map<string, string | undefined>();
  const byIndex = new Map<string, string | undefined>();
  for (const [id, names] of indexNames(heard.trace)) {
    const message = heard.trace.messages.at(id);
    for (const index of INDICES) {
      byIndex.set(names[index], said.get(id));
    }
    if (message !== undefined && said.has(id)) {
      byKey.set(keyIn(message), said.get(id));
    }
  }
  const hit = (one: string | undefined): Hit => (one === target.identity ? 'intended' : 'another');
  const named = (index: Index): Hit => {
    const name = target.indices[index];
    return byIndex.has(name) ? hit(byIndex.get(name)) : 'missed';
  };
  return {
    address: fired ? hit(byKey.get(heard.struck ?? '')) : 'missed',
    node: named('node'),
    channel: named('channel'),
    event: named('event'),
  };
}
