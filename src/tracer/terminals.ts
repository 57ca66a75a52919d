/**
 * Pseudo-terminals: what one process types, another reads. They are no byte streams: the kernel
 * echoes, edits and changes what passes, so a read is after whatever was written to the terminal
 * before, on either side. Only the order is recorded; nothing of it can be faulted.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { EventId, NodeName } from '../model/trace.ts';
import { isSend } from './calls.ts';
import { type Context, type Resume, record } from './context.ts';
import type { Pending, Process, ProcessTable, Thread } from './processes.ts';
import { asFd, type Stop } from './stop.ts';

/** Device numbers: both ends of pseudo-terminals, and a process's own terminal. */
const PTS_MAJORS = [136, 137, 138, 139, 140, 141, 142, 143];
const TTY_MAJOR = 5;
const TTY_MINOR = 0;
const PTMX_MINOR = 2;

interface Terminal {
  readonly node: NodeName;
  /** Ordinal of a process → its latest write. */
  readonly writes: Map<number, EventId>;
  /** Ordinals of reader and writer → the write that the reader knows of. */
  readonly known: Map<string, EventId>;
}

const numberOf = (device: number): number | undefined => {
  const [major, minor] = [(device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00)];
  const block = PTS_MAJORS.indexOf(major);
  return block < 0 ? undefined : block * 256 + minor;
};

const matched = (path: string, pattern: RegExp): number | undefined => {
  const found = pattern.exec(readFileSync(path, 'latin1'))?.[1];
  return found === undefined ? undefined : Number(found);
};

/** Which pseudo-terminal the descriptor is an end of. */
const terminalAt = (pid: number, fd: number | string): number | undefined => {
  try {
    const stat = statSync(`/proc/${pid}/fd/${fd}`);
    if (!stat.isCharacterDevice()) {
      return undefined;
    }
    const minor = stat.rdev >> 8 === TTY_MAJOR ? stat.rdev & 0xff : undefined;
    if (minor === PTMX_MINOR) {
      return matched(`/proc/${pid}/fdinfo/${fd}`, /^tty-index:\s*(\d+)/m);
    }
    // Field 7 of stat; the name before it may hold anything.
    return minor === TTY_MINOR
      ? numberOf(matched(`/proc/${pid}/stat`, /.*\) \S (?:-?\d+ ){3}(\d+)/s) ?? 0)
      : numberOf(stat.rdev);
  } catch {
    return undefined;
  }
};

const holds = ({ pid }: Process, number: number): boolean => {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => terminalAt(pid, fd) === number);
  } catch {
    return false;
  }
};

export class Terminals {
  readonly #processes: ProcessTable;
  readonly #unfollowed: Set<string>;
  readonly #byNumber = new Map<number, Terminal>();

  constructor(processes: ProcessTable, unfollowed: Set<string>) {
    this.#processes = processes;
    this.#unfollowed = unfollowed;
  }

  /** The pseudo-terminal that a process is about to use; undefined: that is none. */
  at({ pid, node }: Process, fd: number): Terminal | undefined {
    const number = terminalAt(pid, fd);
    if (number === undefined) {
      return undefined;
    }
    let known = this.#byNumber.get(number);
    if (known !== undefined && known.node !== node) {
      const { node: former } = known;
      if (this.#processes.of(former).some((process) => holds(process, number))) {
        this.#unfollowed.add(`${former} and ${node} share a terminal`);
      }
      known = undefined;
    }
    const terminal = known ?? { node, writes: new Map(), known: new Map() };
    this.#byNumber.set(number, terminal);
    return terminal;
  }
}

/** Undefined: the descriptor leads to no pseudo-terminal. */
export const enterTerminal = (
  context: Context,
  thread: Thread,
  pending: Pending,
  stop: Stop,
): Resume | undefined => {
  const { handling, args } = pending;
  const terminal = context.terminals.at(thread.process, asFd(args[0]));
  if (terminal === undefined) {
    return undefined;
  }
  if (isSend(handling)) {
    const event = record(context, thread, 'terminal', 'entry', stop);
    terminal.writes.set(thread.process.ordinal, event);
    return 'next';
  }
  thread.pending = { ...pending, handling: 'terminal' };
  return 'exit';
};

export const exitTerminal = (
  context: Context,
  thread: Thread,
  { args }: Pending,
  stop: Stop,
): void => {
  const { process } = thread;
  const terminal = stop.result > 0 ? context.terminals.at(process, asFd(args[0])) : undefined;
  if (terminal === undefined) {
    return;
  }
  const event = record(context, thread, 'terminal', 'exit', stop, { result: stop.result });
  for (const [writer, write] of terminal.writes) {
    const pair = `${process.ordinal} ${writer}`;
    if (writer !== process.ordinal && terminal.known.get(pair) !== write) {
      terminal.known.set(pair, write);
      context.recorder.edge(write, event, 'terminal');
    }
  }
};
