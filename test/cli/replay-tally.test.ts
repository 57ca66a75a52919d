/** How replays count. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exitOfTally, judgeReplay, tallyReplays } from '../../src/cli/replay-tally.ts';
import { EXIT, type ExitCode } from '../../src/model/errors.ts';
import type { Verdict, VerdictKind } from '../../src/model/verdict.ts';
import { CRASH, CUT } from '../helpers/findings.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('replay tally');

const FIRED = { fault: CUT, outcome: 'fired', detail: 'withheld 8 bytes' } as const;
const MISSED = { fault: CRASH, outcome: 'missed', detail: '"ACK 1" was never sent' } as const;

function judged(verdict: Verdict, missed: boolean): ReturnType<typeof judgeReplay> {
  return judgeReplay({
    request: { id: 1, purpose: 'replay', faults: [CUT, CRASH] },
    verdict,
    faults: [FIRED, missed ? MISSED : { ...FIRED, fault: CRASH }],
    trace: traceBuilder([]).build(),
    directory: '/run',
    durationMs: 5,
    stops: 1,
  });
}

const exitOf = (...kinds: readonly VerdictKind[]): ExitCode =>
  exitOfTally(
    tallyReplays(kinds.map((verdict) => ({ verdict, reason: '', durationMs: 1, directory: '' }))),
  );

test('a run in which a fault did not fire is void, even if the invariant held', () => {
  assert.is(judged({ kind: 'held' }, true).verdict, 'void');
});

test('it is void even if the invariant broke', () => {
  const run = judged({ kind: 'violated', reason: 'lost' }, true);
  assert.is(run.verdict, 'void');
  assert.match(run.reason, '"ACK 1" was never sent');
});

test('a run that was followed counts as the invariant says', () => {
  assert.is(judged({ kind: 'held' }, false).verdict, 'held');
  assert.is(judged({ kind: 'violated', reason: 'lost' }, false).reason, 'lost');
});

test('a run that could not be judged is inconclusive', () => {
  assert.is(judged({ kind: 'inconclusive', reason: 'timeout' }, true).verdict, 'inconclusive');
});

test('kinds are counted apart', () => {
  const kinds = ['violated', 'held', 'held', 'vacuous', 'void', 'inconclusive'] as const;
  const { runs, ...counts } = tallyReplays(
    kinds.map((verdict) => ({ verdict, reason: '', durationMs: 1, directory: '' })),
  );
  assert.is(runs.length, 6);
  const expected = { violated: 1, held: 2, vacuous: 1, notFollowed: 1, inconclusive: 1 };
  assert.equal(counts, expected);
});

test('only all violated is a violation, only all held is a pass', () => {
  assert.is(exitOf('violated', 'violated'), EXIT.violated);
  assert.is(exitOf('held', 'held'), EXIT.exhausted);
});

for (const other of ['held', 'vacuous', 'void', 'inconclusive'] as const) {
  test(`violated with one ${other} is inconclusive`, () => {
    assert.is(exitOf('violated', other), EXIT.inconclusive);
  });
}

for (const other of ['vacuous', 'void', 'inconclusive'] as const) {
  test(`held with one ${other} is no pass`, () => {
    assert.is(exitOf('held', other), EXIT.inconclusive);
  });
}

test('no run at all is no pass', () => {
  assert.is(exitOf(), EXIT.inconclusive);
});

test.run();
