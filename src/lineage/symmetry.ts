/**
 * Runs that differ only in which of several equal nodes did what are one up to symmetry (planned in
 * Box of Pain §5). Equal nodes get the numbers in which the others come to meet them. Knows steps
 * only by the names in them.
 */
import type { NodeName } from '../model/trace.ts';
import type { Actor, ChannelName, Reading, Step } from './run-steps.ts';

/** What one actor did in a run, in order. */
export interface Lane {
  readonly actor: Actor;
  readonly steps: readonly (Step | Reading)[];
}

/** Nodes that may be exchanged for each other. */
export type Group = readonly NodeName[];

type Rename = (node: NodeName) => NodeName;

const renamedChannel = (channel: ChannelName, rename: Rename): ChannelName => ({
  ...channel,
  client: rename(channel.client),
  server: rename(channel.server),
});

const renamedStep = (step: Step | Reading, rename: Rename): Step | Reading =>
  typeof step === 'string' || step.channel === undefined
    ? step
    : { ...step, channel: renamedChannel(step.channel, rename) };

/** Equal steps are mostly one object: each is renamed once. */
function renamedLane({ actor, steps }: Lane, rename: Rename): Lane {
  const memory = new Map<Step | Reading, Step | Reading>();
  const renamed =
    'node' in actor
      ? { node: rename(actor.node) }
      : { ...actor, channel: renamedChannel(actor.channel, rename) };
  const renamedOnce = (step: Step | Reading): Step | Reading => {
    const other = memory.get(step) ?? renamedStep(step, rename);
    memory.set(step, other);
    return other;
  };
  return { actor: renamed, steps: steps.map(renamedOnce) };
}

/** The nodes that a lane names, in order of appearance, repeats included. */
function* namesIn({ steps }: Lane): Generator<NodeName> {
  for (const step of steps) {
    if (typeof step !== 'string' && step.channel !== undefined) {
      yield step.channel.client;
      yield step.channel.server;
    }
  }
}

/**
 * New names for the members of the groups: in the order in which the other nodes come to name them,
 * then in the order in which those so named do.
 *
 * Why: two runs that an exchange of equal nodes turns into each other are named alike, for the
 *      order follows from what is exchanged. Members that nobody names are ordered by what they did
 *      themselves; where that is a tie they are alike, unless they are told apart by nodes that are
 *      tied as well. Then the runs count as two: too many, never too few.
 */
function orderOf(lanes: readonly Lane[], groups: readonly Group[]): ReadonlyMap<string, string> {
  const nodes = new Map(
    lanes.flatMap((lane) => ('node' in lane.actor ? [[lane.actor.node, lane] as const] : [])),
  );
  const groupOf = new Map(groups.flatMap((group) => group.map((node) => [node, group] as const)));
  const free = new Map(groups.map((group) => [group, group.toSorted().reverse()] as const));
  const renamed = new Map<NodeName, NodeName>();
  const open = [...nodes.keys()].filter((node) => !groupOf.has(node)).sort();
  const name = (node: NodeName): void => {
    const group = groupOf.get(node);
    if (group !== undefined && !renamed.has(node)) {
      renamed.set(node, free.get(group)?.pop() ?? node);
      open.push(node);
    }
  };
  const blind: Rename = (node) => renamed.get(node) ?? groupOf.get(node)?.[0] ?? node;
  const rest = groups
    .flat()
    .map((node) => ({ node, lane: nodes.get(node) }))
    .map(({ node, lane }) => ({ node, text: JSON.stringify(lane && renamedLane(lane, blind)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : a.node < b.node ? -1 : 1));
  for (const last of [undefined, ...rest]) {
    if (last !== undefined) {
      name(last.node);
    }
    for (let node = open.shift(); node !== undefined; node = open.shift()) {
      const lane = nodes.get(node);
      for (const other of lane === undefined ? [] : namesIn(lane)) {
        name(other);
      }
    }
  }
  return renamed;
}

/** The same run with equal nodes named in canonical order. */
export function canonicalLanes(lanes: readonly Lane[], groups: readonly Group[]): readonly Lane[] {
  const names = orderOf(lanes, groups);
  const rename: Rename = (node) => names.get(node) ?? node;
  return lanes.map((lane) => renamedLane(lane, rename));
}
