/** Which sockets the engine may make calls on without asking (native/express.c). */
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Pending, Thread } from './processes.ts';
import { asFd } from './stop.ts';

const usersOf = (context: Context, socket: OpenSocket): number =>
  context.processes
    .all()
    .flatMap(({ sockets }) => [...sockets.values()])
    .filter((one) => one === socket).length;

/**
 * A call of that thread on its socket has just been made here: the next ones need not ask, if no
 * other descriptor leads there and nobody waits for his turn.
 */
export const mayGoOn = (context: Context, thread: Thread, pending: Pending | undefined): void => {
  const { interposer, sockets, handed } = context;
  const { socket, args = [] } = pending ?? {};
  if (!interposer.isPassive || interposer.shorten !== undefined || handed || !socket) {
    return;
  }
  const duplicate = sockets.held.get(socket);
  const isFree =
    socket.in !== undefined &&
    socket.out !== undefined &&
    socket.in.receives.holder === undefined &&
    socket.out.sends.holder === undefined;
  if (duplicate !== undefined && isFree && usersOf(context, socket) === 1) {
    context.engine.express(thread.tid, asFd(args[0]), duplicate);
  }
};
