/**
 * Command line → command. Knows yargs, the options and their help; runs nothing and prints nothing.
 */
import yargs, { type Argv } from 'yargs';
import { UsageError } from '../model/errors.ts';
import type { HuntedKind } from '../model/fault.ts';
import { STRATEGIES } from '../model/hunt.ts';
import { EXPORT_FORMATS, formatOfName } from '../report/export-formats.ts';
import { REPORTERS } from '../report/reporters/reporters.ts';
import { suggest } from '../spec/suggest.ts';
import type { Command, ExportOptions, Reporting, RunOptions } from './command.ts';
import {
  CHECK_HELP,
  DEMO_HELP,
  DOCTOR_HELP,
  DUMP_HELP,
  EPILOGUE,
  EXIT_HELP,
  EXPORT_HELP,
  HUNT_HELP,
  LS_HELP,
  RECORD_HELP,
  REPLAY_HELP,
  RUN_HELP,
  SHOW_HELP,
  USAGE,
} from './help.ts';
import { COMMANDS, KIND_OPTIONS, OPTIONS } from './options.ts';
import { parseChoice, parseCount, parseDuration } from './values.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The value of an option: undefined when absent, an error when it was given twice. */
function textOf(found: Arguments, name: string): string | undefined {
  const given = found[name];
  if (Array.isArray(given)) {
    throw new UsageError('usage-twice', `--${name} was given ${given.length} times; give it once`);
  }
  return given === undefined ? undefined : String(given);
}

/** The values of an option that may be given again and again. */
function listOf(found: Arguments, name: string): readonly string[] {
  const given = found[name] ?? [];
  const all = (Array.isArray(given) ? given : [given]).map(String);
  if (all.some((text) => text.trim() === '')) {
    throw new UsageError('usage-empty', `--${name} is empty`);
  }
  return all;
}

function requiredText(found: Arguments, name: string, shown: string): string {
  const text = textOf(found, name) ?? '';
  if (text === '') {
    throw new UsageError('usage-empty', `${shown} is empty`);
  }
  return text;
}

function countOf(found: Arguments, name: string, min: number): number | undefined {
  const text = textOf(found, name);
  return text === undefined ? undefined : parseCount(name, text, min);
}

/** `{ [key]: value }`, or nothing at all for undefined. */
function present<K extends string, V>(key: K, given: V | undefined): { [P in K]?: V } {
  return given === undefined ? {} : ({ [key]: given } as { [P in K]?: V });
}

function reportingOf(word: string): Reporting {
  const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (file === '') {
    throw new UsageError('usage-empty', `--reporter ${name}= names no file`);
  }
  return { name: parseChoice('reporter', name, REPORTERS), ...present('file', file) };
}

function reportersOf(found: Arguments): readonly Reporting[] {
  const words = [...listOf(found, 'reporter'), ...(found['json'] === true ? ['json'] : [])];
  const reporters = (words.length === 0 ? ['text'] : words).map(reportingOf);
  const printed = reporters.filter(({ name, file }) => file === undefined && name !== 'github');
  if (printed.length > 1) {
    throw new UsageError(
      'usage-reporters',
      `${printed.map(({ name }) => name).join(' and ')} cannot both go to stdout`,
      { hint: `give a file: --reporter ${printed.at(-1)?.name ?? ''}=FILE` },
    );
  }
  return reporters;
}

function runOptions(found: Arguments): RunOptions {
  const perKindMax: Partial<Record<HuntedKind, number>> = {};
  for (const [option, kind] of Object.entries(KIND_OPTIONS)) {
    const count = countOf(found, option, 0);
    if (count !== undefined) {
      perKindMax[kind] = count;
    }
  }
  const time = textOf(found, 'time');
  return {
    spec: requiredText(found, 'spec', '<spec>'),
    ...present('faultsMax', countOf(found, 'max-faults', 0)),
    perKindMax,
    ...present('baselines', countOf(found, 'baselines', 1)),
    ...present('experimentsMax', countOf(found, 'experiments', 1)),
    ...present('timeMs', time === undefined ? undefined : parseDuration('time', time)),
    stopOn: parseChoice('stop-on', textOf(found, 'stop-on') ?? '', ['first', 'all']),
    strategy: parseChoice('strategy', textOf(found, 'strategy') ?? '', STRATEGIES),
    seed: countOf(found, 'seed', 0) ?? 1,
    inject: listOf(found, 'inject'),
    keep: parseChoice('keep', textOf(found, 'keep') ?? '', ['all', 'failing']),
    fresh: found['fresh'] === true,
    reporters: reportersOf(found),
    quiet: found['quiet'] === true,
    store: requiredText(found, 'store', '--store'),
  };
}

