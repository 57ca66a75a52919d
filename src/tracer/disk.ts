/**
 * What of a folder would survive a power failure: the content that each file had when it was last
 * synced, and the names that were last synced. It is told of syncs and writes, and rolls the folder
 * back to that. Files are known by inode, so that a rename is not a write.
 *
 * Modelled: a file that is synced has a name afterwards, if it had none (as ext4 and xfs do);
 * renames and removals last when their folder is synced; folders themselves are kept. A file whose
 * name was synced and its bytes never were is empty. A sync that failed has lost the pages that it
 * was to save: to the kernel they are clean, so that only writing to them again lets a later sync
 * save them.
 */
import {
  chmodSync,
  chownSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

interface Content {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly owner: readonly [uid: number, gid: number];
}

/** A write since the last sync of its file. */
export interface LastWrite {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

export const SECTOR_BYTES = 512;
export const PAGE_BYTES = 4096;

const pagesOf = (from: number, to: number): number[] => {
  const first = Math.floor(from / PAGE_BYTES);
  return Array.from({ length: Math.ceil(to / PAGE_BYTES) - first }, (_, index) => first + index);
};

const pageOf = (bytes: Uint8Array, page: number): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(
    page * PAGE_BYTES,
    (page + 1) * PAGE_BYTES,
  );

/** What is `now` in the kernel's memory as it is on a disk that has `old`, without those pages. */
export const without = (
  now: Uint8Array,
  old: Uint8Array,
  lost: ReadonlySet<number>,
): Uint8Array => {
  let size = now.length;
  for (const page of pagesOf(0, now.length).toReversed()) {
    if (!lost.has(page)) {
      break;
    }
    size = Math.min(now.length, Math.max(old.length, page * PAGE_BYTES));
  }
  const bytes = now.slice(0, size);
  for (const page of pagesOf(0, size).filter((one) => lost.has(one))) {
    pageOf(bytes, page).fill(0);
    bytes.set(pageOf(old.subarray(0, size), page), page * PAGE_BYTES);
  }
  return bytes;
};

/** How much of a torn write reaches the disk: half of it, in whole sectors if it has several. */
export const keptOf = (size: number): number =>
  size <= SECTOR_BYTES
    ? Math.floor(size / 2)
    : Math.max(SECTOR_BYTES, Math.floor(size / 2 / SECTOR_BYTES) * SECTOR_BYTES);

const inodeOf = (path: string): number | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.ino : undefined;
};

const contentOf = (path: string): Content => {
  const { mode, uid, gid } = statSync(path);
  return { bytes: readFileSync(path), mode, owner: [uid, gid] };
};

export class Disk {
  readonly #folder: string;
  /** By inode. */
  readonly #contents = new Map<number, Content>();
  /** Path → inode. */
  #names = new Map<string, number>();
  #last: LastWrite | undefined;
  /** Inode → pages that a failed sync has lost. */
  readonly #lost = new Map<number, Set<number>>();

  /** All that is there now is safe. */
  constructor(folder: string) {
    this.#folder = folder;
    this.syncAll();
  }

  holds(path: string): boolean {
    return path.startsWith(`${this.#folder}/`);
  }

  syncAll(): void {
    this.#names = new Map();
    for (const path of this.#files()) {
      this.syncFile(path);
    }
  }

  /** The bytes of the file are safe, and so is its name if it has no other. */
  syncFile(path: string): void {
    const inode = inodeOf(path);
    if (inode === undefined) {
      return;
    }
    const content = contentOf(path);
    this.#contents.set(inode, { ...content, bytes: this.#saved(inode, content.bytes) });
    if (![...this.#names.values()].includes(inode)) {
      this.#names.set(path, inode);
    }
    if (this.#last?.path === path) {
      this.#last = undefined;
    }
  }

  /** The names in the folder are safe. */
  syncFolder(folder: string): void {
    for (const path of this.#names.keys()) {
      if (dirname(path) === folder) {
        this.#names.delete(path);
      }
    }
    for (const path of this.#files().filter((one) => dirname(one) === folder)) {
      const inode = inodeOf(path);
      if (inode !== undefined) {
        this.#names.set(path, inode);
        if (!this.#contents.has(inode)) {
          this.#contents.set(inode, { ...contentOf(path), bytes: new Uint8Array(0) });
        }
      }
    }
  }

  wrote(write: LastWrite): void {
    this.#last = write;
    const { path, offset, size } = write;
    const lost = this.#lost.get(inodeOf(path) ?? 0);
    for (const page of lost === undefined ? [] : pagesOf(offset, offset + size)) {
      lost?.delete(page);
    }
  }

  /** A sync of the file has failed, and what it was to save is lost. */
  loseFile(path: string): void {
    const inode = inodeOf(path);
    if (inode === undefined) {
      return;
    }
    const now = readFileSync(path);
    const old = this.#contents.get(inode)?.bytes ?? new Uint8Array(0);
    const dirty = pagesOf(0, now.length).filter(
      (page) => !pageOf(now, page).equals(pageOf(old, page)),
    );
    this.#lost.set(inode, new Set([...(this.#lost.get(inode) ?? []), ...dirty]));
    if (this.#last?.path === path) {
      this.#last = undefined;
    }
  }

  /** What a failed sync has lost leaves the kernel's memory. How many files change by that. */
  evict(): number {
    let changed = 0;
    for (const path of this.#files()) {
      const now = readFileSync(path);
      const bytes = this.#saved(inodeOf(path) ?? 0, now);
      if (!now.equals(bytes)) {
        writeFileSync(path, bytes);
        changed += 1;
      }
    }
    this.#lost.clear();
    return changed;
  }

  /** What of it is on the disk once it is synced. */
  #saved(inode: number, now: Uint8Array): Uint8Array {
    const lost = this.#lost.get(inode);
    const old = this.#contents.get(inode)?.bytes ?? new Uint8Array(0);
    return lost === undefined ? now : without(now, old, lost);
  }

  /**
   * The power has failed: what was not synced is gone, but for the first part of the last write if
   * that was torn. How many files have changed by that.
   */
  fail(isTorn: boolean): number {
    const torn = isTorn ? this.#torn() : undefined;
    const wanted = new Map(
      [...this.#names].flatMap(([path, inode]) => {
        const content = this.#contents.get(inode);
        return content === undefined ? [] : [[path, content] as const];
      }),
    );
    const base = torn && wanted.get(torn.path);
    if (torn !== undefined && base !== undefined) {
      wanted.set(torn.path, { ...base, bytes: torn.onto(base.bytes) });
    }
    const strangers = this.#files().filter((path) => !wanted.has(path));
    const changed = [...wanted].filter(([path, { bytes }]) => !isSame(path, bytes));
    for (const path of strangers) {
      rmSync(path);
    }
    for (const [path, { bytes, mode, owner }] of changed) {
      rmSync(path, { force: true });
      writeFileSync(path, bytes);
      chmodSync(path, mode & 0o7777);
      chownSync(path, ...owner);
    }
    this.#last = undefined;
    this.#lost.clear();
    this.#contents.clear();
    this.syncAll();
    return strangers.length + changed.length;
  }

  #torn() {
    const last = this.#last;
    if (last === undefined || inodeOf(last.path) === undefined) {
      return undefined;
    }
    const { path, offset, size } = last;
    const part = readFileSync(path).subarray(offset, offset + keptOf(size));
    const onto = (base: Uint8Array): Uint8Array => {
      const bytes = new Uint8Array(Math.max(base.length, offset + part.length));
      bytes.set(base);
      bytes.set(part, offset);
      return bytes;
    };
    return { path, onto };
  }

  #files(): string[] {
    return readdirSync(this.#folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }
}

const isSame = (path: string, bytes: Uint8Array): boolean =>
  inodeOf(path) !== undefined && readFileSync(path).equals(bytes);
