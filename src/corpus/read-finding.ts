/**
 * Finds and reads a finding by path, folder or id. Knows the layout of the store; doesn't replay
 * anything.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LdfiError, SpecError, UsageError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { attempt, isThere, readBytes } from './files.ts';
import { decodeFinding, type StoredFinding } from './finding-codec.ts';
import { isPack, readPack } from './pack.ts';

const REFERENCE_HINT =
  'give the path of a finding.json, its folder, a pack, or an id that `ldfi run` printed';

export interface ReadFinding {
  readonly finding: Finding;
  /** Absolute path of `finding.json`, or of the pack. */
  readonly file: string;
  /** Absolute path of the spec; the file exists. */
  readonly specFile: string;
}

/** A finding in the store, not read yet. */
export interface StoredFindingFile {
  readonly id: string;
  /** Name of the session's folder: sorts by time. Empty for one that is kept in a corpus. */
  readonly session: string;
  /** Path of `finding.json`. */
  readonly file: string;
}

/** What can't be listed hides nothing else where there is somebody to tell. */
type OnBroken = (error: LdfiError) => void;

function foldersIn(path: string, onBroken?: OnBroken): string[] {
  if (!isThere(path)) {
    return [];
  }
  try {
    return attempt('list', path, () => readdirSync(path, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    if (onBroken === undefined || !(error instanceof LdfiError)) {
      throw error;
    }
    onBroken(error);
    return [];
  }
}

export interface FindingSearch {
  readonly prefix?: string;
  readonly spec?: string | undefined;
  readonly onBroken?: OnBroken;
}

/**
 * Findings in the store whose id starts with `prefix`, newest session first: those of a session,
 * `<spec>/<session>/findings/<id>/`, and those that are kept, `<spec>/findings/<id>/`. `spec`: the
 * only folder that is looked in. `onBroken` is told of folders that can't be listed.
 *
 * Errors: StoreError for such a folder, without `onBroken`.
 */
export function findingFiles(
  store: string,
  { prefix = '', spec, onBroken }: FindingSearch = {},
): readonly StoredFindingFile[] {
  return (spec === undefined ? foldersIn(store, onBroken) : [spec])
    .flatMap((name) =>
      foldersIn(join(store, name), onBroken).map((folder) => ({
        session: folder === 'findings' ? '' : folder,
        findings: join(store, name, folder, ...(folder === 'findings' ? [] : ['findings'])),
      })),
    )
    .flatMap(({ session, findings }) => {
      return foldersIn(findings, onBroken)
        .filter((id) => id.startsWith(prefix))
        .map((id) => ({ id, session, file: join(findings, id, 'finding.json') }));
    })
    .filter((candidate) => isThere(candidate.file))
    .sort((a, b) => (a.session < b.session ? 1 : a.session > b.session ? -1 : 0));
}

/** The folders `corpus` in the current folder and in those above, the nearest first. */
function corporaAbove(): readonly string[] {
  const folders = [resolve('')];
  for (let folder = resolve(''); dirname(folder) !== folder; folder = dirname(folder)) {
    folders.push(dirname(folder));
  }
  return folders.map((folder) => join(folder, 'corpus')).filter((path) => existsSync(path));
}

/** In the store, and where nothing there is meant, among those that are kept. */
function lookUp(store: string, id: string): string {
  const broken: LdfiError[] = [];
  const onBroken = (error: LdfiError): number => broken.push(error);
  const found =
    [store, ...corporaAbove()]
      .map((place) => (id === '' ? [] : findingFiles(place, { prefix: id, onBroken })))
      .find((files) => files.length > 0) ?? [];
  const exact = found.find((candidate) => candidate.id === id);
  const newest = exact ?? found[0];
  if (newest === undefined && broken[0] !== undefined) {
    throw broken[0];
  }
  if (newest === undefined) {
    throw new UsageError('finding-unknown', `no finding "${id}": not a file, and not in ${store}`, {
      hint: `${REFERENCE_HINT}; --store DIR says where to look`,
    });
  }
  const ids = [...new Set(found.map((candidate) => candidate.id))];
  if (exact === undefined && ids.length > 1) {
    throw new UsageError('finding-ambiguous', `"${id}" is the start of ${ids.length} findings`, {
      hint: `give more of the id: ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`,
    });
  }
  return newest.file;
}

/** The path of the finding file that `reference` means. */
function locate(reference: string, store: string): string {
  const path = resolve(reference);
  const looksLikePath = reference.includes('/') || reference.endsWith('.json');
  if (looksLikePath || (reference !== '' && existsSync(path))) {
    const isFolder =
      existsSync(path) && attempt('look at', path, () => statSync(path)).isDirectory();
    if (isFolder && (looksLikePath || existsSync(join(path, 'finding.json')))) {
      return join(path, 'finding.json');
    }
    if (!isFolder) {
      return path;
    }
  }
  return lookUp(resolve(store), reference);
}

/** A finding as it was read, wherever it stood. */
export interface OpenedFinding extends StoredFinding {
  /** Absolute path of `finding.json`, or of the pack. */
  readonly file: string;
  /** Absolute path of the folder that the spec's relative path is seen from. */
  readonly base: string;
  /** What is in the pack, by path; absent: it is a folder. */
  readonly packed?: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads the finding that `reference` (path of a finding.json, its folder, a pack, an id or the
 * start of one) means; its spec may be gone. A pack's spec is seen from the current directory.
 *
 * Errors: UsageError (no such finding, ambiguous id), SpecError (corrupt, other version),
 *         StoreError (I/O).
 */
export function openFinding(reference: string, store: string): OpenedFinding {
  const place = locate(reference, store);
  if (!isThere(place)) {
    throw new UsageError('finding-unknown', `no finding at ${place}`, {
      hint: REFERENCE_HINT,
    });
  }
  // The spec's path is relative to the real folder, and `latest` is a link.
  const file = attempt('look at', place, () => realpathSync(place));
  const bytes = readBytes(file);
  if (!isPack(bytes)) {
    return { ...decodeFinding(bytes, file), file, base: dirname(file) };
  }
  const packed = readPack(bytes, file);
  const text = packed.get('finding.json') ?? new Uint8Array(0);
  return { ...decodeFinding(text, file), file, base: resolve(''), packed };
}

/** Where the spec of a finding is, absolute: the first place where there is a file. */
export function specPlaces({ specFile, base }: OpenedFinding): readonly string[] {
  const { relative, absolute } = specFile;
  return [resolve(base, relative), ...(absolute === undefined ? [] : [absolute])];
}

/** The same, with the spec that it is to be run with. Errors: SpecError, too, if that is gone. */
export function readFinding(reference: string, store: string, specFile?: string): ReadFinding {
  const stored = openFinding(reference, store);
  const { file } = stored;
  if (specFile !== undefined) {
    return { finding: stored.finding, file, specFile: resolve(specFile) };
  }
  const places = specPlaces(stored);
  const found = places.find((place) => existsSync(place));
  if (found === undefined) {
    throw new SpecError(
      'finding-spec-gone',
      `${file}:1:1`,
      `its spec is not at ${places.join(' nor at ')}`,
      {
        hint: 'say where the spec is with --spec FILE',
      },
    );
  }
  return { finding: stored.finding, file, specFile: found };
}
