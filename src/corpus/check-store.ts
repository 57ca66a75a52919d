/**
 * Whether all in a store can be read: findings with what is theirs, journals, results. Knows what a
 * whole file is; sets aside what is damaged, and throws nothing away.
 */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { LdfiError } from '../model/errors.ts';
import { attempt, isThere, readBytes } from './files.ts';
import { decodeFinding } from './finding-codec.ts';
import { JOURNAL_FILE, journalledRuns, journalState } from './journal.ts';
import { readResults } from './results.ts';
import { foldersOf, sessionsIn } from './store-folders.ts';
import { readRecording, TRACE_FILE } from './trace-file.ts';

/** Something that is wrong. */
export interface Damage {
  /** Absolute. */
  readonly path: string;
  readonly why: string;
  /** Only what is `damaged` is to be set aside: of what is `unreadable` nobody here can tell. */
  readonly kind: 'damaged' | 'missing' | 'unreadable';
}

export interface Checked {
  readonly damages: readonly Damage[];
  readonly findings: number;
  /** Traces, journals and results. */
  readonly files: number;
}

/** Where damaged files go, within the store. */
const ASIDE = '.aside';

/** The disk or its permissions are in the way; what is there may be well. */
function isOutOfReach({ cause }: LdfiError): boolean {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' || code === 'EIO';
}

class Check {
  readonly damages: Damage[] = [];
  findings = 0;
  files = 0;

  /** Undefined when it throws what a damaged file throws. */
  attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof LdfiError)) {
        throw error;
      }
      const kind = isOutOfReach(error) ? 'unreadable' : 'damaged';
      this.damages.push({ path, why: error.message, kind });
      return undefined;
    }
  }

  trace(path: string): void {
    if (!isThere(path)) {
      return;
    }
    this.files += 1;
    const lost = this.attempt(path, () => readRecording(path))?.lost;
    if (lost !== undefined) {
      const why = `${path} is cut off at byte ${lost.offset}: dump still reads what is before`;
      this.damages.push({ path, why, kind: 'damaged' });
    }
  }

  finding(folder: string): void {
    const file = join(folder, 'finding.json');
    this.findings += 1;
    if (!isThere(file)) {
      this.damages.push({ path: folder, why: `${file} is missing`, kind: 'damaged' });
      return;
    }
    const stored = this.attempt(folder, () => decodeFinding(readBytes(file), file));
    if (stored === undefined) {
      return;
    }
    const logs = join(folder, stored.finding.logs);
    if (!isThere(logs)) {
      this.damages.push({ path: logs, why: `${logs} is missing`, kind: 'missing' });
    }
    this.trace(join(folder, TRACE_FILE));
  }

  findingsIn(folder: string): void {
    for (const id of this.attempt(folder, () => foldersOf(folder)) ?? []) {
      this.finding(join(folder, id));
    }
  }

  session(folder: string): void {
    this.findingsIn(join(folder, 'findings'));
    const journal = join(folder, JOURNAL_FILE);
    if (existsSync(journal) && journalState(journal) !== 'busy') {
      this.files += 1;
      this.attempt(journal, () => [...journalledRuns(folder)]);
    }
    const results = join(folder, 'results.json');
    if (isThere(results)) {
      this.files += 1;
      this.attempt(results, () => readResults(results));
    }
  }
}

/** Of a store, or of a corpus. Errors: StoreError when the store itself cannot be listed. */
export function checkStore(store: string): Checked {
  const root = resolve(store);
  const check = new Check();
  for (const spec of foldersOf(root)) {
    check.findingsIn(join(root, spec, 'findings'));
    const folder = join(root, spec);
    for (const { directory } of check.attempt(folder, () => sessionsIn(root, spec)) ?? []) {
      check.session(directory);
    }
  }
  const { damages, findings, files } = check;
  return { damages, findings, files };
}

/** A name that is not taken yet. */
function freeName(path: string): string {
  const taken = new Set(existsSync(dirname(path)) ? readdirSync(dirname(path)) : []);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? basename(path) : `${basename(path)}-${number}`;
    if (!taken.has(name)) {
      return join(dirname(path), name);
    }
  }
}

/** Moves it to `.aside/` under the path that it had, and gives back where. Errors: StoreError. */
export function setAside(store: string, { path }: Damage): string {
  const root = resolve(store);
  const place = freeName(join(root, ASIDE, relative(root, path)));
  return attempt('set aside', path, () => {
    mkdirSync(dirname(place), { recursive: true });
    renameSync(path, place);
    return place;
  });
}
