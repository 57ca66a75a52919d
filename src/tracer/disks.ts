/**
 * The disks of the nodes that are to lose unsynced writes: what their calls did to files, told to
 * the model of each (disk.ts). Nothing is tracked for the others.
 */
import { readFileSync } from 'node:fs';
import type { CrashFault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { Disk } from './disk.ts';
import { pathOfFd } from './file-paths.ts';
import type { Thread } from './processes.ts';
import { asFd } from './stop.ts';

/** Calls that write to a file, and those that make safe what was written. */
export const DISK_CALLS: readonly string[] = [
  ...['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2'],
  ...['fsync', 'fdatasync', 'sync_file_range', 'sync', 'syncfs', 'msync'],
];

/** O_SYNC holds O_DSYNC; RWF_DSYNC and RWF_SYNC. */
const O_DSYNC = 0o10000;
const RWF_SYNC = 6;

/** Position and flags of an open file. */
export const openFile = (pid: number, fd: number): { position: number; flags: number } => {
  try {
    const text = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'latin1');
    const [, position = '0'] = /^pos:\s*(\d+)/m.exec(text) ?? [];
    const [, flags = '0'] = /^flags:\s*(\d+)/m.exec(text) ?? [];
    return { position: Number(position), flags: Number.parseInt(flags, 8) };
  } catch {
    return { position: 0, flags: 0 };
  }
};

export class Disks {
  readonly #disks = new Map<NodeName, Disk>();
  readonly #folderOf: (node: NodeName) => string | undefined;
  readonly #unfollowed: Set<string>;

  /** `folderOf`: where the files of a node are that are tracked; undefined: nowhere. */
  constructor(folderOf: (node: NodeName) => string | undefined, unfollowed: Set<string>) {
    this.#folderOf = folderOf;
    this.#unfollowed = unfollowed;
  }

  /** The node is about to start: what is there is safe. */
  begin(node: NodeName): void {
    const folder = this.#folderOf(node);
    if (folder !== undefined) {
      this.#disks.set(node, new Disk(folder));
    }
  }

  tracks(node: NodeName): boolean {
    return this.#disks.has(node);
  }

  /** A call has ended well. */
  after(thread: Thread, name: string, args: readonly number[], result: number): void {
    const { node, pid } = thread.process;
    const disk = this.#disks.get(node);
    if (disk === undefined || result < 0 || !DISK_CALLS.includes(name)) {
      return;
    }
    if (name === 'msync') {
      this.#unfollowed.add(`${node} syncs files that it has in its memory (msync)`);
      return;
    }
    if (name === 'sync' || name === 'syncfs') {
      disk.syncAll();
      return;
    }
    const fd = asFd(args[0]);
    const path = pathOfFd(pid, fd);
    if (path === undefined) {
      return;
    }
    if (name.endsWith('sync') || name === 'sync_file_range') {
      disk.syncFolder(path);
      if (disk.holds(path)) {
        disk.syncFile(path);
      }
      return;
    }
    if (!disk.holds(path)) {
      return;
    }
    const { position, flags } = openFile(pid, fd);
    const offset = name.startsWith('p') ? (args[3] ?? 0) : position - result;
    disk.wrote({ path, offset, size: result });
    const isSynced = name === 'pwritev2' && ((args[5] ?? 0) & RWF_SYNC) !== 0;
    if ((flags & O_DSYNC) !== 0 || isSynced) {
      disk.syncFile(path);
    }
  }

  /** A call that was to make writes safe has failed, and they are lost. */
  lose(thread: Thread, name: string, args: readonly number[]): void {
    const { node, pid } = thread.process;
    const disk = this.#disks.get(node);
    const path = pathOfFd(pid, asFd(args[0]));
    if (name === 'msync') {
      this.#unfollowed.add(`${node} syncs files that it has in its memory (msync)`);
    } else if (path !== undefined && disk?.holds(path) === true) {
      disk.loseFile(path);
    }
  }

  /** The node is dead; of what a failed sync has lost nothing is left in memory. In words. */
  evict(node: NodeName): string {
    const count = this.#disks.get(node)?.evict() ?? 0;
    return count === 0 ? '' : `, ${count} ${count === 1 ? 'file' : 'files'} lost writes`;
  }

  /** The node is dead, and its power has failed. In words, what became of its files. */
  fail(node: NodeName, how: NonNullable<CrashFault['disk']>): string {
    const count = this.#disks.get(node)?.fail(how === 'torn') ?? 0;
    return `rolled back ${count} ${count === 1 ? 'file' : 'files'}`;
  }
}
