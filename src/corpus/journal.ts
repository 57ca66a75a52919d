/**
 * The journal of a hunt on disk, `<session>/hunt.ldfi-journal`: started, found again, appended to.
 * Knows files and processes; what is in a run is journal-codec's business.
 *
 * A run is in the journal once the kernel has it: a killed process loses none, and a lost machine
 * those that were not on disk yet, which are then made again.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { SpecError, StoreError, TraceError } from '../model/errors.ts';
import { Malformed } from './byte-columns.ts';
import {
  type Chunk,
  encodeChunk,
  firstChunkEnd,
  journalChunks,
  journalHead,
  START_BYTES,
} from './chunks.ts';
import { attempt, readBytes } from './files.ts';
import {
  decodeHunt,
  decodeProcess,
  decodeRun,
  END_CHUNK,
  encodeHunt,
  encodeProcess,
  encodeRun,
  HUNT_CHUNK,
  type HuntHead,
  JOURNAL_VERSION,
  PROCESS_CHUNK,
  type ProcessMark,
  RUN_CHUNK,
  type StoredRun,
} from './journal-codec.ts';
import { type Session, sessionsOf } from './session.ts';

export const JOURNAL_FILE = 'hunt.ldfi-journal';

/** An open journal. All of it throws StoreError when the disk does not take it. */
export interface OpenJournal {
  /** Runs that were there when it was opened. */
  readonly runs: number;
  /** These runs; each is decoded when it is asked for. Errors: StoreError `journal-damaged`. */
  readonly past: Iterable<StoredRun>;
  readonly append: (run: StoredRun) => void;
  /** The hunt came to its end: nobody goes on with it. */
  readonly end: () => void;
  readonly close: () => void;
}

/** A hunt that was interrupted. */
export interface Interrupted {
  readonly session: Session;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly journal: OpenJournal;
}

/** The start time of a process in ticks since boot; undefined when there is none. */
export function startTicksOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, which may hold anything, ends at the last parenthesis; the 22nd field is wanted.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}

const thisProcess = (): ProcessMark => ({
  pid: process.pid,
  startTicks: startTicksOf(process.pid) ?? 0,
});

function* runsOf(chunks: readonly Chunk[], file: string): Generator<StoredRun> {
  for (const { payload, offset } of chunks) {
    try {
      yield decodeRun(payload, file);
    } catch (cause) {
      if (cause instanceof Malformed || cause instanceof SpecError || cause instanceof TraceError) {
        const what = `${file}: byte ${offset}: a run cannot be read: ${cause.message}`;
        throw new StoreError('journal-damaged', what, { cause, hint: 'start anew with --fresh' });
      }
      throw cause;
    }
  }
}

/** Writes behind `at`, of a file that ends there. */
function writerOf(file: string, descriptor: number, at: number): (bytes: Uint8Array) => void {
  let end = at;
  return (bytes) =>
    attempt('write', file, () => {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(descriptor, bytes, done, bytes.length - done, end + done);
      }
      end += bytes.length;
    });
}

function opened(
  file: string,
  descriptor: number,
  write: (bytes: Uint8Array) => void,
  runs: readonly Chunk[],
): OpenJournal {
  write(encodeChunk(PROCESS_CHUNK, encodeProcess(thisProcess())));
  return {
    runs: runs.length,
    past: runsOf(runs, file),
    append: (run) => write(encodeChunk(RUN_CHUNK, encodeRun(run))),
    end: () => write(encodeChunk(END_CHUNK, new Uint8Array(0))),
    close: () => closeSync(descriptor),
  };
}

/** The journal of a new hunt. Errors: StoreError. */
export function startJournal(session: Session, head: HuntHead): OpenJournal {
  const file = join(session.directory, JOURNAL_FILE);
  const descriptor = attempt('make', file, () => openSync(file, 'wx'));
  const write = writerOf(file, descriptor, 0);
  write(journalHead(JOURNAL_VERSION));
  write(encodeChunk(HUNT_CHUNK, encodeHunt(head)));
  return opened(file, descriptor, write, []);
}

