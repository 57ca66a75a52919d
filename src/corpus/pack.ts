/**
 * A finding as one file to send: `<id>.ldfi.tgz`, its folder as a gzipped tar with its spec beside
 * it. Any tar opens it; ldfi reads it as it is. Knows the pack; how a finding is read is others'.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { SpecError } from '../model/errors.ts';
import { attempt, readBytes } from './files.ts';
import { encodeFinding, type StoredFinding } from './finding-codec.ts';
import { readTar, TarFault, type TarFile, writeTar } from './tar.ts';

/** What a pack may grow to when it is read: more is no finding. */
const BYTES_MAX = 2 ** 30;

export const isPack = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Paths of the plain files in a folder and in those below it, sorted; hidden ones are none. */
export function filesIn(folder: string, within = ''): readonly string[] {
  return attempt('list', folder, () => readdirSync(join(folder, within), { withFileTypes: true }))
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(within, entry.name);
      return entry.isDirectory() ? filesIn(folder, path) : entry.isFile() ? [path] : [];
    })
    .sort();
}

/**
 * The pack of the finding in the folder of `file`. In it the spec's place is told as seen from
 * `here`: whoever replays it does so at the same place of another checkout. `specFile`: absolute.
 *
 * Errors: StoreError.
 */
export function packFinding(
  stored: StoredFinding & { readonly file: string },
  specFile: string | undefined,
  here: string,
): Uint8Array {
  const folder = dirname(stored.file);
  const top = stored.finding.id;
  const { absolute } = stored.specFile;
  const moved = {
    relative: specFile === undefined ? stored.specFile.relative : relative(here, specFile),
    ...(absolute !== undefined && { absolute }),
  };
  const text = encodeFinding({ ...stored, specFile: moved });
  const own = basename(stored.file);
  const rest = filesIn(folder).filter((path) => path !== own);
  const files: TarFile[] = [
    { name: `${top}/finding.json`, bytes: Buffer.from(text) },
    ...rest.map((path) => ({ name: `${top}/${path}`, bytes: readBytes(join(folder, path)) })),
  ];
  if (specFile !== undefined && existsSync(specFile)) {
    files.push({ name: `${top}/spec/${basename(specFile)}`, bytes: readBytes(specFile) });
  }
  return gzipSync(writeTar(files), { level: 9 });
}

/** The files of a pack by their path in the finding's folder. Errors: SpecError. */
export function readPack(bytes: Uint8Array, file: string): ReadonlyMap<string, Uint8Array> {
  const fail = (why: string, cause?: unknown): SpecError =>
    new SpecError('pack-format', `${file}:1:1`, `not the pack of a finding: ${why}`, {
      hint: '`ldfi pack <finding>` makes one; is it cut off?',
      cause,
    });
  let files: readonly TarFile[];
  try {
    files = readTar(gunzipSync(bytes, { maxOutputLength: BYTES_MAX }));
  } catch (error) {
    if (error instanceof TarFault || (error as NodeJS.ErrnoException).code !== undefined) {
      throw fail((error as Error).message, error);
    }
    throw error;
  }
  const first = files.find(({ name }) => basename(name) === 'finding.json');
  if (first === undefined) {
    throw fail('there is no finding.json in it');
  }
  const top = first.name.slice(0, -'finding.json'.length);
  return new Map(
    files
      .filter(({ name }) => name.startsWith(top))
      .map(({ name, bytes: content }) => [name.slice(top.length), content]),
  );
}
