/**
 * Where in a spec file something stands, for messages about what is found out only when it is run.
 */
import { offsetOf } from './locate.ts';
import type { Path } from './problem.ts';
import { readSpecFile } from './read-spec-file.ts';
import { parseSource } from './yaml-source.ts';

/** `file:line:column` of the value at `path`; the file alone when it cannot be read any more. */
export function positionIn(file: string, path: Path): string {
  try {
    const source = parseSource(readSpecFile(file), file);
    const { line, col } = source.lines.linePos(offsetOf(source, path, 'value'));
    return `${file}:${line}:${col}`;
  } catch {
    return file;
  }
}
