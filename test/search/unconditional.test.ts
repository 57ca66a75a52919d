/** Hunts with goals that are unconditional miss nothing that trying everything finds. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Solver } from '../../solver/solver.ts';
import { waysIn } from '../../src/lineage/goals.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import type { CutEnding } from '../../src/search/literals.ts';
import { exhaust } from '../helpers/exhaustive.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { huntWith, TWO_OF_ALL } from '../helpers/hunting.ts';
import { type Gossip, gossipGoals, gossipOf, randomGossip } from '../helpers/random-gossip.ts';
import { checkSeen, seenViolating } from '../helpers/seen-violating.ts';

const test = suite('unconditional goals');

/** With a number of runs of one's own the protocols are others each time. */
const ASKED = process.env['LDFI_PROPERTY_RUNS'];
const BOUNDLESS = {
  experimentsMax: Number.POSITIVE_INFINITY,
  timeMs: Number.POSITIVE_INFINITY,
};
const NOBODY_DOWN = { all: new Set<string>(), atSend: new Set<string>() };
const solver: Solver = { cheapest: async (problem) => cheapestByBruteForce(problem) };
const endings = fc.constantFrom(['silence'] as const, ['silence', 'reset'] as const);

/** As the broadcasts of the ladder have them. */
const TWO_LOSSES_AND_A_CRASH: Bounds = {
  faultsMax: 3,
  perKindMax: { cut: 0, omit: 2, refuse: 0, crash: 1 },
};

/** Of one protocol: how many sets were not tried for what is unconditional. */
async function sparedIn(
  gossip: Gossip,
  bounds: Bounds,
  cutEndings: readonly CutEnding[],
  { heals, runsMax }: { readonly heals: boolean; readonly runsMax: number },
): Promise<number> {
  const goals = gossipGoals(gossip);
  const protocol = gossipOf(gossip);
  const create = () => createFakeRunner(protocol, (result) => result, heals, goals);
  const first = await create().run({ id: 1, purpose: 'baseline', faults: [] });
  const [reached] = waysIn(goals, first.reached ?? [], NOBODY_DOWN);
  fc.pre(first.verdict.kind === 'held' && reached !== undefined);
  const all = await exhaust(create(), bounds, cutEndings, runsMax);
  fc.pre(all.runs < runsMax);
  const hunted = await huntWith(create(), {
    ...{ solver, cutEndings, bounds, baselines: 1, stopOn: 'all', goals, heals },
    confirm: { runs: 1, threshold: 1 },
    budget: BOUNDLESS,
  });
  assert.is(hunted.result.outcome === 'violated', all.violating.length > 0);
  assert.is(hunted.result.certificate?.goals?.undone, 0);
  checkSeen(all.violating, seenViolating(hunted));
  return hunted.result.certificate?.impliedBy?.unconditional ?? 0;
}

test('property: it finds every minimal violation that trying all fault sets finds', async () => {
  let spared = 0;
  await fc.assert(
    fc.asyncProperty(randomGossip, endings, fc.boolean(), async (gossip, cutEndings, heals) => {
      spared += await sparedIn(gossip, TWO_OF_ALL, cutEndings, { heals, runsMax: 250 });
    }),
    { numRuns: Number(ASKED ?? 25), ...(ASKED === undefined && { seed: 11 }) },
  );
  assert.ok(spared > 0, 'some sets are not tried for it');
});

/**
 * b hears B twice, and A between, which it acknowledges. Where A is lost too it has nothing to die
 * at before the second B comes.
 */
const ONCE_MORE: Gossip = {
  relays: [
    [[{ to: 1, label: 0, how: 'udp', rounds: 1 }], []],
    [[], []],
    [[], []],
  ],
  start: [
    { to: 0, label: 0, how: 'udp', rounds: 1 },
    { to: 1, label: 1, how: 'udp', rounds: 2 },
  ],
  ...{ acksFirst: false, stops: false, label: 1, butFor: 0, promises: false },
};

test('who has only to hear something may die before, at a message of another run', async () => {
  for (const heals of [true, false]) {
    await sparedIn(ONCE_MORE, TWO_OF_ALL, ['silence'], { heals, runsMax: 1000 });
  }
});

test('property: and so with two losses and a crash at once', async () => {
  let spared = 0;
  await fc.assert(
    fc.asyncProperty(randomGossip, fc.boolean(), async (gossip, heals) => {
      const options = { heals, runsMax: 500 };
      spared += await sparedIn(gossip, TWO_LOSSES_AND_A_CRASH, ['silence'], options);
    }),
    { numRuns: Number(ASKED ?? 10), ...(ASKED === undefined && { seed: 11 }) },
  );
  assert.ok(spared > 0, 'some sets are not tried for it');
});

test.run();
