/**
 * All findings of a store. A file that is none is set aside with what is wrong with it: it hides no
 * other.
 */
import { resolve } from 'node:path';
import { LdfiError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { readBytes } from './files.ts';
import { decodeFinding } from './finding-codec.ts';
import { findingFiles } from './read-finding.ts';
import { folderName } from './session.ts';

export interface ListedFinding {
  /** As it was found last. */
  readonly finding: Finding;
  /** Absolute path of its `finding.json`. */
  readonly file: string;
  /** As `specHash` makes it; absent in findings of older versions. */
  readonly specHash?: string;
  /**
   * Folder name of the session that found it last: a time in UTC and a process id. Empty for one
   * that is kept in a corpus.
   */
  readonly session: string;
  /** How many sessions found it. */
  readonly times: number;
}

export interface FindingList {
  /** Each id once, the latest first. */
  readonly findings: readonly ListedFinding[];
  readonly broken: readonly LdfiError[];
}

/** Which of them; absent: all. */
export interface FindingFilter {
  readonly spec?: string;
  /** The absolute folder of a session that is left out. */
  readonly except?: string;
}

/** Empty where there is no store. A folder that can't be listed is told of as a file is. */
export function listFindings(store: string, { spec, except }: FindingFilter = {}): FindingList {
  const found = new Map<string, ListedFinding>();
  const broken: LdfiError[] = [];
  const folder = spec === undefined ? undefined : folderName(spec);
  const onBroken = (error: LdfiError): number => broken.push(error);
  const files = findingFiles(resolve(store), { spec: folder, onBroken }).filter(
    ({ file }) => except === undefined || !file.startsWith(`${except}/`),
  );
  for (const { id, session, file } of files) {
    const known = found.get(id);
    if (known !== undefined) {
      found.set(id, { ...known, times: known.times + 1 });
      continue;
    }
    try {
      const { finding, specHash } = decodeFinding(readBytes(file), file);
      found.set(id, { finding, file, session, times: 1, ...(specHash && { specHash }) });
    } catch (error) {
      if (!(error instanceof LdfiError)) {
        throw error;
      }
      broken.push(error);
    }
  }
  return { findings: [...found.values()], broken };
}
