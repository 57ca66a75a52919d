/** Duplicates of sockets, by whichever process holds them. */
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';

/** Sockets of which that is true, each once, with duplicates that the caller is to drop. */
export function* duplicatesOf(
  { processes, sockets, engine }: Context,
  isWanted: (socket: OpenSocket) => boolean,
): Generator<{ readonly socket: OpenSocket; readonly duplicate: number }> {
  const seen = new Set<OpenSocket>();
  for (const process of processes.all()) {
    for (const [fd, socket] of process.sockets) {
      const isNew = !seen.has(socket) && isWanted(socket);
      const duplicate = isNew ? sockets.duplicate(process, fd) : undefined;
      if (duplicate === undefined) {
        continue;
      }
      if (engine.describe(duplicate)?.cookie === socket.cookie) {
        seen.add(socket);
        yield { socket, duplicate };
      } else {
        engine.drop(duplicate);
      }
    }
  }
}

/** A duplicate of the first of them, for the caller to drop; undefined: nobody holds any. */
export const anyDuplicate = (
  context: Context,
  isWanted: (socket: OpenSocket) => boolean,
): number | undefined => {
  for (const { duplicate } of duplicatesOf(context, isWanted)) {
    return duplicate;
  }
  return undefined;
};
