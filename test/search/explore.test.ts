/** Runs that make a finding understood. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Variation } from '../../src/model/finding.ts';
import { type Explored, explore } from '../../src/search/explore.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { FINDING } from '../helpers/findings.ts';
import { textsOf } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('explore');

const CUT = parseFault('primary→replica "SET k1"#1: cut');
const CRASH = parseFault('primary: crash after primary→client "OK k1"#1');
const PROTOCOL = asyncBackup(['k1', 'k2']);

async function explored(faults = [CUT, CRASH], runsMax = 100) {
  const told: Variation[] = [];
  const bench = benchOf(createFakeRunner(PROTOCOL));
  const onVariation = (variation: Variation): void => {
    told.push(variation);
  };
  const rule = { runs: 2, threshold: 2 };
  const context = { bench, rule, carried: [], runsMax, onVariation };
  const result: Explored = await explore(context, { ...FINDING, spec: 'backup', faults });
  return { result, told };
}

async function found(runsMax = 100) {
  const { result, told } = await explored([CUT, CRASH], runsMax);
  if (result.kind !== 'explored') {
    throw new Error(result.kind);
  }
  return { ...result, told };
}

test('good runs are those without any fault, and without each that is needed', async () => {
  const { good, failing } = await found();
  assert.is(failing.verdict.kind, 'violated');
  assert.equal(
    good.map(({ without }) => textsOf(without)),
    [textsOf([CUT, CRASH]), textsOf([CUT, CRASH]), textsOf([CUT]), textsOf([CRASH])],
  );
  assert.ok(good.every(({ result }) => result.verdict.kind === 'held'));
});

test('variations tell where else the fault breaks the promise, and where it does not', async () => {
  const { finding, told } = await found();
  assert.equal(finding.variations, told);
  const rate = (text: string) => told.find(({ to }) => faultText(to) === text)?.rate;
  // k1 is answered already: the primary may die later as well.
  assert.equal(rate('primary: crash after primary→client "OK k2"#1'), { violated: 2, runs: 2 });
  // Nothing was promised yet.
  assert.equal(rate('primary: crash before primary→client "OK k1"#1')?.violated, 0);
});

test('no more runs than were given go into variations', async () => {
  assert.equal((await found(0)).finding.variations, []);
  assert.is((await found(3)).finding.variations?.length, 1);
});

test('what does not fail any more is not explained', async () => {
  const { result } = await explored([CUT]);
  assert.equal(result, { kind: 'not reproduced', rate: { violated: 0, runs: 4 } });
});

test.run();
