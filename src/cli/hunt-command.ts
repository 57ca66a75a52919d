/**
 * `ldfi hunt`: several specs within one budget, and what became of the findings that are known.
 * Knows how the time is shared; each hunt is one of `ldfi run`.
 */
import { relative, resolve } from 'node:path';
import { knownFindings } from '../corpus/known-findings.ts';
import type { ListedFinding } from '../corpus/list-findings.ts';
import { reportOf, savePage } from '../corpus/session.ts';
import { EXIT, type ExitCode, LdfiError } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { type HuntRow, huntsPage, renderHunts, type StandingRow } from '../report/hunts-report.ts';
import { NO_REPLAY, type Replayed, standingOf } from '../search/triage.ts';
import { loadSpec } from '../spec/load-spec.ts';
import { checkNodes } from './check-nodes.ts';
import type { HuntOptions } from './command.ts';
import { conditionsOf } from './conditions.ts';
import { EXIT_OF_OUTCOME, EXIT_OF_SIGNAL, errorText, exitCodeOf } from './error-text.ts';
import { planHunt } from './hunt-plan.ts';
import { type Hunted, huntInStore } from './hunt-session.ts';
import { shortPath } from './paths.ts';
import { replayRuns } from './replay-runs.ts';
import { type ReplayedRun, tallyReplays } from './replay-tally.ts';
import type { Terminal } from './terminal.ts';

/** One spec's part: what its hunt came to, and its findings. */
interface Part {
  readonly row: HuntRow;
  readonly findings: readonly StandingRow[];
  readonly code: ExitCode;
  readonly isInterrupted: boolean;
}

/** How a known finding behaves now; one that does not fit the spec any more cannot tell. */
async function replayed(
  known: ListedFinding,
  spec: Spec,
  { runs, store }: HuntOptions,
): Promise<Replayed> {
  try {
    checkNodes(known, spec);
  } catch (error) {
    if (error instanceof LdfiError) {
      return NO_REPLAY;
    }
    throw error;
  }
  const all: ReplayedRun[] = [];
  const { faults } = known.finding;
  const conditions = conditionsOf(known.finding);
  const replays = { spec, faults, conditions, count: runs, store, keepRuns: 'failing' } as const;
  await replayRuns(replays, (run) => {
    all.push(run);
  });
  const { violated, held } = tallyReplays(all);
  return { runs: all.length, violated, held };
}

/** From the folder of the page to a file; undefined stays so. */
const linkTo = (store: string, file: string | undefined): { readonly link?: string } =>
  file === undefined ? {} : { link: relative(resolve(store), file) };

function standings(
  known: readonly ListedFinding[],
  replays: ReadonlyMap<string, Replayed>,
  hunted: Hunted | undefined,
  store: string,
): readonly StandingRow[] {
  const found = hunted?.findings ?? new Map();
  const old = known.map(({ finding, file }): StandingRow => {
    const standing = standingOf(found.has(finding.id), replays.get(finding.id) ?? NO_REPLAY);
    const page = found.get(finding.id)?.report ?? reportOf(file);
    return { standing, finding, ...linkTo(store, page) };
  });
  const ids = new Set(known.map(({ finding }) => finding.id));
  const fresh = [...found.values()]
    .filter(({ finding }) => !ids.has(finding.id))
    .map(({ finding, report }): StandingRow => {
      return { standing: standingOf(true, undefined), finding, ...linkTo(store, report) };
    });
  return [...old, ...fresh];
}

/** Replays what is known of the spec, then hunts for the rest of its time. */
async function huntSpec(
  spec: Spec,
  known: readonly ListedFinding[],
  untilMs: number,
  options: HuntOptions,
  terminal: Terminal,
): Promise<Part> {
  const startMs = performance.now();
  const replays = new Map<string, Replayed>();
  const { store, quiet } = options;
  let hunted: Hunted | undefined;
  let failure: unknown;
  try {
    for (const finding of known.filter(() => performance.now() < untilMs)) {
      replays.set(finding.finding.id, await replayed(finding, spec, options));
    }
    const timeMs = Math.max(1, Math.round(untilMs - performance.now()));
    const plan = planHunt(spec, { perKindMax: {}, stopOn: 'all', timeMs });
    const settings = { plan, store, keepRuns: 'failing', quiet, fresh: false } as const;
    hunted = await huntInStore(settings, terminal);
  } catch (error) {
    failure = error;
    terminal.err.write(errorText(error, terminal.err.palette));
  }
  const result = hunted?.result;
  const code = result === undefined ? exitCodeOf(failure) : EXIT_OF_OUTCOME[result.outcome];
  const came = hunted?.interrupted;
  return {
    row: {
      spec: spec.name,
      outcome: result?.outcome ?? 'failed',
      reason: result?.reason ?? String((failure as Error).message),
      experiments: result?.experiments ?? 0,
      durationMs: performance.now() - startMs,
      ...linkTo(store, hunted?.resultsFile),
    },
    findings: standings(known, replays, hunted, store),
    code: came === undefined ? code : EXIT_OF_SIGNAL[came],
    isInterrupted: came !== undefined || code === EXIT.interrupted || code === EXIT.terminated,
  };
}

/** An interruption first, then what stands open, then what could not be run or decided. */
function exitOf(parts: readonly Part[]): ExitCode {
  const stopped = parts.find(({ isInterrupted }) => isInterrupted);
  const isBroken = parts.some(({ findings }) =>
    findings.some(({ standing }) => standing === 'new' || standing === 'ongoing'),
  );
  if (stopped !== undefined || isBroken) {
    return stopped?.code ?? EXIT.violated;
  }
  const codes = parts.map(({ code }) => code).filter((code) => code !== EXIT.exhausted);
  return codes.find((code) => code !== EXIT.inconclusive) ?? codes[0] ?? EXIT.exhausted;
}

export async function huntCommand(options: HuntOptions, terminal: Terminal): Promise<ExitCode> {
  // A spec that is wrong is told before hours go by.
  const specs = options.specs.map((file) => loadSpec(file));
  const startedAt = new Date().toISOString();
  const endMs = performance.now() + options.budgetMs;
  const parts: Part[] = [];
  for (const [index, spec] of specs.entries()) {
    const now = performance.now();
    const untilMs = now + (endMs - now) / (specs.length - index);
    const { findings: known, broken } = knownFindings(spec, options.store);
    for (const error of broken) {
      terminal.err.write(errorText(error, terminal.err.palette));
    }
    const part = await huntSpec(spec, known, untilMs, options, terminal);
    parts.push(part);
    if (part.isInterrupted) {
      break;
    }
  }
  const hunts = {
    startedAt,
    findings: parts.flatMap(({ findings }) => findings),
    hunts: parts.map(({ row }) => row),
  };
  const page = savePage(options.store, huntsPage(hunts));
  const { out } = terminal;
  out.write(renderHunts(hunts, out.palette));
  out.write(`${out.palette.faint(`page ${shortPath(page)}`)}\n`);
  return exitOf(parts);
}
