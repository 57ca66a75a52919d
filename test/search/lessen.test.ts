/** A finding that is gone on with. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { BaselineError } from '../../src/model/errors.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { findingId } from '../../src/search/findings.ts';
import { lessen } from '../../src/search/lessen.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type FakeRunner } from '../helpers/fake-runner.ts';
import { FINDING } from '../helpers/findings.ts';
import { textsOf } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('lessen');

const CUT = parseFault('primary→replica "SET k1"#1: cut');
const CRASH = parseFault('primary: crash after primary→client "OK k1"#1');
const LATER = parseFault('primary→client "OK k2"#1: cut');
const RULE = { runs: 2, threshold: 2 };

const of = (runner: FakeRunner, faults = [CUT, CRASH, LATER], runsMax = 500) => {
  const events: HuntEvent[] = [];
  const bench = benchOf(runner, { events });
  const finding = { ...FINDING, spec: 'backup', faults };
  const context = { bench, rule: RULE, carried: [], runsMax };
  return { lessened: lessen(context, finding), events };
};

test('what is left is confirmed, named anew, and known to be minimal', async () => {
  const runner = createFakeRunner(asyncBackup(['k1', 'k2']));
  const set = [CUT, CRASH];
  const { lessened, events } = of(runner, set);
  const { kind, ...rest } = await lessened;
  assert.is(kind, 'lessened');
  const { finding } = rest as { finding: typeof FINDING };
  assert.is(finding.id, findingId('backup', finding.faults));
  assert.equal(finding.withFaults, { violated: 2, runs: 2 });
  assert.equal(finding.withoutFaults, { violated: 0, runs: 2 });
  assert.is(finding.minimality?.complete, true);
  assert.equal(finding.foundAs, FINDING.foundAs);
  assert.ok(events.some((event) => event.kind === 'finding'));
  assert.is(runner.requests[0]?.faults.length, 0, 'the system is seen to be whole first');
});

test('when the runs are spent it is not said to be minimal', async () => {
  const { lessened } = of(createFakeRunner(asyncBackup(['k1'])), [CUT, CRASH], 1);
  const { kind, ...rest } = await lessened;
  assert.is(kind, 'lessened');
  const { finding } = rest as { finding: typeof FINDING };
  assert.is(finding.minimality?.complete, false);
  assert.equal(textsOf(finding.faults), textsOf([CUT, CRASH]));
});

test('faults that break nothing are not reproduced', async () => {
  const { lessened } = of(createFakeRunner(asyncBackup(['k1'])), [CUT]);
  assert.equal(await lessened, { kind: 'not reproduced', rate: { violated: 0, runs: 4 } });
});

test('a system that fails by itself is no finding', async () => {
  const verdict: Verdict = { kind: 'violated', reason: 'rot' };
  const runner = createFakeRunner(asyncBackup(['k1']), (result) => ({ ...result, verdict }));
  try {
    await of(runner).lessened;
  } catch (error) {
    assert.instance(error, BaselineError);
    return;
  }
  throw new Error('did not fail');
});

test.run();
