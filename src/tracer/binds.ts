/** bind and listen: which node owns which address. */
import { isDatagram } from '../model/channel.ts';
import { type Context, record } from './context.ts';
import { readAddress } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { AF_UNIX, portOf } from './socket-description.ts';
import { asFd, type Stop } from './stop.ts';
import { isUnnamed, unixName } from './unix-names.ts';

/** The path that was given means what it does now, whatever becomes of it. */
const boundTo = ({ engine }: Context, thread: Thread, { handling, args }: Pending) => {
  const size = (args[2] ?? 0) & 0xff;
  const address =
    handling === 'bind' ? readAddress(engine, thread.tid, args[1] ?? 0, size) : undefined;
  return address && unixName(thread.process.pid, address);
};

/** bind and listen, at exit. */
export const exitBind = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { sockets, connections } = context;
  if (stop.result < 0) {
    return;
  }
  const fd = asFd(pending.args[0]);
  const socket = sockets.find(thread.process, fd);
  if (socket === undefined || socket === 'other') {
    return;
  }
  const name = socket.domain === AF_UNIX ? boundTo(context, thread, pending) : undefined;
  if (name === undefined) {
    sockets.refresh(thread.process, fd, socket);
  } else {
    socket.local = name;
  }
  const call = pending.handling === 'listen' ? 'listen' : 'bind';
  const event = record(context, thread, call, 'exit', stop, { result: stop.result });
  const serves = call === 'listen' || isDatagram(socket.kind);
  const isReachable =
    socket.domain === AF_UNIX ? !isUnnamed(socket.local) : portOf(socket.local ?? '') > 0;
  if (serves && socket.local !== undefined && isReachable) {
    connections.owns(socket.local, socket.kind, thread.process.node, event);
  }
};
