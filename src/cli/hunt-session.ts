/**
 * One hunt from spec to saved results: store, runner, solver, search, progress, signals. Knows how
 * they fit; prints progress only. The report is the caller's.
 */
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { createPortfolio } from '../../solver/portfolio.ts';
import { type OpenJournal, resumeJournal, startJournal } from '../corpus/journal.ts';
import { knownFindings } from '../corpus/known-findings.ts';
import {
  markLatest,
  openSession,
  type ResultContext,
  resultsData,
  type SavedFinding,
  type Session,
  saveResults,
} from '../corpus/session.ts';
import { BaselineError } from '../model/errors.ts';
import type { HuntResult } from '../model/hunt.ts';
import { escapeLine } from '../report/escape.ts';
import { KNOWN_WORDS, type KnownRow, knownNote } from '../report/known-report.ts';
import { countText } from '../report/quantity.ts';
import { hunt } from '../search/hunt.ts';
import { type Continuation, continuing } from '../search/resume.ts';
import { errorText, Interrupted, type InterruptSignal } from './error-text.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { resultContext } from './finding-file.ts';
import { huntIdentity } from './hunt-identity.ts';
import { type HuntPlan, planData } from './hunt-plan.ts';
import { type Interrupts, listenForInterrupts } from './interrupt.ts';
import { runKnown } from './known-runs.ts';
import type { Progress } from './progress.ts';
import { displayProgress, type ProgressDisplay } from './progress-display.ts';
import type { Terminal } from './terminal.ts';
import { withRunner } from './with-runner.ts';

/** Longest time for one question to the solver. */
const SOLVER_BUDGET_MS = 60_000;

export interface HuntSettings {
  readonly plan: HuntPlan;
  readonly store: string;
  readonly keepRuns: 'all' | 'failing';
  readonly quiet: boolean;
  /** Does not go on with an interrupted hunt. */
  readonly fresh: boolean;
  /** Most runs of each known finding at the start. Absent: as if nothing were known. */
  readonly known?: number;
}

export interface Hunted {
  readonly result: HuntResult;
  /** What stands in results.json. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly resultsFile: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** By id. */
  readonly findings: ReadonlyMap<string, SavedFinding>;
  /** What was known before, and what became of it. */
  readonly known: readonly KnownRow[];
  readonly interrupted?: InterruptSignal;
}

/** What is known of a hunt that did not end by itself. */
function partialResult(progress: Progress, reason: string, nowMs: number): HuntResult {
  return {
    outcome: 'inconclusive',
    reason,
    findings: progress.findings,
    flaky: [],
    counts: progress.counts,
    experiments: progress.experiments,
    ...(progress.experimentsToViolation === undefined
      ? {}
      : { experimentsToViolation: progress.experimentsToViolation }),
    durationMs: nowMs - progress.startedMs,
  };
}

function contextOf(plan: HuntPlan, startedAt: Date, known: readonly KnownRow[]): ResultContext {
  const ids = known.map(({ finding }) => finding.id);
  const options = { ...planData(plan), ...(ids.length > 0 && { known: ids }) };
  return resultContext(plan.spec, options, startedAt);
}

/** As it stands in results.json. */
const knownData = (row: KnownRow): unknown => ({
  id: row.finding.id,
  standing: row.standing,
  violated: row.rate.violated,
  runs: row.rate.runs,
  specChanged: row.isSpecChanged,
  ...(row.note !== '' && { note: row.note }),
});

interface Saving {
  readonly session: Session;
  readonly context: ResultContext;
  readonly evidence: Evidence;
  readonly known: readonly KnownRow[];
}

/** Saves findings and results; in results.json the logs are relative to that file. */
function save(
  saving: Saving,
  result: HuntResult,
  interrupted: InterruptSignal | undefined,
): Hunted {
  const { session, context, evidence, known } = saving;
  const findings = new Map<string, SavedFinding>();
  const placed = result.findings.map((finding) => {
    const saved = evidence.saved(finding);
    findings.set(finding.id, saved);
    const folder = dirname(saved.file);
    const { reports, logs } = saved.finding;
    return { ...finding, reports, logs: relative(session.directory, join(folder, logs)) };
  });
  const data = resultsData(
    {
      ...context,
      ...(interrupted === undefined ? {} : { interrupted }),
      ...(known.length > 0 && { known: known.map(knownData) }),
    },
    { ...result, findings: placed },
    evidence.rows,
  );
  const resultsFile = saveResults(session, data);
  evidence.ended(result);
  const { startedAt } = context;
  const named = result.findings.map((finding) => {
    const { reports = finding.reports } = findings.get(finding.id)?.finding ?? {};
    return { ...finding, reports };
  });
  const told = { ...result, findings: named };
  const hunted = { result: told, data, resultsFile, startedAt, findings, known };
  return interrupted === undefined ? hunted : { ...hunted, interrupted };
}

/** A session and its journal: those of the interrupted hunt to go on with, or new ones. */
interface Opened {
  readonly session: Session;
  readonly startedAt: Date;
  readonly journal: OpenJournal;
}

function openHunt({ plan, store, fresh }: HuntSettings, say: (line: string) => void): Opened {
  const { name } = plan.spec;
  const identity = huntIdentity(plan);
  const interrupted = fresh ? undefined : resumeJournal(store, name, identity);
  if (interrupted !== undefined) {
    const { startedAt, journal } = interrupted;
    const known = countText(journal.runs, 'experiment');
    say(`ldfi: going on with the hunt of ${startedAt} after ${known}; --fresh starts anew`);
    return { ...interrupted, startedAt: new Date(startedAt) };
  }
  const startedAt = new Date();
  const session = openSession(store, name, startedAt, process.pid);
  const journal = startJournal(session, { identity, startedAt: startedAt.toISOString() });
  return { session, startedAt, journal };
}

