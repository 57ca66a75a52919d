/** Many runs on a runner in memory. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Interrupts } from '../../src/cli/interrupt.ts';
import { chanceFor, repeatRuns } from '../../src/cli/repeat-runs.ts';
import { emptyTrace } from '../../src/model/packed-trace.ts';
import type { Runner, RunRequest, RunResult } from '../../src/model/run.ts';

const test = suite('repeat runs');

const chance = (id: number) => chanceFor({ seed: 7, shortenWrites: false }, id);

const resultOf = (request: RunRequest, name: string): RunResult => ({
  request,
  verdict: { kind: 'held' },
  faults: [],
  trace: emptyTrace('s'),
  followed: { runClass: { name, symmetric: 'x' }, isNew: request.id <= 2 },
  directory: '',
  durationMs: 1,
  stops: 1,
});

function runnerOf(answer: (request: RunRequest) => RunResult): Runner {
  return { run: async (request) => answer(request), close: async () => undefined };
}

function interruptsOf(controller = new AbortController()): Interrupts {
  return { signal: controller.signal, came: () => undefined, dispose: () => undefined };
}

test('runs are counted by class; each run has a seed of its own', async () => {
  const seeds: (number | undefined)[] = [];
  const fresh: number[] = [];
  const runner = runnerOf((request) => {
    seeds.push(request.chance?.seed);
    return resultOf(request, request.id % 2 === 0 ? 'even' : 'odd');
  });
  const tally = await repeatRuns(runner, interruptsOf(), {
    runs: 5,
    chance,
    onNew: ({ request }) => fresh.push(request.id),
    onRun: () => undefined,
  });
  assert.equal(tally.plain.counts, [3, 2]);
  assert.equal(tally.symmetric.counts, [5]);
  assert.equal(seeds, [7, 8, 9, 10, 11]);
  assert.equal(fresh, [1, 2]);
});

test('a run that could not be followed is of no class', async () => {
  const reason = 'the run could not be followed: x';
  const runner = runnerOf((request) => {
    const { followed: _, ...rest } = resultOf(request, 'a');
    return { ...rest, verdict: { kind: 'inconclusive', reason } };
  });
  const tally = await repeatRuns(runner, interruptsOf(), {
    runs: 3,
    chance,
    onNew: () => undefined,
    onRun: () => undefined,
  });
  assert.equal([...tally.uncounted], [[reason, 3]]);
  assert.equal([tally.done, tally.plain.counts], [3, []]);
});

test('a signal ends it with what there is', async () => {
  const controller = new AbortController();
  const runner = runnerOf((request) => {
    if (request.id === 3) {
      controller.abort();
    }
    return resultOf(request, 'a');
  });
  const tally = await repeatRuns(runner, interruptsOf(controller), {
    runs: 9,
    chance,
    onNew: () => undefined,
    onRun: () => undefined,
  });
  assert.equal([tally.done, tally.plain.counts], [2, [2]]);
});

test('an error of the runner is not hidden', async () => {
  const runner = runnerOf(() => {
    throw new Error('no ptrace');
  });
  let said = '';
  await repeatRuns(runner, interruptsOf(), {
    runs: 1,
    chance,
    onNew: () => undefined,
    onRun: () => undefined,
  }).catch((error: Error) => {
    said = error.message;
  });
  assert.is(said, 'no ptrace');
});

test.run();
