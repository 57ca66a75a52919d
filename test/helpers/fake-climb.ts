/** A hunt in one of the ladder's protocols on the fake runner, and in how many runs it ended. */
import type { Strategy } from '../../src/model/hunt.ts';
import { EQUAL_WEIGHTS, type OrderWeights } from '../../src/model/order.ts';
import { FAKE_LADDER, type Rung } from './fake-ladder.ts';
import { createFakeRunner } from './fake-runner.ts';
import { huntWith } from './hunting.ts';

export interface FakeClimb {
  readonly strategy?: Strategy;
  readonly seed?: number;
  readonly weights?: OrderWeights;
  readonly experimentsMax?: number;
  /** With the rung's goals, where it has some. Absent: without. */
  readonly withGoals?: boolean;
  readonly foldRetries?: boolean;
}

export interface FakeOutcome {
  /** Up to the first violation, or to the end; one for the fault-free run. */
  readonly runs: number;
  /** Size of the minimal set; 0 without a violation. */
  readonly faults: number;
  readonly outcome: string;
}

export function rungOf(name: string): Rung {
  const rung = FAKE_LADDER.find((one) => one.name === name);
  if (rung === undefined) {
    throw new Error(`no row ${name} on the ladder`);
  }
  return rung;
}

export async function climbFake(rung: Rung, given: FakeClimb = {}): Promise<FakeOutcome> {
  const { experimentsMax = 1000, withGoals = false, ...rest } = given;
  const goals = withGoals ? (rung.goals ?? []) : [];
  const runner = createFakeRunner(rung.protocol, (result) => result, false, goals);
  const { result } = await huntWith(runner, {
    goals,
    bounds: rung.bounds,
    kinds: ['omit', 'crash'],
    baselines: 1,
    confirm: { runs: 1, threshold: 1 },
    budget: { experimentsMax, timeMs: Number.POSITIVE_INFINITY },
    weights: EQUAL_WEIGHTS,
    ...rest,
  });
  return {
    runs: result.experimentsToViolation ?? result.experiments,
    faults: result.findings[0]?.faults.length ?? 0,
    outcome: result.outcome,
  };
}
