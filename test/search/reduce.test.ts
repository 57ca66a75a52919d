/** Fault sets are made less until nothing less breaks the promise. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import type { Runner } from '../../src/model/run.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { after, reduce, stepsFrom } from '../../src/search/reduce.ts';
import { surroundingsIn } from '../../src/search/surroundings.ts';
import { benchOf } from '../helpers/bench.ts';
import { FAKE_LADDER } from '../helpers/fake-ladder.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { huntWith, textsOf } from '../helpers/hunting.ts';
import { plant, reduceOn } from '../helpers/planting.ts';
import { asyncBackup } from '../helpers/protocols.ts';
import { protocolOf, randomPlot } from '../helpers/random-protocol.ts';

const test = suite('reduce');

/** Plots with a finding. */
const RUNS = Number(process.env['LDFI_PROPERTY_RUNS'] ?? 6);
/** Plots that break late are left to others. */
const SMALL = { experimentsMax: 60, timeMs: Number.POSITIVE_INFINITY };
const BACKUP = asyncBackup(['k1', 'k2']);
const CUT = 'primary→replica "SET k1"#1: cut';
const CRASH = 'primary: crash after primary→client "OK k1"#1';
const parse = (texts: readonly string[]): readonly Fault[] => texts.map((text) => parseFault(text));

async function verdictOf(runner: Runner, faults: readonly Fault[]): Promise<Verdict['kind']> {
  return (await benchOf(runner).run('replay', faults)).judged.verdict.kind;
}

/** Those sets one step less that break the promise all the same. */
async function lesserThat(
  protocol: Protocol,
  faults: readonly Fault[],
): Promise<readonly string[]> {
  const runner = createFakeRunner(protocol);
  const bench = benchOf(runner);
  const good = (await bench.run('control', [])).result.trace;
  const { result } = await bench.run('replay', faults);
  const steps = stepsFrom(faults, result, surroundingsIn(good, learnNaming([good])));
  const broken: string[] = [];
  for (const step of steps) {
    const next = after(faults, step);
    if (next !== undefined && (await verdictOf(runner, next)) === 'violated') {
      broken.push(textsOf(next).join('; '));
    }
  }
  return broken;
}

test('a crash is weakened to the cut that does as well', async () => {
  // Reset before it is asked, the primary answers no more than a dead one.
  const set = parse([CUT, CRASH]);
  const { faults, complete, tries } = await reduceOn(createFakeRunner(BACKUP), set);
  assert.ok(complete);
  assert.equal(await lesserThat(BACKUP, faults), []);
  assert.ok(tries.some(({ change, kept }) => change === 'drop' && !kept));
});

test('each step is told as it is made, with what its runs said', async () => {
  const { tries, onTry } = await reduceOn(createFakeRunner(BACKUP), parse([CUT, CRASH]));
  assert.equal(onTry, tries);
  for (const { kept, rate } of tries) {
    assert.is(kept, rate.violated >= 1);
  }
});

test('with no runs left it ends with what it has, and says nothing of minimal', async () => {
  const set = parse([CUT, CRASH]);
  const { faults, complete, runs } = await reduceOn(createFakeRunner(BACKUP), set, 1);
  assert.is(complete, false);
  assert.is(runs, 1);
  assert.is(await verdictOf(createFakeRunner(BACKUP), faults), 'violated');
});

test('a set that breaks the promise only now and then is no step', async () => {
  const held: Verdict = { kind: 'held' };
  const set = parse([CUT, CRASH]);
  const runner = createFakeRunner(BACKUP, (result) =>
    result.request.faults.length === 1
      ? {
          ...result,
          verdict: result.request.id % 2 === 0 ? held : { kind: 'violated', reason: 'luck' },
        }
      : result,
  );
  const bench = benchOf(runner);
  const good = (await bench.run('control', [])).result.trace;
  const trial = await bench.run('minimise', set);
  const around = surroundingsIn(good, learnNaming([good]));
  const rule = { runs: 3, threshold: 3 };
  const reduced = await reduce({ bench, rule, around, runsMax: 200 }, set, trial);
  assert.is(reduced.faults.length, 2);
  for (const { change, rate } of reduced.tries.filter(({ to }) => to === undefined)) {
    assert.is(change, 'drop');
    assert.ok(rate.violated < rate.runs, 'refuted by a run that kept the promise');
  }
});

for (const { name, protocol, bounds, expected } of FAKE_LADDER) {
  if (expected > 0) {
    test(`three faults planted in the finding of ${name} are all removed`, async () => {
      const runner = createFakeRunner(protocol);
      const { result } = await huntWith(runner, { bounds, weights: EQUAL_WEIGHTS });
      const [finding] = result.findings;
      assert.ok(finding !== undefined);
      for (const from of [0, 3]) {
        const planted = await plant(runner, finding.faults, 3, from);
        const { faults, complete } = await reduceOn(runner, planted);
        assert.ok(complete);
        assert.ok(faults.length <= expected, textsOf(faults).join('; '));
        assert.is(await verdictOf(runner, faults), 'violated');
      }
    });
  }
}

test('what is left breaks the promise, nothing less does, and no fault is new', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlot, fc.nat(20), async (plot, from) => {
      const protocol = protocolOf(plot);
      const runner = createFakeRunner(protocol);
      const { result } = await huntWith(runner, { budget: SMALL }).catch(() => ({
        result: undefined,
      }));
      const [finding] = result?.findings ?? [];
      fc.pre(finding !== undefined);
      const planted = await plant(runner, finding.faults, 3, from);
      const { faults, complete } = await reduceOn(runner, planted);
      assert.ok(complete);
      assert.is(await verdictOf(runner, faults), 'violated');
      assert.equal(await lesserThat(protocol, faults), []);
      assert.ok(faults.length <= planted.length);
    }),
    { numRuns: RUNS },
  );
});

test.run();
