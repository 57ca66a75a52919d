/** One hunt in a row of the ladder, and what the table says of it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPortfolio } from '../../solver/portfolio.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { faultText } from '../../src/faults/text.ts';
import { occurrencesIn } from '../../src/lineage/support.ts';
import type { HuntEvent, HuntResult, Strategy } from '../../src/model/hunt.ts';
import type { OrderWeights } from '../../src/model/order.ts';
import type { Runner } from '../../src/model/run.ts';
import type { Spec } from '../../src/model/spec.ts';
import type { Trace } from '../../src/model/trace.ts';
import { CLIENT } from '../../src/model/trace.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { countFaultSets } from '../../src/search/fault-sets.ts';
import { hunt } from '../../src/search/hunt.ts';
import { literalsIn } from '../../src/search/literals.ts';
import type { Row } from './ladder-rows.ts';
import type { RunMemory } from './run-memory.ts';
import { isSet } from './system-hunt.ts';

const SOLVER_BUDGET_MS = 60_000;

export interface Outcome {
  /** Between the nodes, in the first fault-free run. */
  readonly messages: number;
  /** Within the bounds, over all that happened in that run: what brute force would have to try. */
  readonly faultSets: number;
  /** Up to the first violation, or to the end. One for all fault-free runs together. */
  readonly runs: number;
  /** A violation was seen, though perhaps not confirmed. */
  readonly met: boolean;
  readonly durationMs: number;
  readonly verdict: string;
  /** The minimal set. */
  readonly faults: readonly string[];
  readonly asExpected: boolean;
  /** What else is worth knowing of the hunt. */
  readonly note: string;
}

function measure({ plan }: Row, trace: Trace): Pick<Outcome, 'messages' | 'faultSets'> {
  const kinds = new Set(plan.kinds);
  const { cutEndings } = plan.spec.faults;
  const naming = learnNaming([trace]);
  const literals = literalsIn(trace, occurrencesIn(trace), { naming, kinds, cutEndings });
  const inner = trace.messages.filter(
    ({ from, to, phase }) => phase === 'workload' && from !== CLIENT && to !== CLIENT,
  );
  return { messages: inner.length, faultSets: countFaultSets(literals, plan.bounds) };
}

/** The verdict, and a minimal set of the right size that is one of those worked out by hand. */
function isAsExpected({ expected }: Row, result: HuntResult, faults: readonly string[]): boolean {
  return (
    result.outcome === expected.verdict &&
    faults.length === (expected.faults ?? 0) &&
    (expected.sets?.some((set) => isSet(faults, set)) ?? true)
  );
}

function outcomeOf(row: Row, result: HuntResult, first: Trace | undefined): Outcome {
  const { plan } = row;
  const [finding] = result.findings;
  const faults = finding?.faults.map(faultText) ?? [];
  const tried = result.experimentsToViolation ?? result.experiments;
  const { held, vacuous, void: voided, inconclusive } = result.counts;
  return {
    messages: 0,
    faultSets: 0,
    ...(first && measure(row, first)),
    runs: tried - plan.baselines + 1,
    met: result.experimentsToViolation !== undefined,
    durationMs: result.durationMs,
    verdict: result.outcome,
    faults,
    asExpected: isAsExpected(row, result, faults),
    note:
      `\n    ${result.reason}; ${result.experiments} experiments: ${held} held, ` +
      `${vacuous} vacuous, ${voided} void, ${inconclusive} inconclusive, ` +
      `${result.flaky.length} flaky`,
  };
}

export interface Climb {
  readonly strategy?: Strategy;
  /** For the strategy `random`. */
  readonly seed?: number;
  /** The first violation ends it, unconfirmed: only the runs up to there are of interest. */
  readonly untilViolation?: boolean;
  /** Ends after so many runs, counted as in the outcome. Absent: as the spec says. */
  readonly runsMax?: number;
  /** Runs that are shared with other hunts in this row. Absent: none. */
  readonly memory?: RunMemory;
  readonly weights?: OrderWeights;
}

/**
 * Runs are scheduled in real time, unless privileges are missing: what else the machine does then
 * neither slows them down nor changes how they end.
 */
export async function runnerFor(spec: Spec, storeDir: string): Promise<Runner> {
  const options = { storeDir, keepRuns: 'failing' } as const;
  try {
    return await createProcessRunner(spec, { ...options, steady: true });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'no-steady') {
      throw error;
    }
    return createProcessRunner(spec, options);
  }
}

/** Hunts as `ldfi run` does, with what it leaves in `folder`. */
export async function climb(
  row: Row,
  folder: string,
  { strategy = 'lineage', seed = 1, untilViolation = false, ...given }: Climb = {},
): Promise<Outcome> {
  const { plan } = row;
  const storeDir = join(folder, row.name);
  rmSync(storeDir, { recursive: true, force: true });
  const solver = createPortfolio({ budgetMs: SOLVER_BUDGET_MS });
  const processes = await runnerFor(plan.spec, storeDir);
  const runner = given.memory?.over(processes) ?? processes;
  const experimentsMax =
    given.runsMax === undefined ? plan.experimentsMax : given.runsMax + plan.baselines - 1;
  let first: Trace | undefined;
  const enough = new AbortController();
  const onEvent = (event: HuntEvent): void => {
    first ??= event.kind === 'run-finished' ? event.result.trace : undefined;
    if (untilViolation && event.kind === 'violation') {
      enough.abort();
    }
  };
  try {
    const result = await hunt({
      specName: row.name,
      runner,
      solver,
      bounds: plan.bounds,
      kinds: plan.kinds,
      cutEndings: plan.spec.faults.cutEndings,
      weights: given.weights ?? plan.spec.faults.order,
      ...(plan.spec.goals && { goals: plan.spec.goals }),
      heals: plan.spec.faults.restart === 'heal',
      foldRetries: plan.spec.faults.foldRetries === true,
      baselines: plan.baselines,
      confirm: plan.spec.confirm,
      budget: { experimentsMax, timeMs: plan.timeMs },
      stopOn: 'first',
      strategy,
      seed,
      signal: enough.signal,
      onEvent,
      now: () => performance.now(),
    });
    return outcomeOf(row, result, first);
  } finally {
    await runner.close();
    await solver.close();
  }
}
