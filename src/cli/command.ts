/**
 * What a command line asks for, as data: one variant a command. Knows no parsing and does nothing.
 */

import type { HuntedKind } from '../model/fault.ts';
import type { Strategy } from '../model/hunt.ts';
import type { HistoryModel } from '../model/spec.ts';
import type { ExportFormat } from '../report/export-formats.ts';
import type { ReporterName } from '../report/reporters/reporters.ts';

/** Store of a command that isn't told another, relative to the current directory. */
export const STORE_DEFAULT = '.ldfi/store';

export interface StoreOption {
  /** Folder of the store, as given. */
  readonly store: string;
}

/** What a hunt is kept to, besides numbers. Absent: as the spec says. */
export interface BoundOptions {
  /** Nodes and links, as they were given. */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** An event in the fault language: the paper's EFF. */
  readonly until?: string;
  /** The longest wait for rest after the workload: the paper's EOT. */
  readonly settleMs?: number;
}

export interface RunOptions extends StoreOption, BoundOptions {
  readonly spec: string;
  /** Absent: what the spec says. */
  readonly faultsMax?: number;
  /** Only the kinds that were given. */
  readonly perKindMax: Readonly<Partial<Record<HuntedKind, number>>>;
  readonly baselines?: number;
  /** Absent: as the spec says. */
  readonly foldRetries?: true;
  /** Absent: no limit. */
  readonly experimentsMax?: number;
  readonly timeMs?: number;
  readonly stopOn: 'first' | 'all';
  readonly strategy: Strategy;
  /** For the strategy `random`. */
  readonly seed: number;
  /** Fault lines, or `@` and a file of them. */
  readonly inject: readonly string[];
  readonly keep: 'all' | 'failing';
  /** Does not go on with an interrupted hunt. */
  readonly fresh: boolean;
  /** Most runs of each known finding before the hunt; 0: none is run again. */
  readonly known: number;
  /** At most one of them without a file, not counting `github`. */
  readonly reporters: readonly Reporting[];
  readonly quiet: boolean;
}

/** One report of a hunt. */
export interface Reporting {
  readonly name: ReporterName;
  /** Absent: stdout. */
  readonly file?: string;
}

export interface HuntOptions extends StoreOption {
  /** At least one. */
  readonly specs: readonly string[];
  /** For all of them together. */
  readonly budgetMs: number;
  /** Of each known finding. */
  readonly runs: number;
  readonly quiet: boolean;
}

export interface LsOptions extends StoreOption {
  readonly json: boolean;
}

export interface ShowOptions extends LsOptions {
  /** Path of a finding.json, its folder, or an id. */
  readonly finding: string;
}

export interface ReplayOptions extends StoreOption {
  /** Path of a finding.json, its folder, or an id. */
  readonly finding: string;
  readonly runs: number;
  /** Absent: where the finding says. */
  readonly spec?: string;
  readonly json: boolean;
  /** Not held to the order of messages that the finding needs. */
  readonly plain: boolean;
  /** Stops at the first violation; exit codes for `git bisect run`. */
  readonly bisect: boolean;
}

export interface PackOptions extends StoreOption {
  readonly finding: string;
  /** Absent: `<id>.ldfi.tgz` in the current directory. */
  readonly out?: string;
}

export interface KeepOptions extends StoreOption {
  readonly finding: string;
  /** Absent: where the finding says. */
  readonly spec?: string;
  /** Absent: the one nearest to the spec. */
  readonly corpus?: string;
}

export interface DiffOptions extends LsOptions {
  /** Each the path of a trace or of a finding, or an id. */
  readonly a: string;
  readonly b: string;
}

export interface GcOptions extends StoreOption {
  /** Only sessions that began longer ago; 0: all. */
  readonly olderMs: number;
  readonly dryRun: boolean;
}

export interface FsckOptions extends StoreOption {
  readonly dryRun: boolean;
}

export interface MinimizeOptions extends StoreOption {
  /** Path of a finding.json, its folder, or an id. */
  readonly finding: string;
  /** Runs that making it smaller may take, besides those of the confirmation. */
  readonly runsMax: number;
  readonly timeMs?: number;
  /** Absent: where the finding says. */
  readonly spec?: string;
  readonly json: boolean;
}

export interface ExplainOptions extends StoreOption {
  /** Path of a finding.json, its folder, or an id. */
  readonly finding: string;
  /** Runs with its faults at other points. */
  readonly runsMax: number;
  /** Absent: where the finding says. */
  readonly spec?: string;
  readonly json: boolean;
}

export interface RecordOptions extends StoreOption {
  readonly spec: string;
  /** Fault lines, or `@` and a file of them. */
  readonly inject: readonly string[];
  /** Several runs, and how well their addresses agree, instead of one run's trace. */
  readonly addresses: boolean;
  readonly json: boolean;
  /** Absent: the trace is kept in the store only. */
  readonly out?: string;
  /** How many runs are followed and counted by class. Absent: one run is printed. */
  readonly repeat?: number;
  /** File for the chart of the distribution. */
  readonly svg?: string;
  /** What is left to chance in a run follows from it. */
  readonly seed: number;
  readonly shortenWrites: boolean;
  /** Real-time scheduling. */
  readonly steady: boolean;
}

export interface DumpOptions {
  /** Path of a trace file, or of a folder with one. */
  readonly trace: string;
  /** Only the call graph. */
  readonly calls: boolean;
}

export interface CheckOptions {
  /** Path of a results.json, or its folder. */
  readonly results: string;
}

export interface CheckHistoryOptions {
  /** At least one; several are merged by time. */
  readonly files: readonly string[];
  readonly model: HistoryModel;
  /** A text of JSON. */
  readonly initial?: string;
  /** For the search of an order. */
  readonly timeoutMs: number;
  /** File for the picture of a history that is wrong. */
  readonly svg?: string;
  readonly json: boolean;
}

export interface ExportOptions {
  readonly trace: string;
  readonly format: ExportFormat;
  /** Absent: stdout. */
  readonly out?: string;
  readonly threads: boolean;
  readonly only?: 'workload' | 'support';
}

export type Command =
  /** Help or version: text for stdout. */
  | { readonly name: 'text'; readonly text: string }
  | { readonly name: 'run'; readonly options: RunOptions }
  | { readonly name: 'replay'; readonly options: ReplayOptions }
  | { readonly name: 'minimize'; readonly options: MinimizeOptions }
  | { readonly name: 'explain'; readonly options: ExplainOptions }
  | { readonly name: 'record'; readonly options: RecordOptions }
  | { readonly name: 'dump'; readonly options: DumpOptions }
  | { readonly name: 'export'; readonly options: ExportOptions }
  | { readonly name: 'check-certificate'; readonly options: CheckOptions }
  | { readonly name: 'check-history'; readonly options: CheckHistoryOptions }
  | { readonly name: 'hunt'; readonly options: HuntOptions }
  | { readonly name: 'pack'; readonly options: PackOptions }
  | { readonly name: 'keep'; readonly options: KeepOptions }
  | { readonly name: 'diff'; readonly options: DiffOptions }
  | { readonly name: 'gc'; readonly options: GcOptions }
  | { readonly name: 'fsck'; readonly options: FsckOptions }
  | { readonly name: 'ls'; readonly options: LsOptions }
  | { readonly name: 'show'; readonly options: ShowOptions }
  | { readonly name: 'doctor' }
  | { readonly name: 'demo'; readonly options: StoreOption };
