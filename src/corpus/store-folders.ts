/**
 * The sessions of a store, and what is whose in one. Knows names only, and which process a session
 * belongs to; reads no file's content.
 */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { attempt } from './files.ts';

export interface StoredSession {
  /** Folder names. */
  readonly spec: string;
  readonly session: string;
  /** Absolute. */
  readonly directory: string;
  /** When it began, milliseconds since 1970. */
  readonly startedMs: number;
  readonly pid: number;
}

const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})Z-(\d+)$/;

/** Names of the folders in a folder; hidden ones and links are none. Empty where there is none. */
export function foldersOf(path: string): readonly string[] {
  const entries = attempt('list', path, () => {
    try {
      return readdirSync(path, { withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** All that `openSession` has made, the latest of each spec last. Errors: StoreError. */
export function storedSessions(store: string): readonly StoredSession[] {
  return foldersOf(resolve(store)).flatMap((spec) => sessionsIn(store, spec));
}

/** Those of one folder of the store. Errors: StoreError. */
export function sessionsIn(store: string, spec: string): readonly StoredSession[] {
  const folder = join(resolve(store), spec);
  return foldersOf(folder).flatMap((session) => {
    const [, year, month, day, hour, minute, second, ms, pid] = NAME.exec(session) ?? [];
    if (year === undefined) {
      return [];
    }
    const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`;
    const directory = join(folder, session);
    return [{ spec, session, directory, startedMs: Date.parse(iso), pid: Number(pid) }];
  });
}
