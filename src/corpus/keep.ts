/**
 * A finding kept beside its spec, to be committed: `corpus/<spec>/findings/<id>/`. Its spec is told
 * as seen from there, so that it is found in every checkout.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { attempt, makeFolder, readBytes, writeAtomically } from './files.ts';
import { encodeFinding } from './finding-codec.ts';
import { corpusOf } from './known-findings.ts';
import { filesIn } from './pack.ts';
import type { OpenedFinding } from './read-finding.ts';
import { folderName } from './session.ts';

/** The folder `corpus` nearest to the spec upwards; beside it where there is none. */
export function corpusFor(spec: string, file: string): string {
  const known = corpusOf({ file, name: spec });
  if (known !== undefined) {
    return known;
  }
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'corpus'))) {
      return join(folder, 'corpus');
    }
    if (dirname(folder) === folder) {
      return join(dirname(file), 'corpus');
    }
  }
}

/** Files by path: of a pack but for the spec in it, else of the folder. Empty ones tell nothing. */
function contentsOf({ file, packed }: OpenedFinding): ReadonlyMap<string, Uint8Array> {
  const folder = dirname(file);
  const all =
    packed ?? filesIn(folder).map((path) => [path, readBytes(join(folder, path))] as const);
  const files = [...all].filter(
    ([path, bytes]) => path !== 'finding.json' && !path.startsWith('spec/') && bytes.length > 0,
  );
  return new Map(files);
}

/** A hunt's page names the store that the finding was in; kept, it is found without. */
function withoutStore(page: Uint8Array, id: string): string {
  const command = new RegExp(`(npx ldfi replay ${id}) --store [^<]*`, 'g');
  return Buffer.from(page).toString('utf8').replace(command, '$1');
}

/**
 * Writes it into the corpus, in the place of one with its id, and gives back its folder.
 * `specFile` and `corpus`: absolute. Errors: StoreError; the earlier one is whole then.
 */
export function keepFinding(opened: OpenedFinding, specFile: string, corpus: string): string {
  const { finding, specHash, environment } = opened;
  const folder = join(corpus, folderName(finding.spec), 'findings', finding.id);
  const draft = join(dirname(folder), `.${process.pid}.${finding.id}`);
  const files = contentsOf(opened);
  const origin = { specFile: { relative: relative(folder, specFile) }, specHash, environment };
  makeFolder(draft);
  writeAtomically(join(draft, 'finding.json'), encodeFinding({ finding, ...origin }));
  for (const [path, bytes] of files) {
    const file = join(draft, path);
    attempt('make the folder', dirname(file), () => mkdirSync(dirname(file), { recursive: true }));
    writeAtomically(file, path === 'report.html' ? withoutStore(bytes, finding.id) : bytes);
  }
  return attempt('write', folder, () => {
    const old = `${draft}.old`;
    if (existsSync(folder)) {
      renameSync(folder, old);
    }
    renameSync(draft, folder);
    rmSync(old, { recursive: true, force: true });
    return folder;
  });
}
