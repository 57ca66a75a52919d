/** Where the native engine lies: a prebuilt file is preferred to one built here. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError, NativeError } from '../model/errors.ts';

const packageRoot = (): string => {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) {
      throw new InvariantError('no package.json above the tracer');
    }
    directory = parent;
  }
  return directory;
};

/** Path of libldfi.so. Throws NativeError when there is none for this machine. */
export const locateEngine = (root: string = packageRoot()): string => {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64') {
    throw new NativeError('engine-platform', `ldfi traces linux-x64 only, this is ${platform}`);
  }
  for (const folder of ['prebuilt', 'build']) {
    const file = join(root, 'native', folder, platform, 'libldfi.so');
    if (existsSync(file)) {
      return file;
    }
  }
  throw new NativeError(
    'engine-missing',
    `there is no native engine for ${platform} in ${join(root, 'native')}`,
    { hint: 'install a C compiler (apt-get install gcc libc6-dev), then run: npm run build' },
  );
};
