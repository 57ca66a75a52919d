/** The options of each command and their help. Knows how they look, not what they mean. */

import type { HuntedKind } from '../model/fault.ts';
import { STRATEGIES } from '../model/hunt.ts';
import { HISTORY_MODELS } from '../model/spec.ts';
import { EXPORT_FORMATS } from '../report/export-formats.ts';
import { REPORTERS } from '../report/reporters/reporters.ts';
import { STORE_DEFAULT } from './command.ts';

export const COMMANDS = [
  ...(['run', 'hunt', 'replay', 'minimize', 'explain', 'ls', 'show', 'diff'] as const),
  ...(['keep', 'pack', 'record', 'dump', 'export', 'check-certificate', 'check-history'] as const),
  ...(['gc', 'fsck', 'doctor', 'demo'] as const),
] as const;

/** Option that caps each kind of fault. */
export const KIND_OPTIONS = {
  crashes: 'crash',
  cuts: 'cut',
  omissions: 'omit',
  refusals: 'refuse',
  delays: 'delay',
  partitions: 'partition',
} as const satisfies Readonly<Record<string, HuntedKind>>;

/** As yargs takes them, by name. */
type Options = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const value = (describe: string, more: Readonly<Record<string, unknown>> = {}) =>
  ({ requiresArg: true, describe, ...more }) as const;
const flag = (describe: string) => ({ type: 'boolean', describe }) as const;

const STORE = {
  store: value('Folder for results', { default: STORE_DEFAULT, defaultDescription: STORE_DEFAULT }),
};

const INJECT = {
  inject: value('A fault that every run carries; @FILE: one a line. May be repeated'),
};

const RUN_OPTIONS = {
  'max-faults': value('Most faults together in one run (default: as the spec says)'),
  crashes: value('Most crashes of nodes in one run; 0 for none'),
  cuts: value('Most connections cut in one run; 0 for none'),
  omissions: value('Most datagrams lost in one run; 0 for none'),
  refusals: value('Most refused connection attempts in one run; 0 for none'),
  delays: value('Most messages that come too late in one run (default: none)'),
  partitions: value('Most partitions between nodes in one run (default: none)'),
  only: value('Node, or link a->b, that faults are kept to. May be repeated'),
  except: value('Node, or link a->b, that faults are kept from. May be repeated'),
  eff: value('Event after which no fault fires, as \'a->b "X"#1 received\' (docs/search.md)'),
  eot: value('Longest wait for rest after the workload: 2s, 1m'),
  'fold-retries': flag('Lose equal datagrams again from the first one on (docs/search.md)'),
  baselines: value('Runs without faults at the start'),
  experiments: value('Stop after that many runs'),
  time: value('Stop after that long: 90s, 10m, 8h'),
  'stop-on': value('Stop at the first confirmed finding, or look for all', {
    choices: ['first', 'all'],
    default: 'first',
  }),
  strategy: value('What to try next: what the outcome rests on, anything, or everything', {
    choices: STRATEGIES,
    default: 'lineage',
  }),
  seed: value('For --strategy random: equal seeds draw equal fault sets', { default: '1' }),
  keep: value('Keep the folders of all runs, or of failing ones only', {
    choices: ['all', 'failing'],
    default: 'failing',
  }),
  ...INJECT,
  known: value('Run each known finding again first, up to that often; 0: not at all', {
    default: '3',
  }),
  fresh: flag('Start anew, also when an interrupted hunt like this one is in the store'),
  reporter: value(`How to report, with =FILE to a file: ${REPORTERS.join(', ')}. May be repeated`),
  json: flag('Print the result as JSON: --reporter json'),
  quiet: flag('Print no progress'),
  ...STORE,
} satisfies Options;

const REPLAY_OPTIONS = {
  runs: value('How many runs', { alias: 'n', default: '5' }),
  spec: value('Spec to use instead of the one the finding names'),
  plain: flag('Do not hold messages back for an order that the finding needs'),
  bisect: flag('Stop at the first violation; exit codes as `git bisect run` takes them'),
  json: flag('Print the result as JSON'),
  ...STORE,
} satisfies Options;

const MINIMIZE_OPTIONS = {
  'max-runs': value('Most runs for smaller sets; those of the confirmation come on top', {
    default: '300',
  }),
  time: value('Try nothing smaller after that long: 90s, 10m, 8h'),
  spec: value('Spec to use instead of the one the finding names'),
  json: flag('Print the smaller finding as JSON'),
  ...STORE,
} satisfies Options;

