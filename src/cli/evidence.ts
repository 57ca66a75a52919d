/**
 * Saves findings the moment they are made, with the logs and the trace of their failing run, and a
 * page. Knows which run a finding speaks of; the layout on disk is the corpus room's.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeWords } from '../corpus/code-words.ts';
import {
  type ResultContext,
  type SavedFinding,
  type Session,
  saveFinding,
} from '../corpus/session.ts';
import { saveRecording } from '../corpus/trace-file.ts';
import { faultText } from '../faults/text.ts';
import { runClassOf } from '../lineage/run-class.ts';
import type { FaultReport } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { HuntEvent, HuntResult } from '../model/hunt.ts';
import type { RunPurpose, RunResult } from '../model/run.ts';
import type { TriedRow } from '../report/finding-page.ts';
import { allNames } from '../search/all-names.ts';
import { environmentOf, type Known, saveFindingPage } from './finding-file.ts';

/** Failing runs whose traces are kept in memory: those of one confirmation and more. */
const TRACES_MAX = 32;

/** One experiment, for results.json and the pages of findings. */
export interface RunRow extends TriedRow {
  readonly purpose: RunPurpose;
}

export interface Evidence {
  /** All experiments so far, in order. */
  readonly rows: readonly RunRow[];
  readonly onEvent: (event: HuntEvent) => void;
  /** The good run that pages put beside the failing one from now on. */
  readonly compare: (good: RunResult) => void;
  /** The finding on disk; saves it now if no event did. */
  readonly saved: (finding: Finding) => SavedFinding;
  /** The hunt is over: pages tell what it came to. */
  readonly ended: (result: HuntResult) => void;
}

type Finished = Extract<HuntEvent, { kind: 'run-finished' }>;

function rowOf({ request, result, verdict }: Finished, course: number): RunRow {
  return {
    id: request.id,
    purpose: request.purpose,
    faults: request.faults.map(faultText),
    verdict: verdict.kind,
    ...('reason' in verdict && { reason: verdict.reason }),
    missed: result.faults
      .filter(({ outcome }) => outcome === 'missed')
      .map(({ fault, detail }) => `${faultText(fault)}: ${detail}`),
    course,
    durationMs: Math.round(result.durationMs),
  };
}

/** Beside the logs of the run, where there are any. */
function saveTrace(session: Session, result: RunResult): void {
  const directory = resolve(session.directory, result.directory);
  if (existsSync(directory)) {
    saveRecording(directory, result);
  }
}

/** Names the code that a fault struck, while the programs are still what they were. */
const inWords = ({ code, ...report }: FaultReport): FaultReport => {
  const place = code && codeWords(code);
  return place === undefined ? report : { ...report, place };
};

const isGood = ({ request, verdict }: Finished): boolean =>
  verdict.kind === 'held' && (request.purpose === 'baseline' || request.purpose === 'control');

/** Numbers run classes in the order in which they are seen, from 1. */
function countCourses(): (result: RunResult) => number {
  const numbers = new Map<string, number>();
  return ({ trace }) => {
    const name = runClassOf(trace);
    const number = numbers.get(name) ?? numbers.size + 1;
    numbers.set(name, number);
    return number;
  };
}

/**
 * `store` as the user named it; `madeBy`: the command that makes the runs for one finding alone.
 * Errors: all but `rows` and `compare` throw StoreError.
 */
export function collectEvidence(
  session: Session,
  context: ResultContext,
  store: string,
  madeBy?: string,
): Evidence {
  const failing = new Map<string, RunResult>();
  const saved = new Map<string, SavedFinding>();
  const pages: { readonly files: SavedFinding; readonly known: Known }[] = [];
  const courseOf = countCourses();
  let good: RunResult | undefined;
  const save = (raw: Finding): SavedFinding => {
    const done = saved.get(raw.id);
    if (done !== undefined) {
      return done;
    }
    const recording = failing.get(raw.logs);
    const addresses = recording && allNames(raw.faults, recording.trace);
    const reports = raw.reports.map(inWords);
    const finding = { ...raw, reports, ...(addresses && { addresses }) };
    const { specHash } = context;
    const origin = {
      ...(specHash !== undefined && { specHash }),
      environment: environmentOf(context),
    };
    const files = saveFinding(session, finding, context.file, recording, origin);
    const known = { context, store, tried: rows, failing: recording, good, madeBy };
    pages.push({ files, known });
    const fresh = { ...files, report: saveFindingPage(files, known) };
    saved.set(finding.id, fresh);
    return fresh;
  };
  const rows: RunRow[] = [];
  return {
    rows,
    onEvent: (event) => {
      if (event.kind === 'run-finished') {
        rows.push(rowOf(event, courseOf(event.result)));
        good = isGood(event) ? event.result : good;
      }
      if (event.kind === 'run-finished' && event.result.verdict.kind === 'violated') {
        failing.set(event.result.directory, event.result);
        saveTrace(session, event.result);
        const oldest = failing.keys().next().value;
        if (failing.size > TRACES_MAX && oldest !== undefined) {
          failing.delete(oldest);
        }
      } else if (event.kind === 'finding') {
        save(event.finding);
      }
    },
    compare: (result) => {
      good = result;
    },
    saved: save,
    ended: (ending) => {
      for (const { files, known } of pages) {
        saveFindingPage(files, { ...known, ending });
      }
    },
  };
}
