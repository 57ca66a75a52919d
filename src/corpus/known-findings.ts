/**
 * What is known of a spec: the findings in the store, and those that are kept beside the spec, in
 * the `corpus/<spec>/findings/` nearest to it upwards. Runs nothing.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LdfiError } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { type ListedFinding, listFindings } from './list-findings.ts';
import { folderName } from './session.ts';

export interface KnownFindings {
  /** Each id once, kept ones first. */
  readonly findings: readonly ListedFinding[];
  /** What is in the way of reading one; it hides no other. */
  readonly broken: readonly LdfiError[];
}

/** The folder `corpus` that holds findings of the spec; undefined where there is none. */
export function corpusOf({ file, name }: Pick<Spec, 'file' | 'name'>): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const corpus = join(folder, 'corpus');
    if (existsSync(join(corpus, folderName(name), 'findings'))) {
      return corpus;
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

/**
 * `except`: a session that is left out, its absolute folder. Errors: StoreError when a folder
 * cannot be listed.
 */
export function knownFindings(
  spec: Pick<Spec, 'file' | 'name'>,
  store: string,
  except?: string,
): KnownFindings {
  const corpus = corpusOf(spec);
  const kept = corpus === undefined ? [] : [listFindings(corpus, { spec: spec.name })];
  const lists = [...kept, listFindings(store, { spec: spec.name, ...(except && { except }) })];
  const findings = new Map<string, ListedFinding>();
  for (const listed of lists.flatMap((list) => list.findings)) {
    if (!findings.has(listed.finding.id) && listed.finding.spec === spec.name) {
      findings.set(listed.finding.id, listed);
    }
  }
  return { findings: [...findings.values()], broken: lists.flatMap(({ broken }) => broken) };
}
