/**
 * Calls that faults may be at: counted when they are entered, made to fail or to fall short, and
 * looked at when they have ended. The rest of the tracer sees the call as it then runs.
 */
import { ERRNOS } from '../model/errno.ts';
import type { FailFault, Fault, ShortenFault } from '../model/fault.ts';
import { isRestart, nameOfCall } from './calls.ts';
import type { Context, Resume } from './context.ts';
import { pathOfCall } from './file-paths.ts';
import { FILL_CALLS, type Room } from './fills.ts';
import { segmentsOf, sizeOf } from './payload.ts';
import type { Thread } from './processes.ts';
import { type Edit, shortenCall } from './shorter.ts';
import type { Stop } from './stop.ts';

export interface Watched {
  /** Its entry stop: a call that waits for its turn is entered twice in one. */
  readonly stop: Stop;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly edit?: Edit;
  /** Bytes that it may move by that. */
  readonly most?: number;
  readonly room?: Room;
  /** The result that was put in the place of the kernel's. */
  readonly faked?: number;
  /** It was interrupted, and is entered anew: that is no other call. */
  readonly again?: true;
}

const isFail = (fault: Fault): fault is FailFault => fault.kind === 'fail';
const isShorten = (fault: Fault): fault is ShortenFault => fault.kind === 'shorten';

/** The faults at this call. Each call is counted once, however often it is entered. */
const faultsAt = (context: Context, thread: Thread, stop: Stop): readonly Fault[] => {
  const { engine, interposer, recorder } = context;
  const { watched, process, tid } = thread;
  const name = nameOfCall(stop.nr);
  if (watched?.stop === stop || (watched?.again === true && watched.name === name)) {
    return watched.faults;
  }
  if (context.phase !== 'workload') {
    return [];
  }
  const path = pathOfCall(engine, { tid, pid: process.pid }, name, stop.args);
  const { node } = process;
  const at = recorder.events.lastOf(node);
  return interposer.atCall({ node, name, at, ...(path !== undefined && { path }) });
};

/** What is left for it on a disk that is full. */
const roomFor = (context: Context, thread: Thread, stop: Stop, name: string): Room | undefined => {
  const { engine, fills, phase } = context;
  const { process, tid } = thread;
  const { node, pid } = process;
  if (phase !== 'workload' || !fills.isFull(node) || !FILL_CALLS.includes(name)) {
    return undefined;
  }
  const { args } = stop;
  const path = pathOfCall(engine, { tid, pid }, name, args);
  const isVectored = /writev/.test(name);
  const size =
    name === 'fallocate'
      ? (args[3] ?? 0)
      : sizeOf(segmentsOf(engine, tid, isVectored ? 'writev' : 'write', args));
  return fills.roomFor({ node, pid, name, args, path, size });
};

const skip = (
  thread: Thread,
  watched: Watched & { readonly faked: number },
  { engine }: Context,
): Resume => {
  const { stop, faked } = watched;
  engine.skip(thread.tid, faked);
  thread.watched = watched;
  thread.pending = { handling: 'struck', nr: stop.nr, args: stop.args, faked };
  return 'exit';
};

/** What is to happen at the entry: the call as it runs now, or how the tracee goes on. */
export const enterWatched = (context: Context, thread: Thread, stop: Stop): Stop | Resume => {
  const { engine } = context;
  const { tid } = thread;
  const name = nameOfCall(stop.nr);
  const faults = faultsAt(context, thread, stop);
  const room = roomFor(context, thread, stop, name);
  if (room?.most === 0) {
    return skip(thread, { stop, name, faults: [room.fault], faked: -ERRNOS.ENOSPC }, context);
  }
  const fail = faults.find(isFail);
  const shorten = faults.filter(isShorten).toSorted((a, b) => a.bytes - b.bytes)[0];
  const faked = fail ? -ERRNOS[fail.error] : shorten?.bytes === 0 ? 0 : undefined;
  if (faked !== undefined) {
    const struck = [fail ?? shorten].flatMap((one) => one ?? []);
    return skip(thread, { stop, name, faults: struck, faked }, context);
  }
  const most = Math.min(shorten?.bytes ?? Infinity, room?.most ?? Infinity);
  const edit = Number.isFinite(most) ? shortenCall(engine, tid, name, stop.args, most) : undefined;
  const struck = shorten?.bytes === most ? shorten : room?.fault;
  const given = edit === undefined || struck === undefined ? [] : [struck];
  thread.watched = {
    stop,
    name,
    faults: given,
    most,
    ...(edit && { edit }),
    ...(room && { room }),
  };
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
  if (watched.room !== undefined && watched.faked === undefined && result > 0) {
    context.fills.took(watched.room, result);
  }
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
        ? fault.kind !== 'fail' && result >= 0 && result <= (watched.most ?? 0)
        : result === watched.faked;
    if (took && fault.kind === 'fail' && fault.loses === true) {
      context.disks.lose(thread, watched.name, watched.stop.args);
    }
    if (took && !context.struck.has(fault)) {
      context.struck.add(fault);
      context.interposer.fired(fault, event, textOf(watched, result));
    } else if (!took && watched.faked !== undefined) {
      context.interposer.failed(fault, `${watched.name} returned ${result}, not ${watched.faked}`);
    }
  }
};
