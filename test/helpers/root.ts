/** Where the repository stands, whichever output folder the tests were compiled into. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function isRoot(folder: string): boolean {
  const manifest = join(folder, 'package.json');
  return existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "ldfi"');
}

function findRoot(start: string): string {
  let folder = start;
  while (!isRoot(folder)) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(`no package.json of ldfi above ${start}`);
    }
    folder = parent;
  }
  return folder;
}

/** Absolute path of the repository's root. */
export const ROOT = findRoot(import.meta.dirname);

/** Absolute path of the folder that holds the compiled `src`, `solver` and `test`. */
export const OUTPUT = dirname(dirname(import.meta.dirname));
