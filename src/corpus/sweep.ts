/**
 * What no finding needs: journals, traces and folders of runs of sessions that are over, and what
 * killed writers left. Knows what may go; never touches a finding, nor what it does not know.
 */
import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attempt } from './files.ts';
import { JOURNAL_FILE, journalState, startTicksOf } from './journal.ts';
import { foldersOf, type StoredSession, storedSessions } from './store-folders.ts';

export interface Sweepable {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
}

/** Folders of runs in a session. */
const RUN_FOLDERS = ['runs', 'known'];
/** Temporary files are called after the process that writes them. */
const TEMPORARY = /^\.(\d+)(?:\.link)?\.tmp$/;

function entriesOf(path: string): readonly string[] {
  return attempt('list', path, () => (existsSync(path) ? readdirSync(path).sort() : []));
}

/** Of a file, or of all below a folder; links count nothing. */
function bytesOf(path: string): number {
  const stat = attempt('look at', path, () => lstatSync(path));
  return stat.isDirectory()
    ? entriesOf(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0)
    : stat.isFile()
      ? stat.size
      : 0;
}

const isRunning = (pid: number): boolean => startTicksOf(pid) !== undefined;

/** What writers that are gone have left in that folder. */
function leftovers(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((name) => {
      const [, pid] = TEMPORARY.exec(name) ?? [];
      return pid !== undefined && !isRunning(Number(pid));
    })
    .map((name) => join(folder, name));
}

function isOver({ directory, pid }: StoredSession, isLatest: boolean): boolean {
  const state = journalState(join(directory, JOURNAL_FILE));
  return !isLatest && !isRunning(pid) && state !== 'busy';
}

function unneeded({ directory }: StoredSession): readonly string[] {
  return entriesOf(directory)
    .filter(
      (name) => name === JOURNAL_FILE || RUN_FOLDERS.includes(name) || name.endsWith('.ldfi-trace'),
    )
    .map((name) => join(directory, name));
}

/** Folders in which ldfi writes files in one step. */
function writtenFolders(store: string, sessions: readonly StoredSession[]): readonly string[] {
  const findings = sessions.map(({ directory }) => join(directory, 'findings'));
  return [
    store,
    ...new Set(sessions.map(({ directory }) => dirname(directory))),
    ...sessions.map(({ directory }) => directory),
    ...findings.flatMap((folder) => foldersOf(folder).map((id) => join(folder, id))),
  ];
}

/**
 * What may go, in a fixed order. Kept whole are the latest session of each spec, sessions that a
 * process works on, an interrupted hunt that is its spec's latest hunt, and all that began at
 * `beforeMs` or later.
 *
 * Errors: StoreError.
 */
export function sweepable(
  store: string,
  beforeMs = Number.POSITIVE_INFINITY,
): readonly Sweepable[] {
  const sessions = storedSessions(store);
  const latest = new Map(sessions.map((one) => [one.spec, one.directory]));
  const hunts = sessions.filter(({ directory }) => existsSync(join(directory, JOURNAL_FILE)));
  const lastHunt = new Map(hunts.map((one) => [one.spec, one.directory]));
  const isKept = ({ spec, directory }: StoredSession): boolean =>
    latest.get(spec) === directory ||
    (lastHunt.get(spec) === directory && journalState(join(directory, JOURNAL_FILE)) === 'open');
  const over = sessions.filter((one) => one.startedMs < beforeMs && isOver(one, isKept(one)));
  const paths = [...over.flatMap(unneeded), ...writtenFolders(store, sessions).flatMap(leftovers)];
  return paths.map((path) => ({ path, bytes: bytesOf(path) }));
}

/** Drops these, and session folders that are empty then. Errors: StoreError. */
export function sweep(all: readonly Sweepable[]): void {
  for (const { path } of all) {
    attempt('remove', path, () => rmSync(path, { recursive: true, force: true }));
  }
  for (const folder of new Set(all.map(({ path }) => dirname(path)))) {
    if (/Z-\d+$/.test(folder) && entriesOf(folder).length === 0) {
      attempt('remove', folder, () => rmdirSync(folder));
    }
  }
}
