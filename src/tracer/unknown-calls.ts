/**
 * Calls that are in no table here: of a 32-bit program, x32, or younger than this build. What they
 * do is not guessed: unless the kernel does not know them either, the run was not followed.
 */
import { ENOSYS, isRestart } from './calls.ts';
import type { Context } from './context.ts';
import type { Pending, Thread } from './processes.ts';
import type { Stop } from './stop.ts';

/** It may have done something. */
export const noticeUnknown = (context: Context, thread: Thread, { nr }: Pending): void => {
  const { node } = thread.process;
  context.unfollowed.add(`${node} made a system call of another table (number ${nr})`);
};

export const exitUnknown = (
  context: Context,
  thread: Thread,
  pending: Pending,
  { result }: Stop,
): void => {
  if (result !== -ENOSYS && !isRestart(result)) {
    noticeUnknown(context, thread, pending);
  }
};
