/**
 * Command line → command. Knows yargs, the options and their help; runs nothing and prints nothing.
 */
import yargs, { type Argv } from 'yargs';
import { UsageError } from '../model/errors.ts';
import { suggest } from '../spec/suggest.ts';
import type { Command } from './command.ts';
import { commandOf } from './command-of.ts';
import {
  CHECK_HELP,
  CHECK_HISTORY_HELP,
  DEMO_HELP,
  DIFF_HELP,
  DOCTOR_HELP,
  DUMP_HELP,
  EPILOGUE,
  EXIT_HELP,
  EXPLAIN_HELP,
  EXPORT_HELP,
  FSCK_HELP,
  GC_HELP,
  HUNT_HELP,
  KEEP_HELP,
  LS_HELP,
  MINIMIZE_HELP,
  PACK_HELP,
  RECORD_HELP,
  REPLAY_HELP,
  RUN_HELP,
  SHOW_HELP,
  USAGE,
} from './help.ts';
import { COMMANDS, OPTIONS } from './options.ts';

/** What stands behind a command that takes no spec. */
const NEEDED: ReadonlyMap<string, string> = new Map([
  ['replay', '<finding>'],
  ['minimize', '<finding>'],
  ['explain', '<finding>'],
  ['show', '<finding>'],
  ['keep', '<finding>'],
  ['pack', '<finding>'],
  ['diff', '<a> and <b>'],
  ['hunt', '<specs..>'],
  ['dump', '<trace>'],
  ['export', '<trace>'],
  ['check-certificate', '<results>'],
  ['check-history', '<files..>'],
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

type Positional = readonly [key: string, describe: string];

/** Help, options and positional arguments of one command. */
const define =
  (name: (typeof COMMANDS)[number], help: string, positionals: readonly Positional[]) =>
  (parser: Argv): Argv => {
    const withPositionals = positionals.reduce(
      (one, [key, describe]) => one.positional(key.replace('..', ''), { describe }),
      parser,
    );
    const usage = `ldfi ${[name, ...positionals.map(([key]) => `<${key}>`)].join(' ')}`;
    return withPositionals
      .usage(`${usage}\n\n${help}`)
      .options(OPTIONS[name])
      .epilogue(name in EXIT_HELP ? EXIT_HELP[name as keyof typeof EXIT_HELP] : '');
  };

const SPEC = ['spec', 'Path of the spec (a YAML file)'] as const;
const SPECS = ['specs..', 'Paths of specs'] as const;
const TRACE = ['trace', 'Path of a trace file, or of a folder with one'] as const;
const RESULTS = ['results', 'Path of a results.json, or of its folder'] as const;
const HISTORIES = ['files..', 'Paths of files with events, a JSON object a line'] as const;
const FINDING = ['finding', 'Path of a finding.json, its folder, a pack, or an id'] as const;
const A = ['a', 'Path of a trace or a finding, or the id of a finding'] as const;
const B = ['b', 'Another one'] as const;

/** In the order of the help: name, one line, help, positional argument. */
const TABLE: readonly (readonly [
  name: (typeof COMMANDS)[number],
  line: string,
  help: string,
  ...positionals: readonly Positional[],
])[] = [
  ['run', 'Hunt for faults that break the invariant', RUN_HELP, SPEC],
  ['hunt', 'Hunt in several specs within one budget, and compare', HUNT_HELP, SPECS],
  ['replay', 'Run a finding again and count how often it fails', REPLAY_HELP, FINDING],
  ['minimize', 'Make the faults of a finding as small as they get', MINIMIZE_HELP, FINDING],
  [
    'explain',
    'Tell how a finding breaks the promise, and what of it matters',
    EXPLAIN_HELP,
    FINDING,
  ],
  ['ls', 'List the findings of the store', LS_HELP],
  ['show', 'Tell a finding again', SHOW_HELP, FINDING],
  ['diff', 'Compare two findings, or two recorded runs', DIFF_HELP, A, B],
  ['keep', 'Put a finding beside its spec, to be committed', KEEP_HELP, FINDING],
  ['pack', 'Write a finding as one file to send', PACK_HELP, FINDING],
  ['record', 'Trace runs without faults: print one, or count many by class', RECORD_HELP, SPEC],
  ['dump', 'Print a recorded trace and its call graph', DUMP_HELP, TRACE],
  ['export', 'Draw a recorded trace, or write it for other programs', EXPORT_HELP, TRACE],
  [
    'check-certificate',
    'Make the certificate of a hunt again from its journal',
    CHECK_HELP,
    RESULTS,
  ],
  ['check-history', 'Check a history of operations against a model', CHECK_HISTORY_HELP, HISTORIES],
  ['gc', 'Drop traces and journals that no finding needs', GC_HELP],
  ['fsck', 'Check the store, and set aside what is damaged', FSCK_HELP],
  ['doctor', 'Check whether this host can trace', DOCTOR_HELP],
  ['demo', 'Find the bug of a small shipped system', DEMO_HELP],
];

function build(args: readonly string[], version: string, found: (command: Command) => void): Argv {
  const start = yargs([...args])
    .scriptName('ldfi')
    .locale('en')
    .usage(USAGE);
  const withCommands = TABLE.reduce(
    (parser, [name, line, help, ...positionals]) =>
      parser.command(
        [name, ...positionals.map(([key]) => `<${key}>`)].join(' '),
        line,
        define(name, help, positionals),
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
