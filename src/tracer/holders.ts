/**
 * Who holds a pipe or socket: read from /proc, because a descriptor that was inherited and never
 * used is known to nobody else. Costs some microseconds a descriptor, so it is asked once for each
 * channel.
 */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import type { Process } from './processes.ts';

/** Named pipes are files like others, so their inodes are unique only within a device. */
export interface Wanted {
  readonly kind: 'pipe' | 'socket' | 'fifo';
  readonly device: number;
  readonly inodes: readonly number[];
}

export interface Holding {
  readonly process: Process;
  readonly fd: number;
  readonly inode: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

const LINK = /^(pipe|socket):\[(\d+)\]$/;
const O_ACCMODE = 3;
const ACCESS = ['r', 'w', 'rw'] as const;

const inodeOf = (path: string, wanted: Wanted): number | undefined => {
  const link = readlinkSync(path);
  if (wanted.kind !== 'fifo') {
    const [, kind, inode] = LINK.exec(link) ?? [];
    return kind === wanted.kind ? Number(inode) : undefined;
  }
  if (!link.startsWith('/')) {
    return undefined;
  }
  const { dev, ino } = statSync(path);
  return dev === wanted.device ? ino : undefined;
};

const accessOf = (pid: number, fd: string): string => {
  const [, flags = ''] =
    /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1')) ?? [];
  return ACCESS[Number.parseInt(flags, 8) & O_ACCMODE] ?? '';
};

const look = (process: Process, fd: string, wanted: Wanted): Holding | undefined => {
  try {
    const inode = inodeOf(`/proc/${process.pid}/fd/${fd}`, wanted);
    if (inode === undefined || !wanted.inodes.includes(inode)) {
      return undefined;
    }
    const access = accessOf(process.pid, fd);
    const [reads, writes] = [access.includes('r'), access.includes('w')];
    return { process, fd: Number(fd), inode, reads, writes };
  } catch {
    // Closed meanwhile.
    return undefined;
  }
};

const descriptors = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return [];
  }
};

/** Every descriptor of these processes that leads to one of the wanted. */
export const holdingsOf = (processes: readonly Process[], wanted: Wanted): Holding[] =>
  processes.flatMap((process) =>
    descriptors(process.pid).flatMap((fd) => look(process, fd, wanted) ?? []),
  );
