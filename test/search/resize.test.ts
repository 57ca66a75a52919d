/** Workloads are made to do less as long as the promise still breaks. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { RunRequest, RunResult } from '../../src/model/run.ts';
import { sizedTo } from '../../src/search/bench.ts';
import { lessen } from '../../src/search/lessen.ts';
import { type Resized, resize, smallerThan } from '../../src/search/resize.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type FakeRunner } from '../helpers/fake-runner.ts';
import { FINDING } from '../helpers/findings.ts';
import { textsOf } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('resize');

const FROM = 8;
const SPEC = { variable: 'KEYS', from: FROM, least: 1 };
const keysOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `k${index + 1}`);

/** A backup whose client writes as many keys as it is told to. */
function sizable(tamper?: (result: RunResult) => RunResult): FakeRunner {
  const requests: RunRequest[] = [];
  return {
    requests,
    run: (request) => {
      requests.push(request);
      const keys = keysOf(request.size?.value ?? FROM);
      return createFakeRunner(asyncBackup(keys), tamper).run(request);
    },
    close: async () => undefined,
  };
}

const setAt = (key: number): readonly Fault[] =>
  [
    `primary→replica "SET k${key}"#1: cut`,
    `primary: crash after primary→client "OK k${key}"#1`,
  ].map((text) => parseFault(text));

async function resized(runner: FakeRunner, faults: readonly Fault[]): Promise<Resized> {
  const bench = benchOf(runner);
  const { trace } = (await bench.run('control', [])).result;
  const trial = await bench.run('minimise', faults);
  const rule = { runs: 2, threshold: 2 };
  const naming = learnNaming([trace]);
  const context = { bench, rule, naming, spec: SPEC, isSpent: () => false };
  return resize(context, { faults, trial, size: FROM });
}

test('sizes are tried from the least on, by halves, to one less', () => {
  assert.equal(smallerThan(8, 1), [1, 5, 7]);
  assert.equal(smallerThan(2, 1), [1]);
  assert.equal(smallerThan(1, 1), []);
});

test('where the faults are at what every workload has, the least is enough', async () => {
  const { size, faults, tries, complete } = await resized(sizable(), setAt(1));
  assert.is(size, 1);
  assert.equal(textsOf(faults), textsOf(setAt(1)));
  assert.equal(tries, [{ size: 1, kept: true, rate: { violated: 2, runs: 2 } }]);
  assert.ok(complete);
});

test('faults at the last of its messages move to those of the smaller workload', async () => {
  const { size, faults, tries } = await resized(sizable(), setAt(FROM));
  assert.is(size, 1);
  assert.equal(textsOf(faults), textsOf(setAt(1)));
  assert.equal(textsOf(tries[0]?.faults ?? []), textsOf(setAt(1)));
});

test('the smallest size that breaks the promise is found, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: FROM }),
      fc.array(fc.boolean(), { minLength: FROM, maxLength: FROM }),
      fc.boolean(),
      async (least, luck, isMonotone) => {
        const breaks = (size: number): boolean =>
          size === FROM || (isMonotone ? size >= least : luck[size] === true);
        const runner = sizable((result) =>
          breaks(result.request.size?.value ?? FROM) || result.request.faults.length === 0
            ? result
            : { ...result, verdict: { kind: 'held' } },
        );
        const { size, complete } = await resized(runner, setAt(1));
        assert.ok(complete);
        assert.ok(breaks(size));
        assert.ok(size === 1 || !breaks(size - 1), 'one less does not break it');
        assert.ok(!isMonotone || size === least);
      },
    ),
    { numRuns: 50 },
  );
});

test('a finding tells its size, was confirmed with it, and is 1-minimal', async () => {
  const runner = sizable();
  const bench = benchOf(runner);
  const rule = { runs: 2, threshold: 2 };
  const finding = { ...FINDING, spec: 'backup', faults: setAt(3) };
  const context = { bench, rule, carried: [], runsMax: 500, size: SPEC };
  const done = await lessen(context, finding);
  assert.ok(done.kind === 'lessened');
  assert.equal(done.finding.size, { variable: 'KEYS', value: 1 });
  assert.ok(done.finding.minimality?.complete);
  assert.is(done.finding.minimality?.sizes?.[0]?.kept, true);
  const tries = done.finding.minimality?.tries ?? [];
  const last = tries.slice(tries.findLastIndex(({ kept }) => kept) + 1);
  const sets = last.map(({ fault, to }) => textsOf(to ? [fault, to] : [fault]).join());
  assert.is(new Set(sets).size, last.length, 'nothing is tried twice');
  const confirming = runner.requests.filter(({ purpose }) => purpose === 'confirm');
  assert.ok(confirming.length > 0);
  for (const { size } of confirming) {
    assert.equal(size, { variable: 'KEYS', value: 1 });
  }
});

test('a finding that was sized goes on from there', async () => {
  const runner = sizable();
  const rule = { runs: 1, threshold: 1 };
  const size = { variable: 'KEYS', value: 2 };
  const finding = { ...FINDING, spec: 'backup', faults: setAt(2), size };
  const context = { bench: benchOf(runner), rule, carried: [], runsMax: 500 };
  const done = await lessen(context, finding);
  assert.ok(done.kind === 'lessened');
  assert.equal(done.finding.size, size);
  assert.ok(runner.requests.every((request) => request.size?.value === 2));
});

test('a run that is held to an order keeps its workload', async () => {
  const runner = sizable();
  const rule = { runs: 1, threshold: 1 };
  const steered = { plain: { violated: 1, runs: 5 }, order: [] };
  const finding = { ...FINDING, spec: 'backup', faults: setAt(1), steered };
  const context = { bench: benchOf(runner), rule, carried: [], runsMax: 500, size: SPEC };
  const done = await lessen(context, finding);
  assert.ok(done.kind === 'lessened');
  assert.is(done.finding.size, undefined);
  assert.ok(runner.requests.every(({ size }) => size === undefined));
});

test('a bench of one size runs nothing else', async () => {
  const runner = sizable();
  await sizedTo(benchOf(runner), { variable: 'KEYS', value: 3 }).run('control', []);
  assert.equal(runner.requests[0]?.size, { variable: 'KEYS', value: 3 });
});

test.run();
