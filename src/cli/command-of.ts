/**
 * The options of a command as yargs found them → what the command is asked for. Knows which values
 * an option takes; how options look and are told is the parser's.
 */
import { valueText } from '../checks/operation.ts';
import { UsageError } from '../model/errors.ts';
import type { HuntedKind } from '../model/fault.ts';
import { STRATEGIES } from '../model/hunt.ts';
import { HISTORY_MODELS } from '../model/spec.ts';
import { EXPORT_FORMATS, formatOfName } from '../report/export-formats.ts';
import { REPORTERS } from '../report/reporters/reporters.ts';
import type {
  CheckHistoryOptions,
  Command,
  DiffOptions,
  ExplainOptions,
  ExportOptions,
  GcOptions,
  HuntOptions,
  MinimizeOptions,
  RecordOptions,
  ReplayOptions,
  Reporting,
  RunOptions,
} from './command.ts';
import { type COMMANDS, KIND_OPTIONS } from './options.ts';
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

function durationOf(found: Arguments, name: string): number | undefined {
  const text = textOf(found, name);
  return text === undefined ? undefined : parseDuration(name, text);
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

/** The values of an option that may be repeated; undefined for none. */
function someOf(found: Arguments, name: string): readonly string[] | undefined {
  const values = listOf(found, name);
  return values.length === 0 ? undefined : values;
}

function runOptions(found: Arguments): RunOptions {
  const perKindMax: Partial<Record<HuntedKind, number>> = {};
  for (const [option, kind] of Object.entries(KIND_OPTIONS)) {
    const count = countOf(found, option, 0);
    if (count !== undefined) {
      perKindMax[kind] = count;
    }
  }
  return {
    spec: requiredText(found, 'spec', '<spec>'),
    ...present('faultsMax', countOf(found, 'max-faults', 0)),
    perKindMax,
    ...present('only', someOf(found, 'only')),
    ...present('except', someOf(found, 'except')),
    ...present('until', textOf(found, 'eff')),
    ...present('settleMs', durationOf(found, 'eot')),
    ...(found['fold-retries'] === true && { foldRetries: true as const }),
    ...present('baselines', countOf(found, 'baselines', 1)),
    ...present('experimentsMax', countOf(found, 'experiments', 1)),
    ...present('timeMs', durationOf(found, 'time')),
    stopOn: parseChoice('stop-on', textOf(found, 'stop-on') ?? '', ['first', 'all']),
    strategy: parseChoice('strategy', textOf(found, 'strategy') ?? '', STRATEGIES),
    seed: countOf(found, 'seed', 0) ?? 1,
    inject: listOf(found, 'inject'),
    keep: parseChoice('keep', textOf(found, 'keep') ?? '', ['all', 'failing']),
    fresh: found['fresh'] === true,
    known: countOf(found, 'known', 0) ?? 3,
    reporters: reportersOf(found),
    quiet: found['quiet'] === true,
    store: requiredText(found, 'store', '--store'),
  };
}

function explainOptions(found: Arguments): ExplainOptions {
  return {
    finding: findingOf(found),
    runsMax: countOf(found, 'max-runs', 0) ?? 60,
    ...present('spec', textOf(found, 'spec')),
    json: isOn(found, 'json'),
    store: storeOf(found),
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

/** Errors: UsageError for an initial value that is no JSON. */
function initialOf(found: Arguments): string | undefined {
  const text = textOf(found, 'initial');
  if (text === undefined) {
    return undefined;
  }
  try {
    return valueText(JSON.parse(text));
  } catch {
    throw new UsageError('usage-initial', `--initial takes a value as JSON, got ${text}`, {
      hint: `a text stands in quotes: --initial '"${text}"'`,
    });
  }
}

function checkHistoryOptions(found: Arguments): CheckHistoryOptions {
  const model = textOf(found, 'model');
  if (model === undefined) {
    const hint = `--model takes ${HISTORY_MODELS.join(', ')}`;
    throw new UsageError('usage-model', 'check-history needs to know the model', { hint });
  }
  return {
    files: listOf(found, 'files'),
    model: parseChoice('model', model, HISTORY_MODELS),
    ...present('initial', initialOf(found)),
    timeoutMs: parseDuration('timeout', textOf(found, 'timeout') ?? ''),
    ...present('svg', textOf(found, 'svg')),
    json: found['json'] === true,
  };
}

const storeOf = (found: Arguments): string => requiredText(found, 'store', '--store');
const findingOf = (found: Arguments): string => requiredText(found, 'finding', '<finding>');
const isOn = (found: Arguments, name: string): boolean => found[name] === true;

function recordOptions(found: Arguments): RecordOptions {
  return {
    spec: requiredText(found, 'spec', '<spec>'),
    inject: listOf(found, 'inject'),
    addresses: isOn(found, 'addresses'),
    json: isOn(found, 'json'),
    ...present('out', textOf(found, 'out')),
    ...present('repeat', countOf(found, 'repeat', 1)),
    ...present('svg', textOf(found, 'svg')),
    seed: countOf(found, 'seed', 0) ?? 1,
    shortenWrites: isOn(found, 'shorten-writes'),
    steady: isOn(found, 'steady'),
    store: storeOf(found),
  };
}

function replayOptions(found: Arguments): ReplayOptions {
  return {
    finding: findingOf(found),
    runs: countOf(found, 'runs', 1) ?? 5,
    ...present('spec', textOf(found, 'spec')),
    json: isOn(found, 'json'),
    plain: isOn(found, 'plain'),
    bisect: isOn(found, 'bisect'),
    store: storeOf(found),
  };
}

function huntOptions(found: Arguments): HuntOptions {
  return {
    specs: listOf(found, 'specs'),
    budgetMs: parseDuration('budget', textOf(found, 'budget') ?? ''),
    runs: countOf(found, 'runs', 1) ?? 3,
    quiet: isOn(found, 'quiet'),
    store: storeOf(found),
  };
}

function minimizeOptions(found: Arguments): MinimizeOptions {
  return {
    finding: findingOf(found),
    runsMax: countOf(found, 'max-runs', 1) ?? 300,
    ...present('timeMs', durationOf(found, 'time')),
    ...present('spec', textOf(found, 'spec')),
    json: isOn(found, 'json'),
    store: storeOf(found),
  };
}

function diffOptions(found: Arguments): DiffOptions {
  const [a, b] = [requiredText(found, 'a', '<a>'), requiredText(found, 'b', '<b>')];
  return { a, b, json: isOn(found, 'json'), store: storeOf(found) };
}

function gcOptions(found: Arguments): GcOptions {
  const older = textOf(found, 'older');
  const olderMs = older === undefined ? 0 : parseDuration('older', older);
  return { olderMs, dryRun: isOn(found, 'dry-run'), store: storeOf(found) };
}

/** Errors: UsageError for a value that an option does not take. */
export function commandOf(name: (typeof COMMANDS)[number], found: Arguments): Command {
  switch (name) {
    case 'run':
      return { name, options: runOptions(found) };
    case 'replay':
      return { name, options: replayOptions(found) };
    case 'minimize':
      return { name, options: minimizeOptions(found) };
    case 'explain':
      return { name, options: explainOptions(found) };
    case 'hunt':
      return { name, options: huntOptions(found) };
    case 'ls':
      return { name, options: { json: isOn(found, 'json'), store: storeOf(found) } };
    case 'show': {
      const finding = findingOf(found);
      return { name, options: { finding, json: isOn(found, 'json'), store: storeOf(found) } };
    }
    case 'pack': {
      const out = present('out', textOf(found, 'out'));
      return { name, options: { finding: findingOf(found), ...out, store: storeOf(found) } };
    }
    case 'keep': {
      const more = {
        ...present('spec', textOf(found, 'spec')),
        ...present('corpus', textOf(found, 'corpus')),
      };
      return { name, options: { finding: findingOf(found), ...more, store: storeOf(found) } };
    }
    case 'diff':
      return { name, options: diffOptions(found) };
    case 'gc':
      return { name, options: gcOptions(found) };
    case 'fsck':
      return { name, options: { dryRun: isOn(found, 'dry-run'), store: storeOf(found) } };
    case 'record':
      return { name, options: recordOptions(found) };
    case 'dump': {
      const trace = requiredText(found, 'trace', '<trace>');
      return { name, options: { trace, calls: isOn(found, 'calls') } };
    }
    case 'export':
      return { name, options: exportOptions(found) };
    case 'check-certificate':
      return { name, options: { results: requiredText(found, 'results', '<results>') } };
    case 'check-history':
      return { name, options: checkHistoryOptions(found) };
    case 'doctor':
      return { name };
    case 'demo':
      return { name, options: { store: storeOf(found) } };
  }
}
