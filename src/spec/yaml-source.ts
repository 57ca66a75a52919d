/**
 * Text of a spec file → plain value, with the way back to positions. It knows YAML, and nothing of
 * what a spec holds.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { quote } from './describe-value.ts';
import { about, type Path, type Problem, specErrorOf } from './problem.ts';
import { behind, isMerge, keyText, mergeSources } from './yaml-keys.ts';

export interface Source {
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
  /** What the document holds: mappings as plain objects, aliases and merge keys resolved. */
  readonly value: unknown;
}

/**
 * Parses YAML 1.2 (core schema, and merge keys).
 *
 * Errors: SpecError with the position when the text is no YAML, repeats a key, or uses a tag nobody
 *         knows
 */
export function parseSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // Checked below, where the key and its first place can be named.
    uniqueKeys: false,
  });
  const fail = (problems: readonly Problem[]) => specErrorOf(file, lines, 'spec-syntax', problems);
  if (document.errors.length > 0) {
    throw fail(distinct(document.errors).map((error) => syntaxProblem(error, text)));
  }
  const problems = [
    ...document.warnings.map((warning) => syntaxProblem(warning, text)),
    ...keyProblems(document, lines),
  ];
  if (problems.length > 0) {
    throw fail(problems);
  }
  try {
    return { file, text, lines, document, value: document.toJS() };
  } catch (cause) {
    // Aliases that grow without end: every other cause was refused above.
    const message = `not usable YAML: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw fail([{ offset: 0, message, hint: 'write the value out instead of using aliases' }]);
  }
}

/** One error a kind and line: a slip often makes the parser stumble many times. */
function distinct(errors: readonly YAMLError[]): readonly YAMLError[] {
  const sorted = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  return sorted.filter((error, i) => i === 0 || error.code !== sorted[i - 1]?.code);
}

function syntaxProblem(error: YAMLError, text: string): Problem {
  const offset = error.pos[0];
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const to = text.indexOf('\n', offset);
  const line = text.slice(from, to === -1 ? text.length : to);
  const bare = line.replace(/"[^"]*"|'[^']*'/g, '');
  if (error.code === 'MULTIPLE_DOCS') {
    return { offset, message: 'a second YAML document', hint: 'a file holds one spec' };
  }
  let hint: string | undefined;
  if (error.code === 'TAG_RESOLVE_FAILED') {
    hint = 'write the value without a tag';
  } else if (error.code === 'TAB_AS_INDENT') {
    hint = 'indent with blanks';
  } else if (bare.includes('${')) {
    hint = `put text that holds \${...} in quotes`;
  }
  return { offset, message: `not valid YAML: ${error.message}`, hint };
}

/**
 * Keys that YAML allows but that would be lost or mixed up in a plain object, and aliases that lead
 * nowhere.
 */
function keyProblems(document: Document.Parsed, lines: LineCounter): readonly Problem[] {
  const problems: Problem[] = [];
  const walk = (node: ParsedNode | null, path: Path): void => {
    if (isAlias(node) && node.resolve(document) === undefined) {
      const message = about(path, `unknown alias *${node.source}`);
      const hint = `an anchor &${node.source} must stand before it`;
      problems.push({ offset: node.range[0], message, hint });
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) {
        walk(item as ParsedNode | null, [...path, index]);
      }
    } else if (isMap(node)) {
      problems.push(...problemsOfMap(node as YAMLMap.Parsed, path));
      for (const pair of (node as YAMLMap.Parsed).items) {
        walk(pair.value, [...path, keyText(pair.key, document)]);
      }
    }
  };
  const problemsOfMap = (map: YAMLMap.Parsed, path: Path): readonly Problem[] => {
    const seen = new Map<string, number>();
    return map.items.flatMap(({ key }) => {
      const offset = key.range[0];
      if (!isScalar(behind(key, document))) {
        return [{ offset, message: about(path, 'expected plain text as a key') }];
      }
      const name = keyText(key, document);
      const first = seen.get(name);
      seen.set(name, first ?? offset);
      if (first !== undefined) {
        const hint = `it stands first in line ${lines.linePos(first).line}`;
        return [{ offset, message: about(path, `duplicate key ${quote(name)}`), hint }];
      }
      if (name === '__proto__') {
        return [{ offset, message: about(path, 'the key "__proto__" cannot be used') }];
      }
      if (isMerge(key) && mergeSources(map, document).some((source) => !isMap(source))) {
        const message = about(path, 'expected "<<" to name a mapping or a list of mappings');
        return [{ offset, message, hint: 'for example: <<: *base' }];
      }
      return [];
    });
  };
  walk(document.contents, []);
  return problems;
}

/** Text of the scalar at `node` as it stands in the file, so that 1.10 stays 1.10. */
export function writtenText(node: unknown): string | undefined {
  return isScalar(node) && typeof node.source === 'string' ? node.source : undefined;
}
