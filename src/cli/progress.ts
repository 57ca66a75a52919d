/**
 * Progress of a hunt as a pure function of its events. Knows no streams and no clocks: times come
 * in as values, and text goes out.
 */
import { faultText } from '../faults/text.ts';
import type { Fault } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import type { HuntEvent, VerdictCounts } from '../model/hunt.ts';
import type { RunPurpose, RunRequest } from '../model/run.ts';
import { escapeLine } from '../report/escape.ts';
import { countsText } from '../report/hunt-report.ts';
import { type Palette, PLAIN } from '../report/palette.ts';
import { countText, durationText } from '../report/quantity.ts';

export interface Progress {
  readonly spec: string;
  readonly startedMs: number;
  /** Milliseconds of the whole budget; absent without a limit. */
  readonly budgetMs?: number;
  readonly experimentsMax?: number;
  readonly baselines: number;
  /** Purpose of the latest run; undefined before the first. */
  readonly phase: RunPurpose | undefined;
  readonly current: RunRequest | undefined;
  readonly experiments: number;
  readonly counts: VerdictCounts;
  /** Smaller sets that were tried, and how many faults the smallest has that still fails. */
  readonly minimising?: { readonly tries: number; readonly faults?: number };
  /** Milliseconds spent in runs that ended. */
  readonly runMs: number;
  readonly hypothesesLeft: number | undefined;
  readonly findings: readonly Finding[];
  readonly experimentsToViolation: number | undefined;
}

const NO_COUNTS: VerdictCounts = { held: 0, violated: 0, vacuous: 0, void: 0, inconclusive: 0 };

const PHASES: Readonly<Record<RunPurpose, string>> = {
  baseline: 'running without faults',
  hypothesis: 'hunting',
  confirm: 'confirming a violation',
  control: 'confirming a violation',
  minimise: 'minimising the fault set',
  replay: 'replaying',
  record: 'recording',
};

/** Runs that must have ended before an estimate of the time left is worth printing. */
const ESTIMATE_RUNS_MIN = 3;
/** Faults of the current run that are listed. */
const FAULTS_SHOWN = 4;

export type ProgressStart = Pick<
  Progress,
  'spec' | 'startedMs' | 'budgetMs' | 'experimentsMax' | 'baselines'
>;

export function startProgress(start: ProgressStart): Progress {
  return {
    ...start,
    phase: undefined,
    current: undefined,
    experiments: 0,
    counts: NO_COUNTS,
    runMs: 0,
    hypothesesLeft: undefined,
    findings: [],
    experimentsToViolation: undefined,
  };
}

/** The progress after one more event. */
export function advance(progress: Progress, event: HuntEvent): Progress {
  switch (event.kind) {
    case 'run-started':
      return { ...progress, phase: event.request.purpose, current: event.request };
    case 'run-finished':
      return {
        ...progress,
        current: undefined,
        experiments: event.experiments,
        counts: event.counts,
        runMs: progress.runMs + event.result.durationMs,
      };
    case 'hypotheses-left':
      return { ...progress, hypothesesLeft: event.count };
    case 'violation':
      return {
        ...progress,
        experimentsToViolation: progress.experimentsToViolation ?? progress.experiments,
        minimising: { tries: 0, faults: event.faults.length },
      };
    case 'finding':
      return { ...progress, findings: [...progress.findings, event.finding] };
    case 'minimise-step': {
      const { tries = 0, faults } = progress.minimising ?? {};
      const least = event.kept ? event.trying.length : faults;
      const minimising = { tries: tries + 1, ...(least !== undefined && { faults: least }) };
      return { ...progress, minimising };
    }
    case 'confirmed':
      return progress;
  }
}

/**
 * How long it may still take, in words; undefined when nothing honest can be said. For the search
 * it is an upper bound: one run often settles many sets, though it may also show messages that
 * nobody knew of.
 */
function timeLeftText(progress: Progress, nowMs: number): string | undefined {
  const { experiments, budgetMs, experimentsMax } = progress;
  const elapsed = nowMs - progress.startedMs;
  const budgetLeft = budgetMs === undefined ? undefined : Math.max(0, budgetMs - elapsed);
  const mean = experiments < ESTIMATE_RUNS_MIN ? undefined : elapsed / experiments;
  const limits: number[] = budgetLeft === undefined ? [] : [budgetLeft];
  if (mean !== undefined && experimentsMax !== undefined) {
    limits.push(Math.max(0, experimentsMax - experiments) * mean);
  }
  if (
    mean !== undefined &&
    progress.phase === 'hypothesis' &&
    progress.hypothesesLeft !== undefined
  ) {
    limits.push(progress.hypothesesLeft * mean);
  }
  return limits.length === 0 ? undefined : `at most ${durationText(Math.min(...limits))} left`;
}

function faultLines(faults: readonly Fault[], palette: Palette): string[] {
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => `    ${escapeLine(faultText(fault))}`);
  const more = faults.length - FAULTS_SHOWN;
  return [...shown, ...(more > 0 ? [`    and ${more} more`] : [])].map((line) =>
    palette.faint(line),
  );
}

/** The block that is drawn over and over on a terminal; lines without line feed at the end. */
export function renderProgress(
  progress: Progress,
  nowMs: number,
  palette: Palette = PLAIN,
): string {
  const { phase, current, experiments } = progress;
  const elapsed = nowMs - progress.startedMs;
  const { tries = 0, faults } = progress.minimising ?? {};
  const left = faults === undefined ? '' : `, ${countText(faults, 'fault')} left`;
  const step =
    phase === 'baseline'
      ? ` (${Math.min(experiments + 1, progress.baselines)} of ${progress.baselines})`
      : phase === 'minimise'
        ? ` (try ${tries + 1}${left})`
        : '';
  const doing = phase === undefined ? 'starting' : PHASES[phase];
  const timing = [
    durationText(elapsed),
    experiments === 0 ? undefined : `${durationText(elapsed / experiments)} each`,
    timeLeftText(progress, nowMs),
  ].filter((part) => part !== undefined);
  const lines = [
    `${palette.strong(escapeLine(progress.spec))}  ${palette.accent(doing)}${step}`,
    `  ${countText(experiments, 'experiment')} · ${timing.join(' · ')}`,
    `  ${countsText(progress.counts, palette)}`,
  ];
  if (progress.hypothesesLeft !== undefined) {
    lines.push(
      `  ${countText(progress.hypothesesLeft, 'fault set')} within the bounds not settled yet`,
    );
  }
  if (progress.findings.length > 0) {
    lines.push(palette.bad(`  ${countText(progress.findings.length, 'finding')}`));
  }
  if (current !== undefined && current.faults.length > 0) {
    lines.push(`  run ${current.id}:`, ...faultLines(current.faults, palette));
  }
  return lines.join('\n');
}

/** The line for a log that is not a terminal, one a phase; undefined for all other events. */
export function progressLine(before: Progress, event: HuntEvent): string | undefined {
  if (event.kind !== 'run-started') {
    return undefined;
  }
  const phase = PHASES[event.request.purpose];
  const same = before.phase !== undefined && PHASES[before.phase] === phase;
  return same ? undefined : `${escapeLine(before.spec)}: ${phase}`;
}
