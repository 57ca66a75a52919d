/**
 * One session's folder in the store: `<store>/<spec>/<UTC time>-<pid>/`. Knows where things stand
 * and writes them; doesn't know how they were found.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { FaultReport } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { HuntResult } from '../model/hunt.ts';
import type { Recording } from '../model/recording.ts';
import { attempt, linkAtomically, makeFolder, readBytes, writeAtomically } from './files.ts';
import { encodeFinding, FINDING_ID, findingData, type Origin } from './finding-codec.ts';
import { copyPictures } from './history-pictures.ts';
import { type Around, type LogText, linesAround, logText } from './log-text.ts';
import { saveRecording } from './trace-file.ts';

export interface Session {
  /** Absolute path of the store. */
  readonly store: string;
  /** Absolute path of the session's folder. */
  readonly directory: string;
}

/** What is saved beside the hunt's result, so that the file stands by itself. */
export interface ResultContext {
  readonly spec: string;
  /** Absolute path of the spec's file. */
  readonly file: string;
  /** As `specHash` makes it. */
  readonly specHash?: string;
  /** The bounds, budget and switches the hunt was run with. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of ldfi, and of each file that the nodes run, by its path. */
  readonly versions: Readonly<Record<string, string>>;
  readonly host: Readonly<Record<string, string | number>>;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Name of the signal that ended the hunt early. */
  readonly interrupted?: string;
}

/**
 * A folder name from a spec's name: anything but letters, digits, dot, dash and underscore becomes
 * an underscore.
 */
export function folderName(spec: string): string {
  const name = spec.replaceAll(/[^0-9A-Za-z._-]/g, '_').replace(/^\.+/, '_');
  return name === '' ? '_' : name.slice(0, 100);
}

/** `20260131T235959.123Z-4711`: sorts by time. */
function sessionName(now: Date, pid: number): string {
  return `${now.toISOString().replaceAll(/[-:]/g, '')}-${pid}`;
}

/** Makes the folder of a new session. */
export function openSession(store: string, spec: string, now: Date, pid: number): Session {
  const root = resolve(store);
  const directory = join(root, folderName(spec), sessionName(now, pid));
  makeFolder(dirname(directory));
  attempt('make the folder', directory, () => mkdirSync(directory));
  return { store: root, directory };
}

/** The sessions of a spec that are in the store, the latest first. */
export function sessionsOf(store: string, spec: string): readonly Session[] {
  const root = resolve(store);
  const folder = join(root, folderName(spec));
  if (!existsSync(folder)) {
    return [];
  }
  return attempt('list', folder, () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ store: root, directory: join(folder, name) }))
    .sort((a, b) => (a.directory < b.directory ? 1 : -1));
}

/** Points `<store>/latest` and `<store>/<spec>/latest` at the session. */
export function markLatest(session: Session): void {
  const specFolder = dirname(session.directory);
  linkAtomically(join(specFolder, 'latest'), relative(specFolder, session.directory));
  linkAtomically(join(session.store, 'latest'), relative(session.store, session.directory));
}

/** The content of `results.json`. */
export function resultsData(
  context: ResultContext,
  result: HuntResult,
  runs: readonly unknown[] = [],
): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    ...context,
    ...result,
    findings: result.findings.map(findingData),
    runs,
  };
}

/** Writes `results.json`, replacing an earlier one, and gives back its path. */
export function saveResults(session: Session, data: Readonly<Record<string, unknown>>): string {
  const path = join(session.directory, 'results.json');
  writeAtomically(path, `${JSON.stringify(data, null, 2)}\n`);
  return path;
}

/** Copies the `.log` and `.err` files that stand in `from` itself. */
function copyLogs(from: string, to: string): void {
  makeFolder(to);
  const entries = attempt('list', from, () => readdirSync(from, { withFileTypes: true }));
  for (const entry of entries) {
    if (entry.isFile() && /\.(?:log|err)$/.test(entry.name)) {
      const source = join(from, entry.name);
      attempt('copy', source, () => copyFileSync(source, join(to, entry.name)));
    }
  }
}

/** Most bytes of a log that `logsOf` gives. */
const LOG_BYTES_MAX = 64 * 1024;

/** What can be shown of each log beside a saved finding, by name, and where its faults fired. */
export function logsOf(
  folder: string,
  reports: readonly FaultReport[],
): readonly (LogText & { readonly name: string })[] {
  const logs = join(folder, 'logs');
  const entries = attempt('list', logs, () => readdirSync(logs).toSorted());
  return entries.map((name) => ({
    name,
    ...logText(readBytes(join(logs, name)), name.replace(/\.log$/, ''), reports, LOG_BYTES_MAX),
  }));
}

const LINES_AROUND = 3;

/** What the programs wrote around the first fault, beside a finding's file; by log, if they did. */
export function logsAround(
  file: string,
  { reports }: Finding,
): readonly (Around & { readonly name: string })[] {
  const folder = dirname(file);
  const all = existsSync(join(folder, 'logs')) ? logsOf(folder, reports) : [];
  return all.flatMap((log) => {
    const around = linesAround(log, LINES_AROUND);
    const isEmpty = around === undefined || around.before.length + around.after.length === 0;
    return isEmpty ? [] : [{ name: log.name, ...around }];
  });
}

const REPORT_FILE = 'report.html';

/** Path of the page beside a finding's file; undefined where there is none. */
export function reportOf(file: string): string | undefined {
  const path = join(dirname(file), REPORT_FILE);
  return existsSync(path) ? path : undefined;
}

/** Writes `report.html` beside a saved finding and gives back its path. Errors: StoreError. */
export function saveReport(folder: string, html: string): string {
  const path = join(folder, REPORT_FILE);
  writeAtomically(path, html);
  return path;
}

/** Writes the store's `hunts.html` and gives back its path. Errors: StoreError. */
export function savePage(store: string, html: string): string {
  const path = join(resolve(store), 'hunts.html');
  writeAtomically(path, html);
  return path;
}

export interface SavedFinding {
  /** Absolute path of `finding.json`. */
  readonly file: string;
  /** The finding as saved: its logs are those beside the file. */
  readonly finding: Finding;
  /** Absolute path of its page; absent while there is none. */
  readonly report?: string;
}

/**
 * Saves `findings/<id>/`: `finding.json` first, then the logs of the run and its trace.
 * `finding.logs` is the run's directory when it comes in, and `logs` in what is saved.
 *
 * Errors: StoreError; when thrown for the logs or the trace, `finding.json` is already whole on
 *         disk.
 */
export function saveFinding(
  session: Session,
  finding: Finding,
  specFile: string,
  recording: Recording | undefined,
  origin: Origin = {},
): SavedFinding {
  const id = FINDING_ID.test(finding.id) ? finding.id : folderName(finding.id);
  const directory = join(session.directory, 'findings', id);
  makeFolder(directory);
  const saved: Finding = { ...finding, logs: 'logs' };
  const file = join(directory, 'finding.json');
  const specPath = { relative: relative(directory, specFile), absolute: specFile };
  writeAtomically(file, encodeFinding({ finding: saved, specFile: specPath, ...origin }));
  const run = resolve(session.directory, finding.logs);
  copyLogs(run, join(directory, 'logs'));
  copyPictures(run, directory);
  if (recording !== undefined) {
    saveRecording(directory, recording);
  }
  return { file, finding: saved };
}
