/**
 * Commands: a line into words, and the executable of one. No shell is run, and no file is looked
 * at.
 */
import { resolve } from 'node:path';
import { quote } from './describe-value.ts';
import { DIRECTORY_PLACEHOLDERS, escapePlaceholders } from './placeholders.ts';

export type SplitResult =
  | { readonly words: readonly string[] }
  | { readonly problem: string; readonly hint: string };

/** Words that only a shell understands. In quotes they are ordinary words. */
const SHELL_OPERATORS = new Set(['|', '||', '&', '&&', ';', '<', '>', '>>', '2>', '2>&1', '&>']);

/** Blanks, `'…'`, `"…"`, a backslash with what it hides, or plain characters. */
const TOKEN = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y;

/**
 * Splits on blanks as a shell does: '…' takes everything as it is, in "…" a backslash hides `"` and
 * `\`, elsewhere it hides any character. Nothing is expanded; an operator of the shell is refused
 * rather than passed on as a word.
 */
export function splitCommand(line: string): SplitResult {
  const words: string[] = [];
  let word: string | undefined;
  let plain = true;
  const finish = (): string | undefined => {
    const operator = plain && word !== undefined && SHELL_OPERATORS.has(word) ? word : undefined;
    if (word !== undefined) {
      words.push(word);
    }
    word = undefined;
    plain = true;
    return operator;
  };
  let at = 0;
  while (at < line.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(line);
    if (match === null) {
      return line[at] === '\\'
        ? { problem: 'a backslash at the end hides nothing', hint: 'write \\\\ for a backslash' }
        : {
            problem: `no closing ${line[at]}`,
            hint: 'close the quote, or write the command as a list',
          };
    }
    at = TOKEN.lastIndex;
    const [, blanks, single, double, hidden, bare] = match;
    const operator = blanks === undefined ? undefined : finish();
    if (operator !== undefined) {
      return needsShell(operator);
    }
    if (blanks === undefined) {
      plain &&= bare !== undefined;
      word = (word ?? '') + (single ?? double?.replace(/\\(["\\])/g, '$1') ?? hidden ?? bare ?? '');
    }
  }
  const operator = finish();
  return operator === undefined ? { words } : needsShell(operator);
}

function needsShell(operator: string): SplitResult {
  return {
    problem: `${quote(operator)} needs a shell, and none is run`,
    hint: `run one: [sh, -c, "..."]; or put ${operator} in quotes to pass it on as a word`,
  };
}

/**
 * The command with its executable as an absolute path if it names one relative to `workingDir`. A
 * bare word is left for the look-up in PATH at run time, and so is a path that begins with a
 * placeholder for a directory.
 */
export function resolveExecutable(words: readonly string[], workingDir: string): readonly string[] {
  const [first = '', ...rest] = words;
  const absolute = DIRECTORY_PLACEHOLDERS.some((name) => first.startsWith(`\${${name}}`));
  if (absolute || !first.includes('/')) {
    return words;
  }
  return [resolve(escapePlaceholders(workingDir), first), ...rest];
}
