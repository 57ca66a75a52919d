/**
 * The house rules that no linter knows, as functions from a file's text to offences. They read
 * nothing; biome.json holds the rest (length of TypeScript functions and files, names of files, and
 * so on).
 */

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

const COLUMNS_MAX = 100;
const TAB_COLUMNS = 8;
const C_FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 400;

const PURE_ROOM = /^(?:solver|src\/(?:model|lineage|faults|checks|search))\//;
const MAY_PRINT = /^(?:src\/(?:cli|setup)|specs|test)\/|^native\/build\.mjs$/;
const CLOCK_OR_CHANCE = /\b(?:Date\.now|new Date|Math\.random|performance\.now|process\.hrtime)\b/;
/** The marks of unfinished work, unless an id stands in brackets behind them. */
const UNFINISHED = /\b(?:TO[D]O|FIX[M]E)\b(?!\(\S+\))/;

const isC = (path: string): boolean => /\.[ch]$/.test(path);

function columnsOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    columns += character === '\t' ? TAB_COLUMNS - (columns % TAB_COLUMNS) : 1;
  }
  return columns;
}

/** `path:line` of each line for which `isOffence` holds. */
function linesWhere(file: SourceFile, isOffence: (line: string) => boolean): readonly string[] {
  return file.text
    .split('\n')
    .flatMap((line, index) => (isOffence(line) ? [`${file.path}:${index + 1}`] : []));
}

/**
 * Lines of more than 100 columns; those with an address of the web can't be broken and may be
 * longer.
 */
export function longLines(file: SourceFile): readonly string[] {
  return linesWhere(file, (line) => columnsOf(line) > COLUMNS_MAX && !/https?:\/\//.test(line));
}

/** The file, when it has more than 400 lines. */
export function longFiles(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n').length - 1;
  return lines > FILE_LINES_MAX ? [`${file.path}: ${lines} lines`] : [];
}

/**
 * Functions of more than 70 lines in C, where a body stands between `{` and `}` in the first
 * column.
 */
export function longCFunctions(file: SourceFile): readonly string[] {
  if (!isC(file.path)) {
    return [];
  }
  const offences: string[] = [];
  let start = 0;
  for (const [index, line] of file.text.split('\n').entries()) {
    if (line === '{') {
      start = index;
    } else if (line === '}' && start > 0) {
      if (index - start - 1 > C_FUNCTION_LINES_MAX) {
        offences.push(`${file.path}:${start + 1}: ${index - start - 1} lines`);
      }
      start = 0;
    }
  }
  return offences;
}

/** C is indented with tabs; spaces only align what follows them. */
export function spaceIndents(file: SourceFile): readonly string[] {
  return isC(file.path) ? linesWhere(file, (line) => /^ {2,}\S/.test(line)) : [];
}

/** Prints outside the folders that talk to a terminal. */
export function strayPrints(file: SourceFile): readonly string[] {
  return MAY_PRINT.test(file.path)
    ? []
    : linesWhere(file, (line) => /\bconsole\.|\bprintf\(/.test(line));
}

/** Clocks and chance in the pure rooms: there both are parameters. */
export function clocksAndChance(file: SourceFile): readonly string[] {
  return PURE_ROOM.test(file.path) ? linesWhere(file, (line) => CLOCK_OR_CHANCE.test(line)) : [];
}

/** Marks of unfinished work that name nothing to look it up by. */
export function unfinishedMarks(file: SourceFile): readonly string[] {
  return linesWhere(file, (line) => UNFINISHED.test(line));
}

/**
 * Files that do not open with a comment on what they know. Tests name their subject in the suite;
 * it is enough.
 */
export function missingHeaders(file: SourceFile): readonly string[] {
  const opens = /^(?:#!.*\n)?\/[*/]/.test(file.text);
  return opens || file.path.startsWith('test/') ? [] : [file.path];
}

/**
 * uvu files that could go green in silence: another name than `test`, no run, a run that is not the
 * last line.
 */
export function uvuSilences(file: SourceFile): readonly string[] {
  if (!file.path.endsWith('.test.ts')) {
    return [];
  }
  const suites = [...file.text.matchAll(/^const (\w+) = suite\(/gm)].map((match) => match[1]);
  const runs = file.text.match(/^\w+\.run\(\);$/gm) ?? [];
  const problems = [
    suites.length === 1 && suites[0] === 'test' ? '' : 'has not one suite called test',
    runs.length === 1 && file.text.endsWith('\ntest.run();\n') ? '' : 'does not end in test.run();',
  ];
  return problems.filter((problem) => problem !== '').map((problem) => `${file.path} ${problem}`);
}

/**
 * Asynchronous properties that nobody waits for. Biome's noFloatingPromises is off in the tests: it
 * takes fast-check's synchronous `assert` for a promise too.
 */
export function unawaitedProperties(file: SourceFile): readonly string[] {
  const unawaited = /(?<!\b(?:await|return) )\bfc\.assert\(\s*fc\.asyncProperty\(/;
  return unawaited.test(file.text) ? [file.path] : [];
}

/** True when compiled JavaScript does something at run time, beyond tables of constants. */
export function hasRuntimeCode(compiled: string): boolean {
  const code = compiled.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return /\bfunction\b|=>|\bclass\b/.test(code);
}

/**
 * The test file that belongs to a source: `src/a/b.ts` and `solver/b.ts` → `test/a/b.test.ts`,
 * `test/solver/b.test.ts`.
 */
export function mirrorOf(path: string): string {
  return `test/${path.replace(/^src\//, '').replace(/\.ts$/, '.test.ts')}`;
}