function exportOptions(found: Arguments): ExportOptions {
  const out = textOf(found, 'out');
  const asked = textOf(found, 'format');
  const format =
    asked === undefined ? formatOfName(out ?? '') : parseChoice('format', asked, EXPORT_FORMATS);
  if (format === undefined) {
    const hint = `--format takes ${EXPORT_FORMATS.join(', ')}`;
    throw new UsageError('usage-format', 'export needs to know the format', { hint });
  }
  if (format === 'pdf' && out === undefined) {
    throw new UsageError('usage-out', 'a PDF is no text: give a file with --out FILE');
  }
  const only = textOf(found, 'only');
  return {
    trace: requiredText(found, 'trace', '<trace>'),
    format,
    ...present('out', out),
    threads: found['threads'] === true,
    ...present(
      'only',
      only === undefined ? undefined : parseChoice('only', only, ['workload', 'support']),
    ),
  };
}

function commandOf(name: (typeof COMMANDS)[number], found: Arguments): Command {
  switch (name) {
    case 'run':
      return { name, options: runOptions(found) };
    case 'replay':
      return {
        name,
        options: {
          finding: requiredText(found, 'finding', '<finding>'),
          runs: countOf(found, 'runs', 1) ?? 5,
          ...present('spec', textOf(found, 'spec')),
          json: found['json'] === true,
          store: requiredText(found, 'store', '--store'),
        },
      };
    case 'hunt':
      return {
        name,
        options: {
          specs: listOf(found, 'specs'),
          budgetMs: parseDuration('budget', textOf(found, 'budget') ?? ''),
          runs: countOf(found, 'runs', 1) ?? 3,
          quiet: found['quiet'] === true,
          store: requiredText(found, 'store', '--store'),
        },
      };
    case 'ls':
      return {
        name,
        options: { json: found['json'] === true, store: requiredText(found, 'store', '--store') },
      };
    case 'show':
      return {
        name,
        options: {
          finding: requiredText(found, 'finding', '<finding>'),
          json: found['json'] === true,
          store: requiredText(found, 'store', '--store'),
        },
      };
    case 'record':
      return {
        name,
        options: {
          spec: requiredText(found, 'spec', '<spec>'),
          inject: listOf(found, 'inject'),
          addresses: found['addresses'] === true,
          json: found['json'] === true,
          ...present('out', textOf(found, 'out')),
          ...present('repeat', countOf(found, 'repeat', 1)),
          ...present('svg', textOf(found, 'svg')),
          seed: countOf(found, 'seed', 0) ?? 1,
          shortenWrites: found['shorten-writes'] === true,
          steady: found['steady'] === true,
          store: requiredText(found, 'store', '--store'),
        },
      };
    case 'dump': {
      const trace = requiredText(found, 'trace', '<trace>');
      return { name, options: { trace, calls: found['calls'] === true } };
    }
    case 'export':
      return { name, options: exportOptions(found) };
    case 'check-certificate':
      return { name, options: { results: requiredText(found, 'results', '<results>') } };
    case 'doctor':
      return { name };
    case 'demo':
      return { name, options: { store: requiredText(found, 'store', '--store') } };
  }
}

/** What stands behind a command that takes no spec. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['replay', '<finding>'],
  ['show', '<finding>'],
  ['hunt', '<specs..>'],
  ['dump', '<trace>'],
  ['export', '<trace>'],
  ['check-certificate', '<results>'],
]);

/** yargs' own words for what is wrong, in ours, with the nearest right word. */
function usageError(message: string, args: readonly string[]): UsageError {
  const command = COMMANDS.find((name) => args.includes(name));
  const help = `see \`ldfi ${command === undefined ? '' : `${command} `}--help\``;
  const choice = /Argument: (.*), Given: (".*"), Choices: (.*)/.exec(message);
  if (choice !== null) {
    const [, option, given, choices] = choice;
    const either = (choices ?? '').replaceAll('"', '').replaceAll(', ', ' or ');
    return new UsageError('usage-choice', `--${option} takes ${either}, got ${given}`);
  }
  const unknown = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message)?.[1]?.split(', ')[0];
  if (unknown === undefined) {
    const missing = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
    const needed = NEEDED.get(command ?? '') ?? '<spec>';
    const text = message.startsWith('Not enough non-option arguments')
      ? `${command} needs ${needed}`
      : missing === undefined
        ? message
        : `--${missing} needs a value`;
    return new UsageError('usage', text, { hint: help });
  }
  const isOption = args.some((arg) => arg.startsWith('-') && arg.includes(unknown));
  const known = command === undefined ? [] : Object.keys(OPTIONS[command]);
  const near = isOption
    ? suggest(unknown, [...known, 'help', 'version'])
    : command === undefined
      ? suggest(unknown, COMMANDS)
      : undefined;
  const dashes = unknown.length === 1 ? '-' : '--';
  const what = isOption
    ? `unknown option ${dashes}${unknown}`
    : command === undefined
      ? `unknown command "${unknown}"`
      : `${command} takes no further argument, got "${unknown}"`;
  const hint = near === undefined ? help : `did you mean ${isOption ? '--' : ''}${near}? ${help}`;
  return new UsageError('usage-unknown', what, { hint });
}

