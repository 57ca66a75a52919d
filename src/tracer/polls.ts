/**
 * poll, select and epoll_wait, when they are observed: something is ready, and which message made
 * it so nobody tells. So whatever has come to the node and was not read may have: bytes, datagrams,
 * connections, ends of streams. That over-approximates.
 */
import type { NodeName } from '../model/trace.ts';
import { type Context, record } from './context.ts';
import type { Thread } from './processes.ts';
import type { EndAddress } from './socket-description.ts';
import type { Stop } from './stop.ts';

/** A poll that found nothing tells nothing of what others did. */
export const exitPoll = (context: Context, thread: Thread, stop: Stop): void => {
  if (stop.result <= 0) {
    return;
  }
  const { recorder, connections, datagrams } = context;
  const { node } = thread.process;
  const event = record(context, thread, 'poll', 'exit', stop, { result: stop.result });
  for (const stream of connections.streams()) {
    if (stream.to === node && !stream.abandoned && !stream.isInner) {
      stream.watched(event, recorder);
    }
  }
  for (const { connect, message } of connections.waiting(node)) {
    if (connect !== undefined) {
      recorder.edge(connect, event, 'poll');
      message?.shownTo(event);
    }
  }
  for (const { pending } of context.processes.threads()) {
    const { handling, entry, target = '' } = pending ?? {};
    // It may be through without having been seen to return.
    if (
      handling === 'connect' &&
      entry !== undefined &&
      connections.owner(target, pending?.socket?.kind ?? 'tcp') === node
    ) {
      recorder.edge(entry, event, 'poll');
    }
  }
  for (const datagram of datagrams.arrived(isOf(context, node))) {
    recorder.edge(datagram.entry, event, 'poll');
    if (datagram.place === undefined) {
      datagram.watchers.push(event);
    } else {
      datagram.place.message.shownTo(event);
    }
  }
};

const isOf =
  ({ connections }: Context, node: NodeName) =>
  (address: EndAddress): boolean =>
    connections.owner(address, address.startsWith('unix:') ? 'unixgram' : 'udp') === node;
