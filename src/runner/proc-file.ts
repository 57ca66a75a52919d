/** Reads small files of /proc, in fewer calls than a file of unknown size takes. */
import { closeSync, openSync, readSync } from 'node:fs';

const buffer = Buffer.alloc(1024);

/** The first 1024 bytes of a file; undefined when it is not there (any more). */
export const readProc = (path: string): string | undefined => {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) {
      closeSync(fd);
    }
  }
};
