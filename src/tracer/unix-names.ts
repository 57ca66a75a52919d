/**
 * Names of AF_UNIX sockets that mean the same to all processes: a path is resolved as the process
 * that uses it would, and stands for the file that it leads to.
 */
import { statSync } from 'node:fs';
import type { EndAddress } from './socket-description.ts';

const SCHEME = 'unix:';

/** Where no name is: the socket stands for itself. */
export const unnamed = (inode: number): EndAddress => `${SCHEME}=${inode}`;

export const isUnnamed = (address: EndAddress | undefined): boolean =>
  address === undefined || address.startsWith(`${SCHEME}=`);

/** Abstract names are no paths. One that leads nowhere stays as it is. */
export const unixName = (pid: number, address: EndAddress): EndAddress => {
  const path = address.slice(SCHEME.length);
  if (!address.startsWith(SCHEME) || /^[@=#]/.test(path)) {
    return address;
  }
  const own = path.replace(/^\/proc\/self\//, `/proc/${pid}/`);
  const from = path.startsWith('/') ? `/proc/${pid}/root` : `/proc/${pid}/cwd/`;
  try {
    const { dev, ino } = statSync(`${from}${own}`);
    return `${SCHEME}#${dev}.${ino}`;
  } catch {
    return address;
  }
};
