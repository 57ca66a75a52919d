/** What the schema objected to, as problems a person can act on. */
import type { z } from 'zod';
import { describeValue, quote } from './describe-value.ts';
import { offsetOf } from './locate.ts';
import { about, type Path, type Problem } from './problem.ts';
import { suggest } from './suggest.ts';
import type { Source } from './yaml-source.ts';

type Issue = z.core.$ZodIssue;

interface ShapeProblem extends Problem {
  readonly parent: Path;
  /** The key that is absent, or the one that an unknown key was meant to be. */
  readonly missing?: string | undefined;
  readonly meant?: string | undefined;
}

/** What to write where a required key is absent. */
const EXAMPLES: Readonly<Record<string, string>> = {
  version: 'version: 1',
  name: 'name: my-system',
  nodes: 'nodes: { server: { command: [./server] } }',
  command: `command: [redis-server, --port, "\${port.primary.redis}"]`,
  workload: 'workload: { command: [./workload] }',
  invariant: 'invariant: { command: [./invariant] }',
  node: 'node: primary',
};

/**
 * One problem or more for each issue; a key that is only misspelt is not called missing as well.
 */
export function shapeProblems(issues: readonly Issue[], source: Source): readonly Problem[] {
  const all = issues.flatMap((issue) => problemsOf(issue, [], source));
  return all.filter((problem) => {
    const { missing, parent } = problem;
    const same = (other: ShapeProblem) => about(other.parent, '') === about(parent, '');
    return missing === undefined || !all.some((o) => o.meant === missing && same(o));
  });
}

function problemsOf(issue: Issue, prefix: Path, source: Source): readonly ShapeProblem[] {
  const path: Path = [...prefix, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(path, key, issue.message.split(' '), source));
  }
  const parent = path.slice(0, -1);
  const last = path.at(-1);
  if (typeof last === 'string' && valueAt(source.value, path) === undefined) {
    const example = EXAMPLES[last];
    return [
      {
        offset: offsetOf(source, path, 'value'),
        message: about(parent, `missing key ${quote(last)}`),
        hint: example === undefined ? undefined : `for example: ${example}`,
        parent,
        missing: last,
      },
    ];
  }
  if (issue.code === 'invalid_key') {
    const [what = '', hint] = (issue.issues[0]?.message ?? issue.message).split('\n');
    const message = about(parent, `${what}, got ${quote(String(last))}`);
    return [{ offset: offsetOf(source, path, 'key'), message, hint, parent }];
  }
  const branch = issue.code === 'invalid_union' ? issue.errors.find(fitsType) : undefined;
  if (branch !== undefined) {
    return branch.flatMap((inner) => problemsOf(inner, path, source));
  }
  return [wrongValue(issue, path, source)];
}

/** The alternative is of the type that was found: what it objects to lies deeper. */
function fitsType(branch: readonly Issue[]): boolean {
  const mismatch = ['invalid_type', 'invalid_value'];
  return !branch.some((issue) => issue.path.length === 0 && mismatch.includes(issue.code));
}

function unknownKey(
  path: Path,
  key: string,
  allowed: readonly string[],
  source: Source,
): ShapeProblem {
  const present = valueAt(source.value, path);
  const absent = allowed.filter((name) => !Object.hasOwn(present as object, name));
  const meant = suggest(key, absent) ?? suggest(key, allowed);
  return {
    offset: offsetOf(source, [...path, key], 'key'),
    message: about(path, `unknown key ${quote(key)}`),
    hint:
      meant === undefined
        ? `allowed are ${allowed.join(', ')}, and keys that begin with x-`
        : `did you mean "${meant}"?`,
    parent: path,
    meant,
  };
}

function wrongValue(issue: Issue, path: Path, source: Source): ShapeProblem {
  const value = valueAt(source.value, path);
  const [what = '', given] = issue.message.split('\n');
  return {
    offset: offsetOf(source, path, 'value'),
    message: about(path, `${what}, got ${describeValue(value)}`),
    hint: given ?? (path.length === 0 ? 'a spec begins with version: 1' : hintFor(issue, value)),
    parent: path.slice(0, -1),
  };
}

function hintFor(issue: Issue, value: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const meant = suggest(value, issue.values.map(String));
    return meant === undefined ? undefined : `did you mean "${meant}"?`;
  }
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (issue.code === 'invalid_type' && issue.expected === 'string' && scalar) {
    return `put it in quotes: "${value}"`;
  }
  return value === null ? 'leave the key out to get its default' : undefined;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
