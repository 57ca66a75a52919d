/** Hunts with goals that are unconditional miss nothing that trying everything finds. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Solver } from '../../solver/solver.ts';
import { waysIn } from '../../src/lineage/goals.ts';
import { exhaust } from '../helpers/exhaustive.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { huntWith, TWO_OF_ALL } from '../helpers/hunting.ts';
import { gossipGoals, gossipOf, randomGossip } from '../helpers/random-gossip.ts';
import { checkSeen, seenViolating } from '../helpers/seen-violating.ts';

const test = suite('unconditional goals');

/** With a number of runs of one's own the protocols are others each time. */
const ASKED = process.env['LDFI_PROPERTY_RUNS'];
const RUNS_MAX = 250;
const BOUNDLESS = {
  experimentsMax: Number.POSITIVE_INFINITY,
  timeMs: Number.POSITIVE_INFINITY,
};
const NOBODY_DOWN = { all: new Set<string>(), atSend: new Set<string>() };
const solver: Solver = { cheapest: async (problem) => cheapestByBruteForce(problem) };
const endings = fc.constantFrom(['silence'] as const, ['silence', 'reset'] as const);

test('property: it finds every minimal violation that trying all fault sets finds', async () => {
  let spared = 0;
  await fc.assert(
    fc.asyncProperty(randomGossip, endings, fc.boolean(), async (gossip, cutEndings, heals) => {
      const goals = gossipGoals(gossip);
      const protocol = gossipOf(gossip);
      const create = () => createFakeRunner(protocol, (result) => result, heals, goals);
      const first = await create().run({ id: 1, purpose: 'baseline', faults: [] });
      const [reached] = waysIn(goals, first.reached ?? [], NOBODY_DOWN);
      fc.pre(first.verdict.kind === 'held' && reached !== undefined);
      const all = await exhaust(create(), TWO_OF_ALL, cutEndings, RUNS_MAX);
      fc.pre(all.runs < RUNS_MAX);
      const hunted = await huntWith(create(), {
        ...{ solver, cutEndings, bounds: TWO_OF_ALL, baselines: 1, stopOn: 'all', goals, heals },
        confirm: { runs: 1, threshold: 1 },
        budget: BOUNDLESS,
      });
      assert.is(hunted.result.outcome === 'violated', all.violating.length > 0);
      assert.is(hunted.result.certificate?.goals?.undone, 0);
      checkSeen(all.violating, seenViolating(hunted));
      spared += hunted.result.certificate?.impliedBy?.unconditional ?? 0;
    }),
    { numRuns: Number(ASKED ?? 25), ...(ASKED === undefined && { seed: 11 }) },
  );
  assert.ok(spared > 0, 'some sets are not tried for it');
});

test.run();
