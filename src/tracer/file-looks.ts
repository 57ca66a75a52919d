/**
 * What observers read from files belongs to their past: an edge leads from the nodes that wrote a
 * file to the call that was shown some of it. Files are known by identity (device and inode), so
 * that a rename or another path makes no difference.
 *
 * Why no write is stopped at: the edge comes from the latest event of the writer, whatever that is.
 *     The write itself lies behind it at most, and nothing that the tracer sees lies between the
 *     two. So the past is never too small, and nodes write as fast as without observers. Who wrote
 *     is told by the first write on each descriptor, which stops anyway; see `writersOf`.
 */
import { type Stats, statSync } from 'node:fs';
import type { EventId, NodeName } from '../model/trace.ts';
import { MAPS_NO_DATA, nameOfCall } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import { openFile } from './disks.ts';
import { pathOfFd } from './file-paths.ts';
import type { Pending, Process, Thread } from './processes.ts';
import type { Recorder } from './recorder.ts';
import { asFd, type Stop } from './stop.ts';

/** Calls of observers that are looked at for this alone; all others need not stop there. */
export const LOOK_CALLS: readonly string[] = [
  ...['pread64', 'preadv', 'mmap', 'copy_file_range', 'getdents64', 'getdents'],
];

/** The descriptor that is read from, by its place among the arguments. */
const SOURCES: ReadonlyMap<string, number> = new Map([
  ...['read', 'readv', 'preadv2', 'splice', ...LOOK_CALLS].map((name): [string, number] => [
    name,
    0,
  ]),
  ['mmap', 4],
  ['sendfile', 1],
]);

const ERRNO_MAX = 4095;
const O_ACCMODE = 3;
const O_RDONLY = 0;
const O_WRONLY = 1;

/** Times of files are those of the last tick of the kernel's clock, which may be this long ago. */
const TICK_MS = 20;

export interface LookOptions {
  /** Whose looks count. */
  readonly observes: (node: NodeName) => boolean;
  /** The folder of a node's own files, if it has one. */
  readonly folderOf: (node: NodeName) => string | undefined;
}

const keyOf = ({ dev, ino }: Stats): string => `${dev} ${ino}`;

/** What a descriptor leads to; undefined when it is gone. */
const statOf = (pid: number, fd: number): Stats | undefined => {
  try {
    return statSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return undefined;
  }
};

export class FileLooks {
  readonly #options: LookOptions;
  readonly #recorder: Recorder;
  /** Milliseconds of the clock that files have their times from. */
  readonly #beganMs: number;
  /** By identity: who was seen to write to the file. */
  readonly #writers = new Map<string, Set<NodeName>>();
  /** Of each node the last event so far, up to the event `#counted`. */
  readonly #lasts = new Map<NodeName, EventId>();
  #counted: EventId = 0;
  /** Observer and writer → event of the writer that is in the observer's past already. */
  readonly #known = new Map<string, EventId>();

  constructor(options: LookOptions, recorder: Recorder, beganMs: number) {
    this.#options = options;
    this.#recorder = recorder;
    this.#beganMs = beganMs - TICK_MS;
  }

  observes({ process }: Thread): boolean {
    return this.#options.observes(process.node);
  }

  /**
   * The process writes to what is no channel, or reads there and may write. True: it is an observer
   * that may come to look at it.
   */
  meets({ pid, node }: Process, fd: number): boolean {
    const stat = statOf(pid, fd);
    if (stat?.isFile() !== true) {
      return false;
    }
    const access = openFile(pid, fd).flags & O_ACCMODE;
    if (access !== O_RDONLY) {
      const key = keyOf(stat);
      this.#writers.set(key, (this.#writers.get(key) ?? new Set()).add(node));
    }
    return access !== O_WRONLY && this.#options.observes(node);
  }

  /**
   * Where the past of what a process was shown comes from: the last events of those who wrote it,
   * as far as they are news. `other`: that is no file, and need not be looked at again.
   */
  look({ pid, node }: Process, fd: number): readonly EventId[] | 'other' {
    const stat = statOf(pid, fd);
    if (stat === undefined) {
      return [];
    }
    if (!(stat.isFile() || stat.isDirectory())) {
      return 'other';
    }
    this.#count();
    const news: EventId[] = [];
    for (const writer of this.#writersOf(stat, pid, fd)) {
      const last = writer === node ? undefined : this.#lasts.get(writer);
      const pair = JSON.stringify([node, writer]);
      if (last !== undefined && last > (this.#known.get(pair) ?? -1)) {
        this.#known.set(pair, last);
        news.push(last);
      }
    }
    return news;
  }

  /**
   * Those who were seen to write to it, and the node in whose folder it lies. If there are none and
   * it has changed in this run all the same (positioned writes, memory, other calls), it may have
   * been anybody.
   */
  #writersOf(stat: Stats, pid: number, fd: number): Iterable<NodeName> {
    const key = keyOf(stat);
    const writers = new Set(this.#writers.get(key));
    const path = pathOfFd(pid, fd);
    for (const node of this.#lasts.keys()) {
      const folder = this.#options.folderOf(node);
      if (folder !== undefined && (path === folder || path?.startsWith(`${folder}/`) === true)) {
        writers.add(node);
      }
    }
    return writers.size > 0 || stat.ctimeMs < this.#beganMs ? writers : this.#lasts.keys();
  }

  #count(): void {
    const { events } = this.#recorder;
    for (; this.#counted < events.length; this.#counted += 1) {
      this.#lasts.set(events.nodeOf(this.#counted) ?? '', this.#counted);
    }
  }
}

/** An observer is about to be shown something of what is no channel, or maps it. */
export const enterLook = (context: Context, thread: Thread, stop: Stop): Resume => {
  const { nr, args } = stop;
  const name = nameOfCall(nr);
  const isNoData = name === 'mmap' && ((args[3] ?? 0) & MAPS_NO_DATA) !== 0;
  if (!SOURCES.has(name) || isNoData || !context.looks.observes(thread)) {
    return 'next';
  }
  thread.pending = { handling: 'look', nr, args };
  return 'exit';
};

/** It has been shown what was there at this time. */
export const exitLook = (
  context: Context,
  thread: Thread,
  { nr, args }: Pending,
  stop: Stop,
): void => {
  // A mapping's address may look like any number.
  if (stop.result >= 0 || stop.result < -ERRNO_MAX) {
    lookAt(context, thread, asFd(args[SOURCES.get(nameOfCall(nr)) ?? 0]), stop);
  }
};

/** What the descriptor led to was shown to the thread. */
export const lookAt = (context: Context, thread: Thread, fd: number, stop: Stop): void => {
  const news = context.looks.look(thread.process, fd);
  if (news === 'other') {
    context.engine.ignore(thread.tid, fd, true);
  } else if (news.length > 0) {
    const event = record(context, thread, 'file', 'exit', stop);
    for (const from of news) {
      context.recorder.edge(from, event, 'file');
    }
  }
};
