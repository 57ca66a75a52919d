/** Which file a call is about: the path that it names, or that its descriptor was opened by. */
import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path/posix';
import type { Engine } from './engine.ts';
import { asFd } from './stop.ts';

/** Where a call names its file: arguments by number. Of two files, the one that it reads. */
type Place = { readonly fd: number } | { readonly path: number; readonly at?: number };

const byName = (names: string, place: Place): [string, Place][] =>
  names.split(' ').map((name) => [name, place]);

const PLACES: ReadonlyMap<string, Place> = new Map([
  ...byName('read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2', { fd: 0 }),
  ...byName('fsync fdatasync sync_file_range ftruncate fallocate close copy_file_range', { fd: 0 }),
  ...byName('recvfrom recvmsg sendto sendmsg recvmmsg sendmmsg splice', { fd: 0 }),
  ...byName('sendfile', { fd: 1 }),
  ...byName('mmap', { fd: 4 }),
  ...byName('open creat mkdir unlink truncate rename link', { path: 0 }),
  ...byName('openat openat2 mkdirat unlinkat renameat renameat2 linkat', { path: 1, at: 0 }),
]);

const PATH_MAX = 4096;
const AT_FDCWD = -100;

const readlink = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};

/** Where a descriptor leads; undefined for what has no path. */
export const pathOfFd = (pid: number, fd: number): string | undefined => {
  const path = readlink(`/proc/${pid}/fd/${fd}`);
  return path?.startsWith('/') ? path : undefined;
};

/** A path in the tracee's memory, made absolute by the directory that it starts from. */
export const pathIn = (
  engine: Engine,
  { tid, pid }: { readonly tid: number; readonly pid: number },
  address: number,
  directory: number = AT_FDCWD,
): string | undefined => {
  const bytes = Buffer.from(engine.read(tid, address, PATH_MAX));
  const end = bytes.indexOf(0);
  const text = bytes.toString('utf8', 0, Math.max(0, end));
  const base = directory === AT_FDCWD ? readlink(`/proc/${pid}/cwd`) : pathOfFd(pid, directory);
  return text === '' || base === undefined ? undefined : resolve(base, text);
};

/** The file that the call is about; undefined: none that has a path. */
export const pathOfCall = (
  engine: Engine,
  who: { readonly tid: number; readonly pid: number },
  name: string,
  args: readonly number[],
): string | undefined => {
  const place = PLACES.get(name);
  if (place === undefined) {
    return undefined;
  }
  if ('fd' in place) {
    return pathOfFd(who.pid, asFd(args[place.fd]));
  }
  const at = place.at === undefined ? AT_FDCWD : asFd(args[place.at]);
  return pathIn(engine, who, args[place.path] ?? 0, at);
};
