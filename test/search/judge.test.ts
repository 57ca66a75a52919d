import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { FaultReport } from '../../src/model/fault.ts';
import type { RunResult } from '../../src/model/run.ts';
import type { Trace } from '../../src/model/trace.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { judge, strikesOf } from '../../src/search/judge.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('judge');

const CUT = parseFault('a→b "X"#1: cut');
const CRASH = parseFault('a: crash at end');
const EMPTY = traceBuilder(['a', 'b']).build();

function resultOf(
  verdict: Verdict,
  faults: readonly FaultReport[],
  trace: Trace = EMPTY,
): RunResult {
  const request = {
    id: 1,
    purpose: 'hypothesis',
    faults: faults.map(({ fault }) => fault),
  } as const;
  return { request, verdict, faults, trace, directory: '/r', durationMs: 1, stops: 0 };
}

const fired = (fault: FaultReport['fault'], event?: number): FaultReport => ({
  fault,
  outcome: 'fired',
  detail: '',
  ...(event !== undefined && { event }),
});
const missed = (fault: FaultReport['fault']): FaultReport => ({
  fault,
  outcome: 'missed',
  detail: '',
});
const HELD: Verdict = { kind: 'held' };
const VIOLATED: Verdict = { kind: 'violated', reason: 'lost k1' };

test('when all faults fired the verdict is the invariant’s', () => {
  const judged = judge(resultOf(VIOLATED, [fired(CUT), fired(CRASH)]));
  assert.equal(judged.verdict, VIOLATED);
  assert.equal(judged.ofFired, VIOLATED);
});

test('when a fault missed the run is void for the planned set', () => {
  assert.is(judge(resultOf(HELD, [fired(CUT), missed(CRASH)])).verdict.kind, 'void');
});

test('and is a run of the faults that fired', () => {
  const judged = judge(resultOf(VIOLATED, [fired(CUT), missed(CRASH)]));
  assert.equal(judged.fired, [CUT]);
  assert.equal(judged.missed, [CRASH]);
  assert.equal(judged.ofFired, VIOLATED);
});

test('a violation in a run where nothing fired is no evidence against the faults', () => {
  const judged = judge(resultOf(VIOLATED, [missed(CUT)]));
  assert.is(judged.ofFired.kind, 'inconclusive');
  assert.is(judged.verdict.kind, 'inconclusive');
});

test('a run that could not be followed stays inconclusive whatever fired', () => {
  const verdict: Verdict = { kind: 'inconclusive', reason: 'deadline' };
  assert.equal(judge(resultOf(verdict, [missed(CUT)])).verdict, verdict);
});

test('a violated run without planned faults is violated', () => {
  assert.is(judge(resultOf(VIOLATED, [])).verdict.kind, 'violated');
});

test('a planned fault without a report missed', () => {
  const result = { ...resultOf(HELD, [fired(CUT)]), faults: [] };
  assert.equal(judge(result).missed, [CUT]);
});

test('a cut strikes where the first message of its stream was withheld', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('a', 'b', 'W');
  const first = builder.send('a', 'b', 'X', { withheld: true });
  builder.send('a', 'b', 'Y', { withheld: true });
  const trace = builder.build();
  const strikes = strikesOf(resultOf(HELD, [fired(CUT)], trace));
  assert.equal(strikes, [trace.messages.at(first)?.sent]);
});

test('a crash strikes at the last event of its node', () => {
  const builder = traceBuilder(['a', 'b']);
  const last = builder.local('a');
  builder.local('b');
  assert.equal(strikesOf(resultOf(HELD, [fired(CRASH)], builder.build())), [last]);
});

test.run();
