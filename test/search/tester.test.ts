import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { addressOf } from '../../src/faults/place.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import type { RunResult } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { createHypothesisSpace, type HypothesisSpace } from '../../src/search/hypotheses.ts';
import { learnFrom } from '../../src/search/learn.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { createHypothesisTester, type HypothesisTester } from '../../src/search/tester.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type FakeRunner } from '../helpers/fake-runner.ts';
import { hunted } from '../helpers/hunted.ts';
import { TWO_OF_ALL, textsOf } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('hypothesis tester');

const CUT_1 = 'primary→replica "SET k1"#1: cut';
const CUT_2 = 'primary→replica "SET k2"#1: cut';
const CRASH_1 = 'primary: crash after primary→client "OK k1"#1';

interface Set {
  readonly runner: FakeRunner;
  readonly space: HypothesisSpace;
  readonly tester: HypothesisTester;
  literals(...texts: readonly string[]): readonly FaultLiteral[];
  /** Fault texts of the hypothesis runs so far. */
  runs(): readonly (readonly string[])[];
}

/** A tester that has learnt from one baseline of the backup. */
async function set(tamper?: (result: RunResult) => RunResult): Promise<Set> {
  const runner = createFakeRunner(asyncBackup(), tamper);
  const bench = benchOf(runner);
  const baseline = await bench.run('baseline', []);
  const space = createHypothesisSpace(TWO_OF_ALL);
  const naming = learnNaming([baseline.result.trace]);
  const lessons = { space, naming, kinds: new Set(HUNTED_KINDS), cutEndings: ['silence'] as const };
  learnFrom(lessons, baseline);
  return {
    runner,
    space,
    tester: createHypothesisTester(bench, lessons),
    literals: (...texts) =>
      texts.map((text) => space.literal(text) ?? { ...never(), text, fault: hunted(text) }),
    runs: () => runner.requests.slice(1).map(({ faults }) => textsOf(faults)),
  };
}

/** A literal of a message that no run sends; all levels of its address are in its ladder. */
function never(): FaultLiteral {
  const at = addressOf(hunted('replica→primary "ACK k1"#1: cut'));
  if (at === undefined) {
    throw new Error('a cut has an address');
  }
  const ladder = {
    exact: { ...at, level: 'exact' as const, digest: '00000000' },
    context: { ...at, level: 'context' as const, digest: '00000000' },
    channel: { ...at, level: 'channel' as const, digest: '1' },
    label: at,
    class: { ...at, level: 'class' as const, label: 'ACK' },
    order: { ...at, level: 'order' as const, label: '' },
  };
  const fault = { kind: 'cut', at, ending: 'silence' } as const;
  const text = 'replica→primary "ACK k1"#1: cut';
  return { text, fault, ladder, exclusion: text, position: 1, unstable: false, distance: 0 };
}

const TROUBLE: Verdict = { kind: 'inconclusive', reason: 'deadline' };

test('a set that holds is settled by one run', async () => {
  const { tester, space, literals, runs } = await set();
  assert.equal(await tester.test(literals(CUT_1)), { kind: 'settled' });
  assert.is(space.settlementOf([CUT_1]), 'held');
  assert.is(runs().length, 1);
});

test('a violation is handed back with the faults that fired', async () => {
  const { tester, literals } = await set();
  const outcome = await tester.test(literals(CUT_1, CRASH_1));
  assert.is(outcome.kind, 'violated');
  assert.equal(outcome.kind === 'violated' ? textsOf(outcome.faults) : [], [CUT_1, CRASH_1]);
});

test('a violation in which one of the faults missed is one of those that fired', async () => {
  const { tester, literals } = await set();
  const outcome = await tester.test(literals(CUT_1, CRASH_1, never().text));
  assert.equal(outcome.kind === 'violated' ? textsOf(outcome.faults) : [], [CUT_1, CRASH_1]);
});

test('a void set is tried at coarser addresses, then given up as unreachable', async () => {
  const { tester, space, runs } = await set();
  await tester.test([never()]);
  assert.equal(runs(), [
    ['replica→primary "ACK k1"#1: cut'],
    ['replica→primary "ACK"*#1: cut'],
    ['replica→primary any#1: cut'],
  ]);
  assert.is(space.settlementOf([never().text]), 'unreachable');
});

test('no address is coarsened to that of another fault', async () => {
  const { tester, space, runs } = await set();
  const text = 'replica→primary "ACK"*#1: cut reset';
  const other = { ...never(), text, fault: hunted(text), exclusion: text, ladder: undefined };
  await tester.test([never(), other]);
  assert.equal(runs(), [['replica→primary "ACK k1"#1: cut', text]]);
  assert.is(space.settlementOf([never().text, text]), 'unreachable');
});

test('at a coarser address it may fire, and then the set that was met is tested', async () => {
  const { tester, space, literals } = await set();
  const [known] = literals(CUT_2);
  const text = 'primary→replica "SET k9"#1: cut';
  const fault = hunted(text);
  await tester.test([{ ...(known ?? never()), text, fault }]);
  assert.is(space.settlementOf([text]), 'unreachable');
  assert.is(space.settled().filter(({ settlement }) => settlement === 'held').length, 1);
});

test('what fired of a void set is learnt', async () => {
  const { tester, space, literals } = await set();
  await tester.test([...literals(CUT_1), never()]);
  const { clauses } = space.problem();
  assert.ok(clauses.some(({ absent }) => absent.length === 1 && absent[0] === CUT_1));
});

test('what missed in three sets, by itself as well, and never fired is retired', async () => {
  const { tester, space, literals } = await set();
  for (const texts of [[CUT_1], [CUT_2], []]) {
    assert.equal(space.retired(), []);
    await tester.test([...literals(...texts), never()]);
  }
  assert.equal(space.retired(), [never().text]);
});

test('what other faults may have kept away is not retired', async () => {
  const { tester, space, literals } = await set();
  for (const text of [CUT_1, CUT_2, CRASH_1]) {
    await tester.test([...literals(text), never()]);
  }
  assert.equal(space.retired(), []);
});

test('what is seen under a fault only is retired when it misses under that one', async () => {
  const { tester, space, literals } = await set();
  space.add([never()], [CRASH_1]);
  for (const texts of [[], [CUT_1], [CUT_2], [CRASH_1]]) {
    assert.equal(space.retired(), []);
    await tester.test([...literals(...texts), never()]);
  }
  assert.equal(space.retired(), [never().text]);
});

test('an inconclusive run is repeated twice, then the set is counted as such', async () => {
  const { tester, space, literals, runs } = await set((result) =>
    result.request.faults.length > 0 ? { ...result, verdict: TROUBLE } : result,
  );
  await tester.test(literals(CUT_1));
  assert.is(runs().length, 3);
  assert.is(space.settlementOf([CUT_1]), 'inconclusive');
});

test('a set that can be judged at the second try is settled by it', async () => {
  const { tester, space, literals } = await set((result) =>
    result.request.id === 2 ? { ...result, verdict: TROUBLE } : result,
  );
  await tester.test(literals(CUT_1));
  assert.is(space.settlementOf([CUT_1]), 'held');
});

test('a violation under which nothing fired is not handed back', async () => {
  const { tester, space } = await set((result) =>
    result.request.faults.length > 0
      ? { ...result, verdict: { kind: 'violated', reason: 'rot' } }
      : result,
  );
  assert.equal(await tester.test([never()]), { kind: 'settled' });
  assert.is(space.settlementOf([never().text]), 'inconclusive');
});

test.run();
