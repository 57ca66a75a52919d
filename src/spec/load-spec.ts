/**
 * The room's door: a spec file into the resolved spec. Nothing is run, looked up in PATH, or
 * printed.
 */
import type { Spec } from '../model/spec.ts';
import { specErrorOf } from './problem.ts';
import { readSpecFile } from './read-spec-file.ts';
import { resolveSpec } from './resolve.ts';
import { specForm } from './schema.ts';
import { shapeProblems } from './shape-problems.ts';
import { parseSource } from './yaml-source.ts';

/**
 * Reads, checks and resolves the spec file at `path`.
 *
 * Errors: one SpecError for all problems of the file. Its message names `file:line:column` of the
 *         first, `detail` the further ones. Never anything else.
 */
export function loadSpec(path: string): Spec {
  return parseSpec(readSpecFile(path), path);
}

/** As `loadSpec`, for text that is already at hand; `file` is where it is (or would be) stored. */
export function parseSpec(text: string, file: string): Spec {
  const source = parseSource(text, file);
  const parsed = specForm.safeParse(source.value);
  if (!parsed.success) {
    const problems = shapeProblems(parsed.error.issues, source);
    throw specErrorOf(file, source.lines, 'spec-invalid', problems);
  }
  return resolveSpec(parsed.data, source);
}
