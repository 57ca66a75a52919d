/**
 * Calls that faults may be at: counted when they are entered, made to fail or to fall short, and
 * looked at when they have ended. The rest of the tracer sees the call as it then runs.
 */
import { ERRNOS } from '../model/errno.ts';
import type { FailFault, Fault, ShortenFault } from '../model/fault.ts';
import { isRestart, nameOfCall } from './calls.ts';
import type { Context, Resume } from './context.ts';
import { pathOfCall } from './file-paths.ts';
import type { Thread } from './processes.ts';
import { type Edit, shortenCall } from './shorter.ts';
import type { Stop } from './stop.ts';

export interface Watched {
  /** Its entry stop: a call that waits for its turn is entered twice in one. */
  readonly stop: Stop;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly edit?: Edit;
  /** The result that was put in the place of the kernel's. */
  readonly faked?: number;
  /** It was interrupted, and is entered anew: that is no other call. */
  readonly again?: true;
}

const isFail = (fault: Fault): fault is FailFault => fault.kind === 'fail';
const isShorten = (fault: Fault): fault is ShortenFault => fault.kind === 'shorten';

/** The faults at this call. Each call is counted once, however often it is entered. */
const faultsAt = (context: Context, thread: Thread, stop: Stop): readonly Fault[] => {
  const { engine, interposer } = context;
  const { watched, process, tid } = thread;
  const name = nameOfCall(stop.nr);
  if (watched?.stop === stop || (watched?.again === true && watched.name === name)) {
    return watched.faults;
  }
  if (context.phase !== 'workload') {
    return [];
  }
  const path = pathOfCall(engine, { tid, pid: process.pid }, name, stop.args);
  return interposer.atCall({ node: process.node, name, ...(path !== undefined && { path }) });
};

/** What is to happen at the entry: the call as it runs now, or how the tracee goes on. */
export const enterWatched = (context: Context, thread: Thread, stop: Stop): Stop | Resume => {
  const { engine } = context;
  const { tid } = thread;
  const name = nameOfCall(stop.nr);
  const faults = faultsAt(context, thread, stop);
  const fail = faults.find(isFail);
  const shorten = faults.filter(isShorten).toSorted((a, b) => a.bytes - b.bytes)[0];
  const faked = fail ? -ERRNOS[fail.error] : shorten?.bytes === 0 ? 0 : undefined;
  if (faked !== undefined) {
    engine.skip(tid, faked);
    thread.watched = { stop, name, faults: [fail ?? shorten].flatMap((one) => one ?? []), faked };
    thread.pending = { handling: 'struck', nr: stop.nr, args: stop.args, faked };
    return 'exit';
  }
  const edit = shorten && shortenCall(engine, tid, name, stop.args, shorten.bytes);
  const struck = edit === undefined || shorten === undefined ? [] : [shorten];
  thread.watched = { stop, name, faults: struck, ...(edit && { edit }) };
  return edit === undefined ? stop : { ...stop, args: edit.args };
};

const textOf = ({ name, faked }: Watched, result: number): string =>
  faked === undefined || faked === 0
    ? `${name} moved ${result} ${result === 1 ? 'byte' : 'bytes'}`
    : `${name} failed`;

/** The call has ended: the program gets its registers back, and faults are seen to have struck. */
export const exitWatched = (context: Context, thread: Thread, { result }: Stop): void => {
  const { watched } = thread;
  thread.watched = undefined;
  if (watched === undefined) {
    return;
  }
  watched.edit?.undo();
  if (watched.faked === undefined) {
    context.disks.after(thread, watched.name, watched.stop.args, result);
  }
  if (isRestart(result)) {
    thread.watched = {
      stop: watched.stop,
      name: watched.name,
      faults: watched.faults,
      again: true,
    };
    return;
  }
  const event = Math.max(0, context.recorder.events.length - 1);
  for (const fault of watched.faults) {
    const took =
      watched.faked === undefined
        ? fault.kind === 'shorten' && result >= 0 && result <= fault.bytes
        : result === watched.faked;
    if (took) {
      context.interposer.fired(fault, event, textOf(watched, result));
    } else if (watched.faked !== undefined) {
      context.interposer.failed(fault, `${watched.name} returned ${result}, not ${watched.faked}`);
    }
  }
};
