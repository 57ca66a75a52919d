/** Problems of a spec file, and the one error that they end in. */
import type { LineCounter } from 'yaml';
import { SpecError } from '../model/errors.ts';

/** Keys and list indexes from the top of the file. */
export type Path = readonly (string | number)[];

export interface Problem {
  /** Where in the text: UTF-16 units from its start. */
  readonly offset: number;
  /** What is wrong, on what, got what. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Problems beyond the first that an error lists. */
const FURTHER_MAX = 5;

/** `nodes.primary.command[1]`; empty for the top. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** `what`, with the path it is about in front. */
export function about(path: Path, what: string): string {
  return path.length === 0 ? what : `${pathText(path)}: ${what}`;
}

/**
 * One error for all `problems` (at least one), each once, led by the one that stands first in the
 * file.
 */
export function specErrorOf(
  file: string,
  lines: LineCounter,
  code: string,
  problems: readonly Problem[],
): SpecError {
  const place = (problem: Problem): string => {
    const { line, col } = lines.linePos(problem.offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const same = (a: Problem, b: Problem) => a.offset === b.offset && a.message === b.message;
  const [first, ...further] = problems
    .filter((problem, index) => problems.findIndex((other) => same(other, problem)) === index)
    .sort((a, b) => a.offset - b.offset);
  const detail = further.slice(0, FURTHER_MAX).map((problem) => {
    const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
    return `${place(problem)}: ${problem.message}${hint}`;
  });
  if (further.length > FURTHER_MAX) {
    detail.push(`and ${further.length - FURTHER_MAX} more`);
  }
  return new SpecError(code, first ? place(first) : file, first?.message ?? 'not a spec', {
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
    ...(detail.length === 0 ? {} : { detail: detail.join('\n') }),
  });
}