/** Help, options and positional argument of one command. */
const define =
  (name: (typeof COMMANDS)[number], help: string, positional?: readonly [string, string]) =>
  (parser: Argv): Argv => {
    const withPositional =
      positional === undefined
        ? parser
        : parser.positional(positional[0].replace('..', ''), { describe: positional[1] });
    const usage = `ldfi ${name}${positional === undefined ? '' : ` <${positional[0]}>`}`;
    return withPositional
      .usage(`${usage}\n\n${help}`)
      .options(OPTIONS[name])
      .epilogue(name === 'run' || name === 'hunt' || name === 'replay' ? EXIT_HELP[name] : '');
  };

const SPEC = ['spec', 'Path of the spec (a YAML file)'] as const;
const SPECS = ['specs..', 'Paths of specs'] as const;
const TRACE = ['trace', 'Path of a trace file, or of a folder with one'] as const;
const RESULTS = ['results', 'Path of a results.json, or of its folder'] as const;
const FINDING = ['finding', 'Path of a finding.json, its folder, or an id'] as const;

/** In the order of the help: name, one line, help, positional argument. */
const TABLE: readonly (readonly [
  name: (typeof COMMANDS)[number],
  line: string,
  help: string,
  positional?: readonly [string, string],
])[] = [
  ['run', 'Hunt for faults that break the invariant', RUN_HELP, SPEC],
  ['hunt', 'Hunt in several specs within one budget, and compare', HUNT_HELP, SPECS],
  ['replay', 'Run a finding again and count how often it fails', REPLAY_HELP, FINDING],
  ['ls', 'List the findings of the store', LS_HELP],
  ['show', 'Tell a finding again', SHOW_HELP, FINDING],
  ['record', 'Trace runs without faults: print one, or count many by class', RECORD_HELP, SPEC],
  ['dump', 'Print a recorded trace and its call graph', DUMP_HELP, TRACE],
  ['export', 'Draw a recorded trace, or write it for other programs', EXPORT_HELP, TRACE],
  [
    'check-certificate',
    'Make the certificate of a hunt again from its journal',
    CHECK_HELP,
    RESULTS,
  ],
  ['doctor', 'Check whether this host can trace', DOCTOR_HELP],
  ['demo', 'Find the bug of a small shipped system', DEMO_HELP],
];

function build(args: readonly string[], version: string, found: (command: Command) => void): Argv {
  const start = yargs([...args])
    .scriptName('ldfi')
    .locale('en')
    .usage(USAGE);
  const withCommands = TABLE.reduce(
    (parser, [name, line, help, positional]) =>
      parser.command(
        positional === undefined ? name : `${name} <${positional[0]}>`,
        line,
        define(name, help, positional),
        (argv) => found(commandOf(name, argv)),
      ),
    start,
  );
  return withCommands
    .epilogue(EPILOGUE)
    .strict()
    .version(version)
    .alias('help', 'h')
    .exitProcess(false)
    .showHelpOnFail(false)
    .wrap(100)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'strip-aliased': true,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .fail((message, error) => {
      throw error instanceof UsageError ? error : usageError(message ?? error?.message ?? '', args);
    });
}

/**
 * What `args` (without node and script) ask for.
 *
 * Errors: UsageError for anything that isn't understood, with the nearest right word as hint.
 */
export function parseCommand(args: readonly string[], version: string): Command {
  let command: Command | undefined;
  let printed = '';
  const parser = build(args, version, (found) => {
    command = found;
  });
  if (args.length === 0) {
    throw new UsageError('usage', 'no command given', {
      hint: 'see `ldfi --help`; `ldfi demo` shows what it does',
    });
  }
  parser.parse([...args], {}, (_error, _argv, output) => {
    printed = output;
  });
  if (command !== undefined) {
    return command;
  }
  if (printed === '') {
    throw usageError(`Unknown command: ${args[0]}`, args);
  }
  return { name: 'text', text: printed.endsWith('\n') ? printed : `${printed}\n` };
}
