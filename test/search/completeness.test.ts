import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Solver } from '../../solver/solver.ts';
import { faultSetId } from '../../src/faults/order.ts';
import { waysIn } from '../../src/lineage/goals.ts';
import { exhaust } from '../helpers/exhaustive.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { huntWith, LATE_AND_PARTED, TWO_OF_ALL } from '../helpers/hunting.ts';
import { protocolOf, randomGoal, randomPlot, statedGoal } from '../helpers/random-protocol.ts';
import { checkSeen, seenViolating } from '../helpers/seen-violating.ts';
import {
  brokenStream,
  lastWord,
  lateCrash,
  lateSign,
  movingCrash,
  splitBrain,
  takeOver,
} from '../helpers/traps.ts';

const test = suite('completeness of the loop');

const RUNS = Number(process.env['LDFI_PROPERTY_RUNS'] ?? 25);
const RUNS_MAX = 600;
const LATE_RUNS_MAX = 600;
const BOUNDLESS = {
  experimentsMax: Number.POSITIVE_INFINITY,
  timeMs: Number.POSITIVE_INFINITY,
};
const NOBODY_DOWN = { all: new Set<string>(), atSend: new Set<string>() };
const solver: Solver = { cheapest: async (problem) => cheapestByBruteForce(problem) };
const endings = fc.constantFrom(['silence'] as const, ['silence', 'reset'] as const);

test('a fault that moves the crash point of another is tried with it', async () => {
  const hunted = await huntWith(createFakeRunner(movingCrash()), { solver, stopOn: 'all' });
  const pair = ['client→x udp "GO"#1: omit', 'x: crash after x→z udp "REPORT"#1'];
  assert.ok(seenViolating(hunted).has(pair.join('\n')));
});

test('a crash that is felt only by the break of a stream is tried', async () => {
  const hunted = await huntWith(createFakeRunner(brokenStream()), { solver, stopOn: 'all' });
  assert.ok(seenViolating(hunted).has('x: crash after x→z udp "REPORT"#1'));
});

test('a loss that makes a node act whom nobody asks is tried', async () => {
  const hunted = await huntWith(createFakeRunner(takeOver()), { solver, stopOn: 'all' });
  assert.ok(seenViolating(hunted).has('c→b udp "ALIVE"#1: omit'));
});

test('a crash that a peer must not notice too early is tried at the end', async () => {
  const hunted = await huntWith(createFakeRunner(lateCrash(false)), { solver, stopOn: 'all' });
  assert.ok(seenViolating(hunted).has('b: crash at end'));
});

test('and right before the next send, if what is sent there would undo it', async () => {
  const hunted = await huntWith(createFakeRunner(lateCrash(true)), { solver, stopOn: 'all' });
  assert.ok(seenViolating(hunted).has('b: crash before b→p "BACK"#1'));
});

test('a node whose crash breaks the promise does not if it comes back at heal', async () => {
  const kinds = ['crash'] as const;
  const down = await huntWith(createFakeRunner(lateCrash(false)), { solver, kinds });
  assert.is(down.result.outcome, 'violated');
  const back = createFakeRunner(lateCrash(false), (result) => result, true);
  const healed = await huntWith(back, { solver, kinds });
  assert.is(healed.result.outcome, 'exhausted');
  assert.ok(back.requests.some(({ faults }) => faults.some(({ kind }) => kind === 'crash')));
});

const lateAndParted = { solver, bounds: LATE_AND_PARTED, stopOn: 'all' } as const;

test('a message that is worse late than lost is delayed', async () => {
  const hunted = await huntWith(createFakeRunner(lastWord()), lateAndParted);
  assert.ok(seenViolating(hunted).has('client→a udp "PUT old"#1: delay until heal'));
  const without = await huntWith(createFakeRunner(lastWord()), { solver, stopOn: 'all' });
  assert.is(without.result.outcome, 'exhausted');
});

test('and until its reader has given it up, which a run without it shows', async () => {
  const hunted = await huntWith(createFakeRunner(lateSign()), lateAndParted);
  const late = 'a→b udp "ALIVE"#1: delay until b→client udp "LEADER"#1 sent';
  assert.ok(hunted.result.findings.some(({ faults }) => faultSetId(faults) === late));
});

