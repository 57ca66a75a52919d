/** A failure that needs a lucky order, on real processes that race. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { steeringOf } from '../../src/faults/steering.ts';
import type { Runner, RunRequest, RunResult } from '../../src/model/run.ts';
import type { Steering } from '../../src/model/steering.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { tracees } from '../helpers/ldfi.ts';
import { RACE_FAULTS, raceIn } from '../helpers/race.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('steered runs');

/** By chance b is first in three runs of ten. */
const TRIES_MAX = 100;
const STEERED = 10;

async function racing<T>(use: (run: (more: Partial<RunRequest>) => Promise<RunResult>) => T) {
  const folder = makeScratch();
  const runner: Runner = await createProcessRunner(raceIn(folder), {
    storeDir: folder,
    keepRuns: 'failing',
  });
  let id = 0;
  try {
    return await use((more) => {
      id += 1;
      return runner.run({ id, purpose: 'replay', faults: RACE_FAULTS, ...more });
    });
  } finally {
    await runner.close();
    assert.equal(tracees(folder), []);
  }
}

/** Runs by chance until each outcome was seen. */
async function bothOutcomes(run: (more: Partial<RunRequest>) => Promise<RunResult>) {
  const seen = new Map<string, RunResult>();
  for (let tries = 0; tries < TRIES_MAX && seen.size < 2; tries += 1) {
    const result = await run({});
    assert.not.equal(result.verdict.kind, 'inconclusive', JSON.stringify(result.verdict));
    seen.set(result.verdict.kind, result);
  }
  const [violated, held] = [seen.get('violated'), seen.get('held')];
  assert.ok(violated !== undefined && held !== undefined, [...seen.keys()].join());
  return { violated, held };
}

const outcomes = async (
  run: (more: Partial<RunRequest>) => Promise<RunResult>,
  steering: Steering,
): Promise<readonly string[]> => {
  const kinds: string[] = [];
  for (let count = 0; count < STEERED; count += 1) {
    kinds.push((await run({ steering })).verdict.kind);
  }
  return kinds;
};

test('a race ends each time as in the run whose order is kept, either way', async () => {
  await racing(async (run) => {
    const { violated, held } = await bothOutcomes(run);
    const lost = await outcomes(run, steeringOf(violated.trace));
    assert.equal(new Set(lost), new Set(['violated']));
    const kept = await outcomes(run, steeringOf(held.trace));
    assert.equal(new Set(kept), new Set(['held']));
  });
});

test('an order that cannot come about lets everything go, and hangs nobody', async () => {
  await racing(async (run) => {
    const never = ['<client.1→primary tcp "PUT z"#1', '<client.2→primary tcp "PUT z"#1'];
    const steering = [{ node: 'primary', steps: never }];
    const { verdict, trace } = await run({ steering, faults: [] });
    assert.is(verdict.kind, 'held');
    const labels = trace.messages.filter(({ received }) => received.length > 0);
    assert.ok(labels.some(({ label }) => label === 'PUT a'));
    assert.ok(labels.some(({ label }) => label === 'PUT b'));
  });
});

test.run();
