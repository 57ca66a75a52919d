/**
 * Removes folders without making anybody wait: they are moved aside at once, and gone soon. To free
 * a folder's blocks, a file system may wait for its disk, for each anew.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Beyond that many, the next one waits for those before it. */
const PENDING_MAX = 16;

export interface Bin {
  /** Moves a folder, if it is there, out of its place. It lies on the file system of the bin. */
  discard(folder: string): Promise<void>;
  /** Nothing that was discarded is left. */
  empty(): Promise<void>;
}

let count = 0;

/** `folder` is where what is about to go lies; made when it is needed. */
export const createBin = (folder: string): Bin => {
  const pending = new Set<Promise<void>>();
  const settled = async (): Promise<void> => {
    await Promise.all(pending);
  };
  const remove = async (path: string): Promise<void> => {
    try {
      await rm(path, { recursive: true, force: true });
    } catch {
      // What can't be removed now is tried again, and told of, when the bin is emptied.
    }
  };
  return {
    discard: async (path) => {
      count += 1;
      const aside = join(folder, `${process.pid}-${count}`);
      mkdirSync(folder, { recursive: true });
      try {
        renameSync(path, aside);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          rmSync(path, { recursive: true, force: true });
        }
        return;
      }
      if (pending.size >= PENDING_MAX) {
        await settled();
      }
      const removal = remove(aside).finally(() => pending.delete(removal));
      pending.add(removal);
    },
    empty: async () => {
      await settled();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The bin of a folder with runs. Both the runner and the search use it; the search empties it. */
export const binOf = (runsDirectory: string): Bin => createBin(join(runsDirectory, '.gone'));