test('nodes that more than one message keeps together are parted', async () => {
  const hunted = await huntWith(createFakeRunner(splitBrain()), lateAndParted);
  const seen = [...seenViolating(hunted)].filter((set) => !set.includes('\n'));
  assert.ok(seen.includes('a↔b,c: partition from workload started'));
  assert.ok(seen.includes('a,c↔b: partition from workload started'));
  const without = await huntWith(createFakeRunner(splitBrain()), { solver, stopOn: 'all' });
  assert.is(without.result.outcome, 'exhausted');
});

test('property: it finds every minimal violation that trying all fault sets finds', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlot, endings, fc.boolean(), async (plot, cutEndings, heals) => {
      const protocol = protocolOf(plot);
      const create = () => createFakeRunner(protocol, (result) => result, heals);
      const all = await exhaust(create(), TWO_OF_ALL, cutEndings, RUNS_MAX);
      fc.pre(all.baseline.verdict.kind === 'held' && all.runs < RUNS_MAX);
      const hunted = await huntWith(create(), {
        solver,
        cutEndings,
        bounds: TWO_OF_ALL,
        baselines: 1,
        stopOn: 'all',
        confirm: { runs: 1, threshold: 1 },
        budget: BOUNDLESS,
      });
      const expected = all.violating.length > 0 ? 'violated' : 'exhausted';
      assert.is(hunted.result.outcome, expected);
      const seen = seenViolating(hunted);
      checkSeen(all.violating, seen);
    }),
    { numRuns: RUNS },
  );
});

test('property: so it does with delays and partitions', async () => {
  await fc.assert(
    fc.asyncProperty(randomPlot, endings, fc.boolean(), async (plot, cutEndings, heals) => {
      const protocol = protocolOf(plot);
      const create = () => createFakeRunner(protocol, (result) => result, heals);
      const all = await exhaust(create(), LATE_AND_PARTED, cutEndings, LATE_RUNS_MAX);
      fc.pre(all.baseline.verdict.kind === 'held' && all.runs < LATE_RUNS_MAX);
      const hunted = await huntWith(create(), {
        ...{ solver, cutEndings, heals, bounds: LATE_AND_PARTED, baselines: 1, stopOn: 'all' },
        confirm: { runs: 1, threshold: 1 },
        budget: BOUNDLESS,
      });
      assert.is(hunted.result.outcome, all.violating.length > 0 ? 'violated' : 'exhausted');
      checkSeen(all.violating, seenViolating(hunted));
    }),
    // Each of them has many more sets.
    { numRuns: Math.ceil(RUNS / 3) },
  );
});

test('property: with goals, too, it finds every minimal violation', async () => {
  let reaching = 0;
  await fc.assert(
    fc.asyncProperty(
      randomPlot,
      randomGoal,
      endings,
      fc.boolean(),
      async (plot, plotGoal, cutEndings, heals) => {
        const goals = [statedGoal(plotGoal)];
        const protocol = protocolOf(plot, plotGoal);
        const create = () => createFakeRunner(protocol, (result) => result, heals, goals);
        const all = await exhaust(create(), TWO_OF_ALL, cutEndings, RUNS_MAX);
        const [reached] = waysIn(goals, all.baseline.reached ?? [], NOBODY_DOWN);
        fc.pre(all.baseline.verdict.kind === 'held' && all.runs < RUNS_MAX);
        fc.pre(reached !== undefined);
        reaching += 1;
        const hunted = await huntWith(create(), {
          ...{ solver, cutEndings, bounds: TWO_OF_ALL, baselines: 1, stopOn: 'all', goals, heals },
          confirm: { runs: 1, threshold: 1 },
          budget: BOUNDLESS,
        });
        assert.is(hunted.result.outcome, all.violating.length > 0 ? 'violated' : 'exhausted');
        assert.is(hunted.result.certificate?.goals?.undone, 0);
        checkSeen(all.violating, seenViolating(hunted));
      },
    ),
    { numRuns: RUNS },
  );
  assert.ok(reaching >= RUNS);
});

test.run();
