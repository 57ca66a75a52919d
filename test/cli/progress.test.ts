/** Progress as a function of the hunt's events. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  advance,
  type Progress,
  progressLine,
  renderProgress,
  startProgress,
} from '../../src/cli/progress.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import type { RunPurpose } from '../../src/model/run.ts';
import { CRASH, CUT, FINDING } from '../helpers/findings.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('progress');

const START = startProgress({ spec: 'mailbox', startedMs: 1000, baselines: 5 });
const COUNTS = { held: 0, violated: 0, vacuous: 0, void: 0, inconclusive: 0 };

function started(id: number, purpose: RunPurpose): HuntEvent {
  const faults = purpose === 'baseline' || purpose === 'control' ? [] : [CUT, CRASH];
  return { kind: 'run-started', request: { id, purpose, faults } };
}

function finished(id: number, purpose: RunPurpose): HuntEvent {
  const request = { id, purpose, faults: [] };
  const result = {
    request,
    verdict: { kind: 'held' },
    faults: [],
    trace: traceBuilder([]).build(),
    directory: '',
    durationMs: 900,
    stops: 1,
  } as const;
  const counts = { ...COUNTS, held: id };
  return {
    kind: 'run-finished',
    request,
    result,
    verdict: result.verdict,
    counts,
    experiments: id,
  };
}

const after = (events: readonly HuntEvent[], from: Progress = START): Progress =>
  events.reduce(advance, from);

const runs = (count: number, purpose: RunPurpose): HuntEvent[] =>
  Array.from({ length: count }, (_, index) => [
    started(index + 1, purpose),
    finished(index + 1, purpose),
  ]).flat();

test('before the first run it is starting', () => {
  assert.match(renderProgress(START, 1000), /^mailbox {2}starting\n {2}0 experiments · 0 ms\n/);
});

test('baselines are counted towards their number', () => {
  const progress = after([...runs(2, 'baseline'), started(3, 'baseline')]);
  assert.match(renderProgress(progress, 3000), 'running without faults (3 of 5)');
});

test('the mean is time over experiments', () => {
  assert.match(
    renderProgress(after(runs(4, 'hypothesis')), 9000),
    '4 experiments · 8.0 s · 2.0 s each',
  );
});

test('the faults of the current run are shown until it ends', () => {
  const during = after([started(6, 'hypothesis')]);
  assert.match(renderProgress(during, 2000), 'run 6:\n    primary→backup "COPY 1"#1: cut');
  assert.not.match(renderProgress(after([finished(6, 'hypothesis')], during), 2000), 'run 6');
});

test('sets left bound the time left once a mean is known', () => {
  const left: HuntEvent = { kind: 'hypotheses-left', count: 30 };
  const text = renderProgress(after([left, ...runs(4, 'hypothesis')]), 5000);
  assert.match(text, 'at most 30.0 s left');
  assert.match(text, '30 fault sets within the bounds not settled yet');
});

test('no time left is claimed from two runs, nor without any bound', () => {
  const left: HuntEvent = { kind: 'hypotheses-left', count: 30 };
  assert.not.match(renderProgress(after([left, ...runs(2, 'hypothesis')]), 5000), 'at most');
  assert.not.match(renderProgress(after(runs(9, 'hypothesis')), 5000), 'at most');
});

test('the budget bounds the time left from the start', () => {
  const progress = startProgress({ spec: 'm', startedMs: 0, baselines: 5, budgetMs: 60_000 });
  assert.match(renderProgress(progress, 15_000), 'at most 45.0 s left');
});

test('the budget of experiments bounds the time left too', () => {
  const limited = startProgress({ spec: 'm', startedMs: 0, baselines: 5, experimentsMax: 10 });
  assert.match(renderProgress(after(runs(5, 'hypothesis'), limited), 5000), 'at most 5.0 s left');
});

test('the first violation remembers after how many experiments it came', () => {
  const violation: HuntEvent = { kind: 'violation', faults: [CUT], reason: 'lost' };
  const progress = after([...runs(7, 'hypothesis'), violation, ...runs(9, 'confirm'), violation]);
  assert.is(progress.experimentsToViolation, 7);
});

test('findings are kept and counted', () => {
  const progress = after([{ kind: 'finding', finding: FINDING }]);
  assert.equal(progress.findings, [FINDING]);
  assert.match(renderProgress(progress, 2000), '1 finding');
});

test('a log gets one line a phase, not one a run', () => {
  const lines: string[] = [];
  const events = [
    ...runs(5, 'baseline'),
    ...runs(20, 'hypothesis'),
    ...Array.from({ length: 5 }, () => [started(30, 'confirm'), started(31, 'control')]).flat(),
  ];
  events.reduce((progress, event) => {
    const line = progressLine(progress, event);
    if (line !== undefined) {
      lines.push(line);
    }
    return advance(progress, event);
  }, START);
  assert.equal(lines, [
    'mailbox: running without faults',
    'mailbox: hunting',
    'mailbox: confirming a violation',
  ]);
});

test('a log gets no line for what the report will tell', () => {
  const rates = { withFaults: { violated: 5, runs: 5 }, withoutFaults: { violated: 0, runs: 5 } };
  const events: readonly HuntEvent[] = [
    { kind: 'violation', faults: [CUT], reason: 'lost' },
    { kind: 'confirmed', ...rates },
    { kind: 'finding', finding: FINDING },
    { kind: 'hypotheses-left', count: 3 },
  ];
  assert.equal(
    events.map((event) => progressLine(START, event)),
    [undefined, undefined, undefined, undefined],
  );
});

test('while minimising the tries are counted, and what the smallest set has left', () => {
  const events: readonly HuntEvent[] = [
    { kind: 'violation', faults: [CUT, CRASH, CRASH], reason: 'lost' },
    { kind: 'minimise-step', trying: [CUT, CRASH], kept: true },
    { kind: 'minimise-step', trying: [CUT], kept: false },
    started(9, 'minimise'),
  ];
  const progress = events.reduce(advance, START);
  assert.match(renderProgress(progress, 1000), 'minimising the fault set (try 3, 2 faults left)');
});

test.run();