interface Found {
  readonly head: HuntHead;
  /** Nobody works on it, and it did not come to its end. */
  readonly isOpen: boolean;
  readonly isEnded: boolean;
  readonly runs: readonly Chunk[];
  /** Bytes that are whole. */
  readonly end: number;
}

const isAlive = ({ pid, startTicks }: ProcessMark): boolean => startTicksOf(pid) === startTicks;

function unlessMalformed<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Malformed) {
      return undefined;
    }
    throw error;
  }
}

/** Up to that byte, or to the file's end. */
function readStart(descriptor: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0));
}

/** Of the file's first chunk; the runs behind it, which may be many, are not read. */
function identityOf(file: string): string | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const bytes = attempt('read', file, () => {
    const descriptor = openSync(file, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const end = firstChunkEnd(readStart(descriptor, START_BYTES));
      return readStart(descriptor, Math.min(size, end));
    } finally {
      closeSync(descriptor);
    }
  });
  const [first] = journalChunks(bytes, file, JOURNAL_VERSION)?.chunks ?? [];
  return first?.type === HUNT_CHUNK
    ? unlessMalformed(() => decodeHunt(first.payload).identity)
    : undefined;
}

/** Undefined for a file that is missing, torn before it says anything, or no journal of ours. */
function readJournal(file: string): Found | undefined {
  if (!existsSync(file)) {
    return undefined;
  }
  const found = journalChunks(readBytes(file), file, JOURNAL_VERSION);
  const [first, ...rest] = found?.chunks ?? [];
  if (found === undefined || first?.type !== HUNT_CHUNK) {
    return undefined;
  }
  return unlessMalformed(() => {
    const owners = rest.filter(({ type }) => type === PROCESS_CHUNK);
    const isBusy = owners.some(({ payload }) => isAlive(decodeProcess(payload)));
    const isEnded = rest.some(({ type }) => type === END_CHUNK);
    return {
      head: decodeHunt(first.payload),
      isOpen: !isBusy && !isEnded,
      isEnded: !isBusy && isEnded,
      runs: rest.filter(({ type }) => type === RUN_CHUNK),
      end: found.end,
    };
  });
}

/**
 * `open`: the hunt was interrupted; `busy`: a process works on it; `none`: there is no journal that
 * can be read.
 */
export function journalState(file: string): 'none' | 'open' | 'busy' | 'ended' {
  const found = readJournal(file);
  return found === undefined ? 'none' : found.isOpen ? 'open' : found.isEnded ? 'ended' : 'busy';
}

/** The runs of a hunt that ended, from its folder. Errors: StoreError. */
export function journalledRuns(folder: string): Iterable<StoredRun> {
  const file = join(folder, JOURNAL_FILE);
  const found = readJournal(file);
  if (found === undefined) {
    throw new StoreError('journal-missing', `${file}: there is no journal of this version`, {
      hint: 'a hunt writes it into the folder of its session, in the store',
    });
  }
  return runsOf(found.runs, file);
}

/**
 * The latest hunt of that identity in the store, opened to go on with it; undefined when there is
 * none, when it came to its end, or when a process still works on it.
 *
 * Errors: StoreError.
 */
export function resumeJournal(
  store: string,
  spec: string,
  identity: string,
): Interrupted | undefined {
  for (const session of sessionsOf(store, spec)) {
    const file = join(session.directory, JOURNAL_FILE);
    if (identityOf(file) !== identity) {
      continue;
    }
    const found = readJournal(file);
    if (found?.isOpen !== true) {
      return undefined;
    }
    const descriptor = attempt('open', file, () => openSync(file, 'r+'));
    attempt('cut off', file, () => ftruncateSync(descriptor, found.end));
    const write = writerOf(file, descriptor, found.end);
    const journal = opened(file, descriptor, write, found.runs);
    return { session, startedAt: found.head.startedAt, journal };
  }
  return undefined;
}
