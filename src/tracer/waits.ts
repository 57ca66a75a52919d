/** wait4 and waitid: a parent learns that a child has ended, which must have been before. */
import { nameOfCall } from './calls.ts';
import { type Context, record } from './context.ts';
import type { Pending, Thread } from './processes.ts';
import type { Stop } from './stop.ts';

const P_PID = 1;
/** The child can be waited for again. */
const WNOWAIT = 0x100_0000;
/** In `siginfo_t` of 64-bit processors: the child's pid. */
const SI_PID = 16;

/** The child that the call tells of; undefined when it tells of none, or nobody can see of whom. */
const childOf = (
  { engine }: Context,
  { tid }: Thread,
  { nr, args }: Pending,
  result: number,
): number | undefined => {
  if (nameOfCall(nr) === 'wait4') {
    return result;
  }
  const [which = 0, id = 0, info = 0] = args;
  if (info === 0) {
    return which === P_PID ? id : undefined;
  }
  const bytes = Buffer.from(engine.read(tid, info + SI_PID, 4));
  return bytes.length < 4 ? undefined : bytes.readInt32LE();
};

/** Only ends are told: of a child that has stopped or goes on, nothing is recorded. */
export const exitWait = (context: Context, thread: Thread, pending: Pending, stop: Stop): void => {
  const child = stop.result < 0 ? undefined : childOf(context, thread, pending, stop.result);
  const stays = nameOfCall(pending.nr) === 'waitid' && ((pending.args[3] ?? 0) & WNOWAIT) !== 0;
  const ended = child === undefined ? undefined : context.ends.told(child, thread.process, stays);
  if (ended !== undefined) {
    const event = record(context, thread, 'wait', 'exit', stop, { result: 0 });
    context.recorder.edge(ended, event, 'wait');
  }
};
