/** The files that the commands of a spec name: which they are, and which build of each. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NodeSpec, ProgramSpec, Spec } from '../model/spec.ts';
import { findProgram } from '../runner/programs.ts';

/** A larger file is data rather than a program, and takes long to read. */
const READ_MAX_BYTES = 256 * 1024 * 1024;

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/**
 * Absolute paths, sorted, each once: programs, and words of their commands that are files. What a
 * program loads by itself is not seen.
 */
export function filesNamedBy(programs: Iterable<NodeSpec | ProgramSpec>): readonly string[] {
  const files = [...programs].flatMap(({ command: [program = '', ...words], workingDir }) => [
    findProgram(program, workingDir) ?? '',
    ...words.map((word) => resolve(workingDir, word)),
  ]);
  return [...new Set(files)].filter(isFile).sort();
}

/**
 * Which build of each file that the nodes' commands name: path → `sha256` and 16 hex digits. Files
 * that cannot be read, and very large ones, are left out.
 */
export function buildsOf({ nodes }: Spec): Readonly<Record<string, string>> {
  const builds = filesNamedBy(nodes).flatMap((file) => {
    try {
      if (statSync(file).size > READ_MAX_BYTES) {
        return [];
      }
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
      return [[file, `sha256 ${digest.slice(0, 16)}`] as const];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(builds);
}