async function search(
  settings: HuntSettings,
  saving: Saving,
  continuation: Continuation,
  display: ProgressDisplay,
  interrupts: Interrupts,
): Promise<HuntResult> {
  const { plan } = settings;
  const solver = createPortfolio({ budgetMs: SOLVER_BUDGET_MS });
  try {
    const runnerOptions = {
      storeDir: saving.session.directory,
      keepRuns: settings.keepRuns,
    };
    return await withRunner(plan.spec, runnerOptions, interrupts, (runner) =>
      hunt({
        specName: plan.spec.name,
        runner: continuation.over(runner),
        solver,
        bounds: plan.bounds,
        kinds: plan.kinds,
        cutEndings: plan.spec.faults.cutEndings,
        weights: plan.spec.faults.order,
        ...(plan.spec.goals && { goals: plan.spec.goals }),
        heals: plan.spec.faults.restart === 'heal',
        foldRetries: plan.spec.faults.foldRetries === true,
        ...(plan.spec.sometimes && { sometimes: plan.spec.sometimes }),
        carried: plan.carried,
        baselines: plan.baselines,
        confirm: plan.spec.confirm,
        budget: { experimentsMax: plan.experimentsMax, timeMs: plan.timeMs },
        stopOn: plan.stopOn,
        known: saving.known.map(({ finding }) => finding.id),
        strategy: plan.strategy,
        seed: plan.seed,
        onEvent: (event) => {
          saving.evidence.onEvent(event);
          display.onEvent(event);
        },
        signal: interrupts.signal,
        now: continuation.now,
      }),
    );
  } finally {
    await solver.close();
  }
}

/** Runs again what is known of the spec, and tells each as it ends. */
async function replayKnown(
  { plan, store, known: runsMax = 0, quiet }: HuntSettings,
  session: Session,
  interrupts: Interrupts,
  { err }: Terminal,
): Promise<readonly KnownRow[]> {
  if (runsMax === 0) {
    return [];
  }
  const { findings: known, broken } = knownFindings(plan.spec, store, session.directory);
  for (const error of broken) {
    err.write(errorText(error, err.palette));
  }
  return runKnown({ spec: plan.spec, known, runsMax, session }, interrupts, (row) => {
    const told = `${KNOWN_WORDS[row.standing]}: ${knownNote(row)}`;
    if (!quiet) {
      err.write(`ldfi: known finding ${row.finding.id} ${escapeLine(told)}\n`);
    }
  });
}

/** The hunt itself, after what is known was run again. Errors: as `huntInStore`. */
async function huntOn(
  settings: HuntSettings,
  { session, startedAt, journal }: Opened,
  known: readonly KnownRow[],
  interrupts: Interrupts,
  terminal: Terminal,
): Promise<Hunted> {
  const { plan } = settings;
  const context = contextOf(plan, startedAt, known);
  const evidence = collectEvidence(session, context, settings.store);
  const saving: Saving = { session, context, evidence, known };
  // A run that a signal ended says nothing.
  const append: OpenJournal['append'] = (run) => {
    if (!interrupts.signal.aborted) {
      journal.append(run);
    }
  };
  const continuation = continuing({ past: journal.past, append }, () => performance.now());
  const { now } = continuation;
  const start = {
    spec: plan.spec.name,
    startedMs: now(),
    baselines: plan.baselines,
    ...(Number.isFinite(plan.timeMs) ? { budgetMs: plan.timeMs } : {}),
    ...(Number.isFinite(plan.experimentsMax) ? { experimentsMax: plan.experimentsMax } : {}),
  };
  const display = await displayProgress(start, terminal.err, settings.quiet, now);
  interrupts.signal.addEventListener('abort', display.stop);
  const partial = (reason: string): HuntResult => partialResult(display.progress(), reason, now());
  try {
    const result = await search(settings, saving, continuation, display, interrupts);
    const came = interrupts.came();
    if (came === undefined) {
      journal.end();
    }
    return save(saving, result, came);
  } catch (error) {
    if (error instanceof Interrupted) {
      return save(saving, partial(error.message), error.signal);
    }
    if (error instanceof BaselineError) {
      journal.end();
    }
    saveResults(session, resultsData(saving.context, partial(`stopped by an error: ${error}`)));
    throw error;
  } finally {
    display.stop();
    interrupts.signal.removeEventListener('abort', display.stop);
  }
}

/**
 * Runs what is known again, then the hunt, and saves what it found, whole or in part.
 *
 * Errors: those of the runner, the search and the store, after results.json was written with what
 *         was known by then; or none, when what is known could not be run again.
 */
export async function huntInStore(settings: HuntSettings, terminal: Terminal): Promise<Hunted> {
  const opened = openHunt(settings, (line) => {
    terminal.err.write(`${line}\n`);
  });
  const { session, journal } = opened;
  markLatest(session);
  const interrupts = listenForInterrupts((signal) => {
    terminal.err.write(`ldfi: ${signal}: stopping the current run; once more to leave at once\n`);
  });
  try {
    const known = await replayKnown(settings, session, interrupts, terminal);
    return await huntOn(settings, opened, known, interrupts, terminal);
  } finally {
    interrupts.dispose();
    journal.close();
  }
}
