/** Hunts that were killed and go on: through the journal's own bytes, on the in-memory runner. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import type { Solver } from '../../solver/solver.ts';
import { decodeRun, encodeRun } from '../../src/corpus/journal-codec.ts';
import { StoreError } from '../../src/model/errors.ts';
import type { Runner } from '../../src/model/run.ts';
import { continuing, type Journal } from '../../src/search/resume.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { type Hunted, huntWith, textsOf } from '../helpers/hunting.ts';
import { asyncBackup, flakyBackup, retry, syncBackup } from '../helpers/protocols.ts';

const test = suite('resume');

const solver: Solver = { cheapest: async (problem) => cheapestByBruteForce(problem) };

class Killed extends Error {}

/** Dies before it answers the run after `runs`. */
function dyingAfter(runner: Runner, runs: number): Runner & { readonly made: () => number } {
  let made = 0;
  return {
    made: () => made,
    async run(request) {
      if (made === runs) {
        throw new Killed();
      }
      made += 1;
      return runner.run(request);
    },
    close: () => runner.close(),
  };
}

/** A disk with a journal on it. */
function disk(): { readonly journal: () => Journal; readonly runs: () => number } {
  const stored: Uint8Array[] = [];
  return {
    runs: () => stored.length,
    journal: () => ({
      past: [...stored].map((bytes) => decodeRun(bytes, 'journal')),
      append: (entry) => stored.push(encodeRun(entry)),
    }),
  };
}

/** All that a user sees of a hunt, but for the time it took. */
function shown({ result, requests }: Hunted): unknown {
  const { durationMs: _, findings, ...rest } = result;
  return {
    ...rest,
    findings: findings.map(({ faults, withFaults, withoutFaults, experiments }) => [
      textsOf(faults),
      withFaults,
      withoutFaults,
      experiments,
    ]),
    requests: requests.map(({ id, purpose, faults }) => [id, purpose, ...textsOf(faults)]),
  };
}

const PROTOCOLS = {
  async: () => asyncBackup(['k1']),
  sync: () => syncBackup(),
  retry: () => retry(),
  flaky: () => flakyBackup(3),
} as const;
const protocol = fc.constantFrom(...(Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS)[]));

test('killed again and again, a hunt ends as if it never was, and makes no run twice', async () => {
  const kills = fc.array(fc.nat(12), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(protocol, kills, async (name, deaths) => {
      const whole = await huntWith(createFakeRunner(PROTOCOLS[name]()), { solver, stopOn: 'all' });
      const { journal, runs } = disk();
      let clock = 0;
      const part = async (life: number): Promise<Hunted | undefined> => {
        const runner = dyingAfter(createFakeRunner(PROTOCOLS[name]()), life);
        const before = runs();
        const { now, over } = continuing(journal(), () => (clock += 1));
        try {
          return await huntWith(over(runner), { solver, stopOn: 'all', now });
        } catch (error) {
          assert.instance(error, Killed);
          assert.is(runs(), before + life, 'each run that ended is kept');
          return undefined;
        }
      };
      let resumed: Hunted | undefined;
      for (const life of [...deaths, Number.POSITIVE_INFINITY]) {
        resumed ??= await part(life);
      }
      assert.ok(resumed !== undefined);
      assert.equal(shown(resumed), shown(whole));
      assert.is(runs(), whole.result.experiments);
    }),
    { numRuns: Number(process.env['LDFI_PROPERTY_RUNS'] ?? 12) },
  );
});

test('the time that a budget counts goes on where it stopped', async () => {
  const { journal } = disk();
  let clock = 1000;
  const first = continuing(journal(), () => clock);
  const runner = first.over({
    run: async (request) => {
      clock += 70;
      return createFakeRunner(asyncBackup(['k1'])).run(request);
    },
    close: async () => undefined,
  });
  await runner.run({ id: 1, purpose: 'baseline', faults: [] });
  assert.is(first.now(), 70);
  clock = 500_000;
  const second = continuing(journal(), () => clock);
  assert.is(second.now(), 0);
  await second.over(createFakeRunner(asyncBackup(['k1']))).run({
    id: 1,
    purpose: 'baseline',
    faults: [],
  });
  assert.is(second.now(), 70);
  clock += 5;
  assert.is(second.now(), 75);
});

test('a search that asks for another run than the journal has is told so', async () => {
  const { journal } = disk();
  const now = (): number => 0;
  const runner = createFakeRunner(asyncBackup(['k1']));
  await continuing(journal(), now).over(runner).run({ id: 1, purpose: 'baseline', faults: [] });
  try {
    await continuing(journal(), now).over(runner).run({ id: 1, purpose: 'control', faults: [] });
  } catch (error) {
    assert.instance(error, StoreError);
    assert.match((error as StoreError).message, /run 1, baseline of \{\}.*run 1, control of \{\}/);
    assert.match(String((error as StoreError).hint), '--fresh');
    return;
  }
  assert.unreachable('did not reject');
});

test.run();
