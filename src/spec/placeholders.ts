/**
 * `${...}` in commands and environments. It knows the notation and which names there are, not their
 * values: those differ from run to run.
 */
import { SpecError } from '../model/errors.ts';
import { quote } from './describe-value.ts';
import { suggest } from './suggest.ts';

/**
 * Names that hold in every program of a spec; besides them there is `port.<node>.<port>` for each
 * declared port. `dir`: the private directory of the node, made new for each run. `run`: the
 * directory of the run. `spec`: the directory of the spec file. `name`: the node's name; the
 * workload's is `client` (or `client.1`… of several), the invariant's `invariant`.
 */
export const PLACEHOLDERS = ['dir', 'run', 'spec', 'name'] as const;

/** Placeholders that stand for an absolute path. */
export const DIRECTORY_PLACEHOLDERS = ['dir', 'run', 'spec'] as const;

export function portPlaceholder(node: string, port: string): string {
  return `port.${node}.${port}`;
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  /** A `${` that no `}` follows. */
  | { readonly kind: 'open' };

const MARK = /\$\$\{|\$\{([^}]*)\}|\$\{/g;

/** `$${` is a literal `${`; a `$` anywhere else is itself. */
function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(MARK)) {
    pieces.push({ kind: 'text', text: text.slice(done, match.index) });
    if (match[0] === '$${') {
      pieces.push({ kind: 'text', text: '${' });
    } else if (match[1] === undefined) {
      pieces.push({ kind: 'open' });
    } else {
      pieces.push({ kind: 'name', name: match[1] });
    }
    done = match.index + match[0].length;
  }
  pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

/** Names of the placeholders in `text`, in order, repeats included. */
export function placeholdersOf(text: string): readonly string[] {
  return piecesOf(text).flatMap((piece) => (piece.kind === 'name' ? [piece.name] : []));
}

/**
 * What is wrong with the placeholders of `text` when only `known` may be used; `undefined` if
 * nothing is.
 */
export function placeholderProblem(
  text: string,
  known: ReadonlySet<string>,
): { readonly message: string; readonly hint: string } | undefined {
  for (const piece of piecesOf(text)) {
    if (piece.kind === 'open') {
      return {
        message: `"\${" without "}" in ${quote(text)}`,
        hint: 'a literal ${ is written $${',
      };
    }
    if (piece.kind === 'name' && !known.has(piece.name)) {
      return { message: `unknown placeholder \${${piece.name}}`, hint: hintFor(piece.name, known) };
    }
  }
  return undefined;
}

function hintFor(name: string, known: ReadonlySet<string>): string {
  const meant = suggest(name, known);
  if (meant !== undefined) {
    return `did you mean "\${${meant}}"?`;
  }
  const list = [...known].map((each) => `\${${each}}`).join(', ');
  return `known are ${list}; a literal \${ is written $\${`;
}

/**
 * `text` with every placeholder replaced. What is put in is not looked at again.
 *
 * Errors: SpecError when a name is not in `values` or a `${` is not closed
 */
export function expand(text: string, values: ReadonlyMap<string, string>): string {
  const problem = placeholderProblem(text, new Set(values.keys()));
  if (problem !== undefined) {
    throw new SpecError('spec-placeholder', quote(text), problem.message, { hint: problem.hint });
  }
  return piecesOf(text)
    .map((piece) => {
      if (piece.kind === 'text') {
        return piece.text;
      }
      return piece.kind === 'name' ? (values.get(piece.name) ?? '') : '';
    })
    .join('');
}

/** `text` so that `expand` gives it back unchanged. */
export function escapePlaceholders(text: string): string {
  return text.replaceAll('${', () => '$${');
}
