/** bind and listen: which node owns which address. */
import { type Context, record } from './context.ts';
import { readAddress } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import { portOf } from './socket-description.ts';
import { asFd, type Stop } from './stop.ts';
import { noticePath } from './unix-sockets.ts';

/** bind and listen, at exit. */
export const exitBind = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const { engine, sockets, connections } = context;
  if (stop.result < 0) {
    return;
  }
  const fd = asFd(pending.args[0]);
  if (pending.handling === 'bind') {
    const size = (pending.args[2] ?? 0) & 0xff;
    const address = readAddress(engine, thread.tid, pending.args[1] ?? 0, size);
    if (address?.startsWith('unix:')) {
      noticePath(context, thread, 'bind', address);
      return;
    }
  }
  const socket = sockets.find(thread.process, fd);
  if (socket === undefined || socket === 'other') {
    return;
  }
  sockets.refresh(thread.process, fd, socket);
  const call = pending.handling === 'listen' ? 'listen' : 'bind';
  const event = record(context, thread, call, 'exit', stop, { result: stop.result });
  const serves = call === 'listen' || socket.kind === 'udp';
  if (serves && socket.local !== undefined && portOf(socket.local) > 0) {
    connections.owns(socket.local, socket.kind, thread.process.node, event);
  }
};
