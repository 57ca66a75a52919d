/**
 * Connections that their makers have, and that the server is not given yet, as with a full accept
 * queue: what ends the handshake does not come to the listening socket. TCP sends it again, so the
 * connection is there at the next try when that is over.
 */
import type { Fault } from '../model/fault.ts';
import { anyDuplicate, duplicatesOf } from './any-duplicate.ts';
import { EINPROGRESS, EPERM } from './calls.ts';
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Thread } from './processes.ts';
import {
  AF_UNIX,
  type EndAddress,
  isWildcard,
  portOf,
  TCP_ESTABLISHED,
} from './socket-description.ts';
import { asFd } from './stop.ts';

/** Listening sockets, by cookie, and the ports of those that they do not hear. */
export type Stalls = Map<string, Set<number>>;

const isAt = (socket: OpenSocket, target: EndAddress): boolean => {
  const { local, kind, out } = socket;
  return (
    kind === 'tcp' &&
    out === undefined &&
    local !== undefined &&
    (local === target || (isWildcard(local) && portOf(local) === portOf(target)))
  );
};

/** The port that the attempt will come from; −errno. */
const portFor = ({ engine }: Context, duplicate: number): number => {
  const now = portOf(engine.describe(duplicate)?.local ?? '');
  if (now > 0) {
    return now;
  }
  const result = engine.autobind(duplicate);
  return result < 0 ? result : portOf(engine.describe(duplicate)?.local ?? '');
};

const apply = ({ engine, stalls }: Context, cookie: string, duplicate: number): number => {
  const ports = stalls.get(cookie) ?? new Set();
  if (ports.size === 0) {
    stalls.delete(cookie);
  }
  return engine.stall(duplicate, [...ports]);
};

/** The listening socket hears that port again, if it is there still. */
const release = (context: Context, cookie: string, port: number): void => {
  context.stalls.get(cookie)?.delete(port);
  const duplicate = anyDuplicate(context, (socket) => socket.cookie === cookie);
  if (duplicate === undefined) {
    context.stalls.delete(cookie);
    return;
  }
  apply(context, cookie, duplicate);
  context.engine.drop(duplicate);
};

/** Of the attempt that is about to be made, the server hears only the first half. */
export const stall = (context: Context, thread: Thread, pending: Pending, fault: Fault): void => {
  const { engine, interposer, sockets, stalls, lasting } = context;
  const socket = pending.socket as OpenSocket;
  if (socket.domain === AF_UNIX) {
    interposer.failed(fault, 'between processes of one machine a connection is there at once');
    return;
  }
  const own = sockets.duplicate(thread.process, asFd(pending.args[0]));
  const port = own === undefined ? -1 : portFor(context, own);
  if (own !== undefined) {
    engine.drop(own);
  }
  const cookies: string[] = [];
  lasting.set(fault, () => {
    for (const cookie of cookies) {
      release(context, cookie, port);
    }
  });
  for (const { socket: listener, duplicate } of duplicatesOf(context, (one) =>
    isAt(one, pending.target ?? ''),
  )) {
    const { cookie } = listener;
    stalls.set(cookie, (stalls.get(cookie) ?? new Set()).add(port));
    cookies.push(cookie);
    const result = port > 0 ? apply(context, cookie, duplicate) : port;
    engine.drop(duplicate);
    if (result < 0) {
      giveUp(context, fault, reasonOf(result));
      return;
    }
  }
  if (cookies.length === 0) {
    giveUp(context, fault, 'nobody listens there');
  }
};

const reasonOf = (result: number): string =>
  result === -EPERM
    ? 'to keep a connection from its server needs CAP_NET_ADMIN, since Linux 6.18'
    : `its listening socket could not be kept from it: errno ${-result}`;

const giveUp = ({ interposer, lasting }: Context, fault: Fault, why: string): void => {
  const end = lasting.get(fault);
  lasting.delete(fault);
  end?.();
  interposer.failed(fault, why);
};

/** The call has ended: its maker has the connection, or it has come to nothing. */
export const verifyStall = (
  context: Context,
  thread: Thread,
  { socket, args }: Pending,
  fault: Fault,
  { result, event }: { readonly result: number; readonly event: number },
): void => {
  if (!context.lasting.has(fault)) {
    return;
  }
  const now = socket && context.sockets.look(thread.process, asFd(args[0]), socket);
  if ((result === 0 || result === -EINPROGRESS) && now?.tcpState === TCP_ESTABLISHED) {
    context.interposer.fired(fault, event, 'connected, and kept from accept');
  } else {
    giveUp(context, fault, `connect returned ${result}, and there is no connection`);
  }
};
