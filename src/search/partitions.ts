/**
 * Partitions that a hunt tries: the nodes in two groups, from before one of the messages that cross
 * between them on, until heal. Clients reach both groups. Knows traces and names; what a partition
 * costs and teaches is elsewhere.
 */
import type { MessageName } from '../faults/naming.ts';
import { orderedSides } from '../faults/read-partition.ts';
import { isSystemNode, type Support } from '../lineage/support.ts';
import { isLocal } from '../model/channel.ts';
import type { PartitionFault } from '../model/fault.ts';
import type { Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { canInject } from './late.ts';

/** Up to so many nodes all ways to part them are tried; of more, each node from all others. */
const NODES_MAX = 5;
/** So many moments of one run at which a partition of two groups may begin. */
const STARTS_MAX = 64;

type Sides = PartitionFault['sides'];

/** A partition, and the first message of that run that is lost in it. */
export interface Wall {
  readonly fault: PartitionFault;
  readonly first: MessageId;
}

/** All ways to part the nodes in two. */
function waysToPart(nodes: readonly NodeName[]): readonly Sides[] {
  const part = (one: readonly NodeName[]): Sides =>
    orderedSides(
      one,
      nodes.filter((node) => !one.includes(node)),
      'both',
    );
  if (nodes.length < 2) {
    return [];
  }
  if (nodes.length > NODES_MAX) {
    return nodes.map((node) => part([node]));
  }
  const [first = '', ...rest] = nodes;
  const all = 2 ** rest.length - 1;
  // The group of the first node, by which of the rest are in it; not all of them.
  return Array.from({ length: all }, (_, index) =>
    part([first, ...rest.filter((__, place) => (index & (1 << place)) !== 0)]),
  );
}

/** The message is on a link between the two groups, over a network. */
export function isAcross([one, other]: Sides, from: NodeName, to: NodeName): boolean {
  return (one.includes(from) && other.includes(to)) || (one.includes(to) && other.includes(from));
}

const isOverNetwork = ({ kind }: Message): boolean => kind === 'connect' || !isLocal(kind);

/** By their texts each once: from the start, and right after each message that crosses. */
export function partitionsIn(
  trace: Trace,
  support: Support,
  names: ReadonlyMap<MessageId, MessageName>,
): readonly Wall[] {
  const nodes = trace.nodes.filter(isSystemNode);
  const messages = support.messages
    .map((id) => trace.messages.at(id))
    .filter((message) => message !== undefined && isOverNetwork(message)) as readonly Message[];
  return waysToPart(nodes).flatMap((sides): readonly Wall[] => {
    const crossing = messages.filter(({ from, to }) => isAcross(sides, from, to));
    return crossing.slice(0, STARTS_MAX).flatMap(({ id }, index): readonly Wall[] => {
      const before = crossing[index - 1];
      const at = before && names.get(before.id)?.address;
      if (before !== undefined && at === undefined) {
        return [];
      }
      const from = at === undefined ? { kind: 'started', of: 'workload' } : { kind: 'sent', at };
      const fault = { kind: 'partition', sides, direction: 'both', from: [from] } as PartitionFault;
      return canInject(fault) ? [{ fault, first: id }] : [];
    });
  });
}
