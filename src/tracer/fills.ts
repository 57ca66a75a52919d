/**
 * Full disks: a node whose files may grow by so many bytes and no more. A write that needs more
 * than is left is short, and the next one has no room.
 */
import { existsSync, statSync } from 'node:fs';
import type { FillFault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { openFile } from './disks.ts';
import { asFd } from './stop.ts';

/** Calls that need room on a disk. */
export const FILL_CALLS: readonly string[] = [
  ...['write', 'writev', 'pwrite64', 'pwritev', 'pwritev2', 'fallocate'],
  ...['open', 'openat', 'creat', 'mkdir', 'mkdirat'],
];

const O_CREAT = 0o100;

/** What a call comes to on a disk that is full, or nearly. */
export interface Room {
  readonly fault: FillFault;
  /** What the call may move; 0: it fails. Absent: it has room enough. */
  readonly most?: number;
  /** Where its first byte comes to lie, and where the file ended before. */
  readonly offset: number;
  readonly end: number;
}

/** A call as it was entered. `size`: bytes that it writes. */
export interface Need {
  readonly node: NodeName;
  readonly pid: number;
  readonly name: string;
  readonly args: readonly number[];
  readonly path: string | undefined;
  readonly size: number;
}

const O_APPEND = 0o2000;

export class Fills {
  /** What is left, by the fault that fills the disk. */
  readonly #left = new Map<FillFault, number>();

  readonly #folderOf: (node: NodeName) => string | undefined;

  /** `folderOf`: the folder of a node's files; nothing else of it lies on the disk. */
  constructor(folderOf: (node: NodeName) => string | undefined) {
    this.#folderOf = folderOf;
  }

  begin(fault: FillFault): void {
    if (!this.#left.has(fault)) {
      this.#left.set(fault, fault.leaving);
    }
  }

  end(fault: FillFault): void {
    this.#left.delete(fault);
  }

  isFull(node: NodeName): boolean {
    return [...this.#left.keys()].some((fault) => fault.node === node);
  }

  /** undefined: it needs no room on a disk that is filled. */
  roomFor({ node, pid, name, args, path, size }: Need): Room | undefined {
    const [fault, left] = [...this.#left].find(([one]) => one.node === node) ?? [];
    const isOn = path?.startsWith(`${this.#folderOf(node)}/`) === true;
    if (fault === undefined || left === undefined || path === undefined || !isOn) {
      return undefined;
    }
    if (/^(?:open|creat|mkdir)/.test(name)) {
      const flags = name === 'openat' ? (args[2] ?? 0) : name === 'open' ? (args[1] ?? 0) : O_CREAT;
      const isNew = (flags & O_CREAT) !== 0 && !existsSync(path);
      return isNew && left <= 0 ? { fault, most: 0, offset: 0, end: 0 } : undefined;
    }
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) {
      return undefined;
    }
    const { position, flags } = openFile(pid, asFd(args[0]));
    const isAppend = (flags & O_APPEND) !== 0;
    const given = name === 'fallocate' ? (args[2] ?? 0) : (args[3] ?? 0);
    const offset = isAppend
      ? found.size
      : name === 'fallocate' || name[0] === 'p'
        ? given
        : position;
    const most = Math.max(0, Math.max(found.size, offset) - offset + left);
    const place = { fault, offset, end: found.size };
    return size <= most ? place : { ...place, most: name === 'fallocate' ? 0 : most };
  }

  /** The call has moved that many bytes: what the file has grown by is gone. */
  took({ fault, offset, end }: Room, bytes: number): void {
    const left = this.#left.get(fault);
    if (left !== undefined) {
      const grown = Math.max(0, offset + bytes - Math.max(end, offset));
      this.#left.set(fault, Math.max(0, left - grown));
    }
  }
}
