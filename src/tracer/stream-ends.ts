/** Ends of streams: who let go of a socket, and who noticed. */
import type { EventId } from '../model/trace.ts';
import type { Context } from './context.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Stream } from './stream.ts';

/**
 * At `event` one holder of the socket let go of it. When it was the last, nobody is left to read
 * what is under way there.
 */
export const letGo = (context: Context, socket: OpenSocket, event: EventId): void => {
  context.sockets.held.release(socket);
  socket.out?.closers.push(event);
  if (socket.in !== undefined && context.processes.holders(socket).length === 0) {
    socket.in.abandoned = true;
  }
};

/**
 * The reader learnt at `event` that the stream has ended, or that the connection is broken. That
 * can't have been before the writing end was closed. A writer that died is seen to end only later:
 * then its last event stands for that.
 */
export const noticeEnd = (context: Context, stream: Stream, event: EventId): void => {
  const { recorder, processes } = context;
  for (const closer of stream.closers) {
    recorder.edge(closer, event, 'close');
  }
  // A pipe ends when the last of its writers has let go of it.
  const isToldByAll = stream.closers.length > 0 && stream.channel.kind !== 'pipe';
  if (!isToldByAll && stream.writer !== undefined) {
    for (const { lastEvent } of processes.holders(stream.writer)) {
      if (lastEvent !== undefined) {
        recorder.edge(lastEvent, event, 'close');
      }
    }
  }
};
