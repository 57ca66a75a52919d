/**
 * Programs that a tracer without rights cannot let have theirs: under it the kernel ignores the
 * setuid and setgid bits, and the program does not do what it does alone.
 */
import { readlinkSync, type Stats, statSync } from 'node:fs';

const SETUID = 0o4000;
const SETGID = 0o2000;
const GROUP_EXECUTE = 0o0010;

/** True when running that file should have given this user and group other rights. */
export const givesRights = (
  { mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>,
  user: number,
  group: number,
): boolean =>
  ((mode & SETUID) !== 0 && uid !== user) ||
  ((mode & SETGID) !== 0 && (mode & GROUP_EXECUTE) !== 0 && gid !== group);

/** Path of the program that the process has just begun to run, if it should have other rights. */
export const rightsLost = (
  pid: number,
  user = process.geteuid?.() ?? 0,
  group = process.getegid?.() ?? 0,
): string | undefined => {
  if (user === 0) {
    return undefined;
  }
  try {
    const link = `/proc/${pid}/exe`;
    return givesRights(statSync(link), user, group) ? readlinkSync(link) : undefined;
  } catch {
    return undefined;
  }
};
