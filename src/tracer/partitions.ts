/**
 * Partitions: between two sets of nodes no packet crosses. Streams that exist fall silent,
 * datagrams are lost, and of attempts to connect the SYN, or what answers it. Between processes of
 * one machine, over AF_UNIX and pipes, there is no network to part.
 */
import { isLocal } from '../model/channel.ts';
import type { PartitionFault } from '../model/fault.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import type { Context } from './context.ts';
import { shutFor } from './gates.ts';
import type { Stream } from './stream.ts';

/** What `from` sends to `to` does not arrive. */
export const crosses = (
  { sides: [one, other], direction }: PartitionFault,
  from: NodeName,
  to: NodeName,
): boolean =>
  (one.includes(from) && other.includes(to)) ||
  (direction === 'both' && one.includes(to) && other.includes(from));

export const isParted = ({ partitions }: Context, from: NodeName, to: NodeName): boolean =>
  [...partitions].some((fault) => crosses(fault, from, to));

/** The partition that keeps these two from making a connection: it needs both directions. */
export const parting = (
  { partitions }: Context,
  one: NodeName,
  other: NodeName,
): PartitionFault | undefined =>
  [...partitions].find((fault) => crosses(fault, one, other) || crosses(fault, other, one));

/** It becomes part of what is parted already. */
export const partStream = (context: Context, stream: Stream, event: EventId): void => {
  for (const fault of context.partitions) {
    if (crosses(fault, stream.from, stream.to)) {
      shutFor(context, stream, fault, event);
    }
  }
};

/** The partition begins. */
export const part = (context: Context, fault: PartitionFault, event: EventId): void => {
  context.partitions.add(fault);
  context.lasting.set(fault, () => void context.partitions.delete(fault));
  const silenced = context.connections
    .streams()
    .filter(
      (stream) =>
        !stream.abandoned &&
        !isLocal(stream.channel.kind) &&
        crosses(fault, stream.from, stream.to) &&
        shutFor(context, stream, fault, event),
    );
  const many = silenced.length === 1 ? 'stream' : 'streams';
  context.interposer.fired(fault, event, `silenced ${silenced.length} ${many}`);
};
