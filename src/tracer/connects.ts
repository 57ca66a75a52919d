/** connect, accept, bind and listen: who is connected to whom. */
import { OUTSIDE } from '../model/trace.ts';
import { EINPROGRESS, isRestart } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { OfferedMessage, Order } from './interposer.ts';
import type { OpenSocket } from './open-socket.ts';
import { readAddress } from './payload.ts';
import type { Pending, Thread } from './processes.ts';
import type { OpenMessage } from './recorder.ts';
import { asFd, type Stop } from './stop.ts';

const attempt = (from: string, to: string): OfferedMessage => ({
  from,
  to,
  kind: 'connect',
  label: '',
  labelClass: '',
  digest: '',
});

/** Unix sockets are followed inside a node only by not looking; between nodes that would be a blind spot. */
const noticeUnix = (context: Context, thread: Thread, call: string, target: string): void => {
  const { node } = thread.process;
  const owner = context.unixPaths.get(target);
  if (call === 'bind') {
    context.unixPaths.set(target, node);
  } else if (owner !== undefined && owner !== node) {
    context.unfollowed.add(`${node} talks to ${owner} over ${target}, which is not followed`);
  }
};

export const enterConnect = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { engine, connections, interposer } = context;
  const fd = asFd(stop.args[0]);
  const target = readAddress(engine, thread.tid, stop.args[1] ?? 0, (stop.args[2] ?? 0) & 0xff);
  const socket = context.sockets.find(thread.process, fd);
  if (target?.startsWith('unix:')) {
    noticeUnix(context, thread, 'connect', target);
  }
  if (target === undefined || socket === undefined || socket === 'other') {
    return 'next';
  }
  const entry = record(context, thread, 'connect', 'entry', stop);
  const base: Pending = { handling: 'connect', nr: stop.nr, args: stop.args, entry, socket, target };
  thread.pending = base;
  if (socket.kind === 'udp') {
    return 'exit';
  }
  const offer = attempt(thread.process.node, connections.owner(target));
  if (context.phase !== 'workload' || !interposer.wants(offer.from, offer.to)) {
    return 'exit';
  }
  const order = interposer.order({ messages: [offer], starts: [0], size: 1 });
  return order === undefined ? 'exit' : obey(context, thread, base, order);
};

const obey = (context: Context, thread: Thread, base: Pending, order: Order): Resume => {
  const { engine, sockets, interposer } = context;
  if (order.crash && order.sentUntil === 0) {
    context.kill(thread.process.node, base.entry as number, order);
    return 'stay';
  }
  thread.pending = { ...base, order };
  if (order.lose !== true) {
    return 'exit';
  }
  const duplicate = sockets.duplicate(thread.process, asFd(base.args[0]));
  if (duplicate === undefined) {
    for (const fault of order.faults) {
      interposer.failed(fault, 'the descriptor is no open socket');
    }
    return 'exit';
  }
  const result = engine.refuse(duplicate, (base.socket as OpenSocket).domain);
  engine.drop(duplicate);
  engine.skip(thread.tid, result);
  thread.pending = { ...base, order, faked: result };
  return 'exit';
};

export const exitConnect = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): void => {
  if (isRestart(stop.result)) {
    return;
  }
  const { connections, recorder, sockets, interposer } = context;
  const socket = pending.socket as OpenSocket;
  const entry = pending.entry as number;
  if (socket.kind === 'udp') {
    sockets.refresh(thread.process, asFd(pending.args[0]), socket);
    return;
  }
  const offer = attempt(thread.process.node, connections.owner(pending.target ?? ''));
  const refused = pending.order?.lose === true;
  let message: OpenMessage | undefined;
  const event = record(context, thread, 'connect', 'exit', stop, { result: stop.result });
  if (offer.to !== OUTSIDE) {
    message = recorder.message({
      ...offer,
      channel: -1,
      direction: 'forth',
      start: 0,
      end: 0,
      sent: entry,
      phase: context.phase,
      withheld: refused,
    });
  }
  if (context.phase === 'workload' && offer.to !== OUTSIDE) {
    interposer.sent(offer);
  }
  if (!refused && (stop.result === 0 || stop.result === -EINPROGRESS)) {
    sockets.refresh(thread.process, asFd(pending.args[0]), socket);
    socket.peer ??= pending.target;
    const listener = connections.listener(pending.target ?? '');
    if (stop.result === 0 && listener !== undefined) {
      recorder.edge(listener.event, event, 'accept');
    }
    connections.attachClient(socket, entry, message);
  }
  verify(context, thread, pending, stop, event);
};

const verify = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
  event: number,
): void => {
  for (const fault of pending.order?.faults ?? []) {
    if (fault.kind === 'crash') {
      continue;
    }
    if (pending.faked !== undefined && stop.result === pending.faked && stop.result < 0) {
      context.interposer.fired(fault, event, 'the connection was refused');
    } else {
      context.interposer.failed(fault, `connect returned ${stop.result}`);
    }
  }
  if (pending.order?.crash === true) {
    context.kill(thread.process.node, event, pending.order);
  }
};

/** The accepting end may be reported before connect's exit: then the connecting sockets are asked. */
const findClient = (context: Context, accepted: OpenSocket): void => {
  const { connections, processes, sockets } = context;
  const { local, peer } = accepted;
  if (local === undefined || peer === undefined || connections.knowsClient(peer, local)) {
    return;
  }
  for (const { process, pending } of processes.threads()) {
    if (pending?.handling !== 'connect' || pending.socket?.kind !== 'tcp') {
      continue;
    }
    sockets.refresh(process, asFd(pending.args[0]), pending.socket);
    if (pending.socket.local === peer) {
      pending.socket.peer = local;
      connections.attachClient(pending.socket, pending.entry as number, undefined);
      return;
    }
  }
};

export const exitAccept = (context: Context, thread: Thread, stop: Stop): void => {
  if (stop.result < 0) {
    return;
  }
  const { engine, sockets, connections } = context;
  engine.ignore(thread.tid, stop.result, false);
  thread.process.sockets.delete(stop.result);
  const socket = sockets.find(thread.process, stop.result);
  if (socket === undefined || socket === 'other') {
    return;
  }
  findClient(context, socket);
  const event = record(context, thread, 'accept', 'exit', stop, { result: 0 });
  connections.attachServer(socket, event);
};

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
      noticeUnix(context, thread, 'bind', address);
      return;
    }
  }
  const socket = sockets.find(thread.process, fd);
  if (socket === undefined || socket === 'other') {
    return;
  }
  sockets.refresh(thread.process, fd, socket);
  const event = record(context, thread, pending.handling as 'bind' | 'listen', 'exit', stop, {
    result: stop.result,
  });
  const serves = pending.handling === 'listen' || socket.kind === 'udp';
  if (serves && socket.local !== undefined) {
    connections.listens(socket.local, thread.process.node, event);
  }
};
