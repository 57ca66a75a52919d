/** Duplicates of sockets, by whichever process holds them. */
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';

/**
 * A duplicate of the first socket of which that is true and that somebody holds still, for the
 * caller to drop; undefined: nobody does.
 */
export const anyDuplicate = (
  { processes, sockets, engine }: Context,
  isWanted: (socket: OpenSocket) => boolean,
): number | undefined => {
  for (const process of processes.all()) {
    for (const [fd, socket] of process.sockets) {
      const duplicate = isWanted(socket) ? sockets.duplicate(process, fd) : undefined;
      if (duplicate === undefined) {
        continue;
      }
      if (engine.describe(duplicate)?.cookie === socket.cookie) {
        return duplicate;
      }
      engine.drop(duplicate);
    }
  }
  return undefined;
};