const EXPLAIN_OPTIONS = {
  'max-runs': value('Most runs with its faults at other points; 0 for none', { default: '60' }),
  spec: value('Spec to use instead of the one the finding names'),
  json: flag('Print the finding, with what was learnt of it, as JSON'),
  ...STORE,
} satisfies Options;

const HUNT_OPTIONS = {
  budget: value('Time for all specs together: 30m, 6h', { default: '1h' }),
  runs: value('How often each known finding is run again', { alias: 'n', default: '3' }),
  quiet: flag('Print no progress'),
  ...STORE,
} satisfies Options;

const LS_OPTIONS = { json: flag('Print them as JSON'), ...STORE } satisfies Options;
const SHOW_OPTIONS = { json: flag('Print it as JSON'), ...STORE } satisfies Options;

const PACK_OPTIONS = {
  out: value('File to write (default: <id>.ldfi.tgz in the current folder)', { alias: 'o' }),
  ...STORE,
} satisfies Options;

const KEEP_OPTIONS = {
  spec: value('Spec of its system, when it is no longer where the finding says'),
  corpus: value('Folder to keep it in (default: the corpus/ nearest to the spec, upwards)'),
  ...STORE,
} satisfies Options;

const DIFF_OPTIONS = { json: flag('Print it as JSON'), ...STORE } satisfies Options;

const GC_OPTIONS = {
  older: value('Only what is older than that: 12h, 30d'),
  'dry-run': flag('Say what would go, and let it stay'),
  ...STORE,
} satisfies Options;

const FSCK_OPTIONS = {
  'dry-run': flag('Say what is damaged, and let it stay where it is'),
  ...STORE,
} satisfies Options;

const RECORD_OPTIONS = {
  ...INJECT,
  out: value('Write the trace to this file, too (dump and export read it)', { alias: 'o' }),
  addresses: flag('Run it as often as the spec has baselines; print how well addresses agree'),
  repeat: value('Run that often and count how many runs are of each class', { alias: 'n' }),
  svg: value('With --repeat: file for a chart of the distribution'),
  'shorten-writes': flag('Let one send in four take less than half its bytes, as full buffers do'),
  seed: value('Number from which all that is left to chance follows', { default: '1' }),
  steady: flag('Schedule in real time: runs differ less. Needs root or RLIMIT_RTPRIO'),
  json: flag('Print the trace, or with --repeat the distribution, as JSON'),
  ...STORE,
} satisfies Options;

const DUMP_OPTIONS = { calls: flag('Print only who called whom') } satisfies Options;

const CHECK_HISTORY_OPTIONS = {
  model: value('What the history should be one of', { alias: 'm', choices: HISTORY_MODELS }),
  initial: value('Value before anything was done, as JSON (default: null, of a counter 0)'),
  timeout: value('Longest search for an order', { default: '60s' }),
  svg: value('File for a picture of what is wrong'),
  json: flag('Print what was found as JSON'),
} satisfies Options;

const EXPORT_OPTIONS = {
  format: value('What to write (default: as the ending of --out says)', {
    alias: 'f',
    choices: EXPORT_FORMATS,
  }),
  out: value('File to write; without it stdout', { alias: 'o' }),
  threads: flag('In pictures a lane for each thread instead of each node'),
  only: value('In pictures only the messages of the workload, or of the support', {
    choices: ['workload', 'support'],
  }),
} satisfies Options;

export const OPTIONS: Readonly<Record<(typeof COMMANDS)[number], Options>> = {
  run: RUN_OPTIONS,
  replay: REPLAY_OPTIONS,
  minimize: MINIMIZE_OPTIONS,
  explain: EXPLAIN_OPTIONS,
  hunt: HUNT_OPTIONS,
  ls: LS_OPTIONS,
  show: SHOW_OPTIONS,
  record: RECORD_OPTIONS,
  dump: DUMP_OPTIONS,
  export: EXPORT_OPTIONS,
  diff: DIFF_OPTIONS,
  keep: KEEP_OPTIONS,
  pack: PACK_OPTIONS,
  gc: GC_OPTIONS,
  fsck: FSCK_OPTIONS,
  'check-certificate': {},
  'check-history': CHECK_HISTORY_OPTIONS,
  doctor: {},
  demo: STORE,
};
