/** Where this package lies and what it is called. Knows package.json only. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '../model/errors.ts';

export interface PackageInfo {
  /** Absolute path of the folder that holds package.json. */
  readonly root: string;
  readonly version: string;
}

/**
 * The package this file belongs to: the nearest folder upwards with a package.json named `ldfi`.
 */
export function packageInfo(): PackageInfo {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const data = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        readonly name?: unknown;
        readonly version?: unknown;
      };
      if (data.name === 'ldfi' && typeof data.version === 'string') {
        return { root: folder, version: data.version };
      }
    } catch {
      // No package.json here: look further up.
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new InvariantError('no package.json named ldfi above the program');
    }
    folder = parent;
  }
}
