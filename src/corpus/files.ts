/**
 * Reading and writing files so that a crash never leaves half of one. Knows errno and fsync;
 * doesn't know what is in the files.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StoreError } from '../model/errors.ts';

const HINTS: Readonly<Record<string, string>> = {
  EACCES: 'check the permissions of the folder, or choose another one with --store DIR',
  EPERM: 'check the permissions of the folder, or choose another one with --store DIR',
  EROFS: 'the file system is read-only: choose another folder with --store DIR',
  ENOSPC: 'the disk is full: free some space, or choose another folder with --store DIR',
  EDQUOT: 'the disk quota is used up: free some space, or choose another folder with --store DIR',
  EISDIR: 'there is a folder where a file should be',
  ELOOP: 'there is a link that leads back to itself',
  ENOTDIR: 'a part of that path is a file and not a folder: choose another one with --store DIR',
};

/** The errno name of a failed system call, `unknown error` if there is none. */
function errnoOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : 'unknown error';
}

/** StoreError that names what was done, the path and the errno. */
export function storeError(doing: string, path: string, cause: unknown): StoreError {
  const errno = errnoOf(cause);
  const hint = HINTS[errno];
  return new StoreError(
    'store-io',
    `cannot ${doing} ${path}: ${errno}`,
    hint === undefined ? { cause } : { cause, hint },
  );
}

/** Runs `action`; whatever it throws becomes a StoreError. */
export function attempt<T>(doing: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw storeError(doing, path, error);
  }
}

/** Makes the folder and its parents. */
export function makeFolder(path: string): void {
  attempt('make the folder', path, () => mkdirSync(path, { recursive: true }));
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Writes the whole file or leaves what was there: temporary file, fsync, rename, fsync of the
 * folder.
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw storeError('write', path, error);
  }
}

/** Points the symbolic link at `target`, replacing an older link in one step. */
export function linkAtomically(path: string, target: string): void {
  const temporary = join(dirname(path), `.${process.pid}.link.tmp`);
  try {
    rmSync(temporary, { force: true });
    symlinkSync(target, temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw storeError('write the link', path, error);
  }
}

/** The file's bytes. What is no plain file is not waited for. Errors: StoreError. */
export function readBytes(path: string): Uint8Array {
  return attempt('read', path, () => {
    const stat = statSync(path);
    if (!stat.isFile() && !stat.isDirectory()) {
      throw Object.assign(new Error(), { code: 'not a plain file' });
    }
    return readFileSync(path);
  });
}

/** Whether something is called that: a link into nothing is, and what is out of reach may be. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(errnoOf(error));
  }
}
