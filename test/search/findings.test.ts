import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import type { RunResult } from '../../src/model/run.ts';
import { findingId, type Pursuit, pursue } from '../../src/search/findings.ts';
import { createHypothesisSpace } from '../../src/search/hypotheses.ts';
import { learnFrom } from '../../src/search/learn.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { TWO_OF_ALL, textsOf } from '../helpers/hunting.ts';
import { asyncBackup, flakyBackup } from '../helpers/protocols.ts';

const test = suite('findings');

const CUT = parseFault('primary→replica "SET k1"#1: cut');
const CRASH = parseFault('primary: crash after primary→client "OK k1"#1');
const NEEDLESS = parseFault('primary→client "OK k1"#1: cut');

async function follow(
  protocol: Protocol,
  found = [CRASH, CUT],
  known: readonly Finding[] = [],
  tamper?: (result: RunResult) => RunResult,
): Promise<{ pursuit: Pursuit; events: readonly HuntEvent[]; controls: number }> {
  const events: HuntEvent[] = [];
  const bench = benchOf(createFakeRunner(protocol, tamper), { events });
  const baseline = await bench.run('baseline', []);
  const space = createHypothesisSpace(TWO_OF_ALL);
  const naming = learnNaming([baseline.result.trace]);
  const lessons = { space, naming, kinds: new Set(HUNTED_KINDS), cutEndings: ['silence'] as const };
  learnFrom(lessons, baseline);
  let controls = 0;
  const pursuit = await pursue(
    {
      bench,
      lessons,
      specName: 'backup',
      confirm: { runs: 3, threshold: 3 },
      experimentsToViolation: 7,
      known,
      onControl: () => {
        controls += 1;
      },
    },
    found,
  );
  return { pursuit, events, controls };
}

function findingIn(pursuit: Pursuit): Finding {
  if (pursuit.kind !== 'finding') {
    throw new Error(`expected a finding, got ${pursuit.kind}`);
  }
  return pursuit.finding;
}

test('a finding carries the minimal set in canonical order, and the set as found', async () => {
  const protocol = asyncBackup(['k1']);
  const finding = findingIn((await follow(protocol, [CRASH, CUT])).pursuit);
  assert.equal(textsOf(finding.faults), textsOf([CUT, CRASH]));
  assert.equal(finding.foundAs, [CUT, CRASH]);
});

test('it carries rates, chain, logs and reports of a failing run', async () => {
  const finding = findingIn((await follow(asyncBackup(['k1']))).pursuit);
  assert.equal(finding.withFaults, { violated: 3, runs: 3 });
  assert.equal(finding.withoutFaults, { violated: 0, runs: 3 });
  assert.is(finding.reason, 'k1 was acknowledged and is lost');
  assert.is(finding.chain.at(-1), `The invariant said: ${finding.reason}`);
  assert.equal(
    finding.reports.map(({ outcome }) => outcome),
    ['fired', 'fired'],
  );
  assert.match(finding.logs, /^\/runs\/\d+$/);
  assert.is(finding.experimentsToViolation, 7);
});

test('its id depends on spec and faults only, in any order', () => {
  assert.is(findingId('s', [CUT, CRASH]), findingId('s', [CRASH, CUT]));
  assert.is.not(findingId('s', [CUT]), findingId('t', [CUT]));
  assert.is.not(findingId('s', [CUT]), findingId('s', [CRASH]));
  assert.match(findingId('s', [CUT]), /^[0-9a-f]{12}$/);
});

test('a violation that shrinks to a known finding is not confirmed again', async () => {
  const first = findingIn((await follow(asyncBackup(['k1']))).pursuit);
  const { pursuit, controls } = await follow(asyncBackup(['k1']), [CRASH, CUT, NEEDLESS], [first]);
  // Cutting the answer as well leaves nothing acknowledged.
  assert.is(pursuit.kind, 'flaky');
  const again = await follow(asyncBackup(['k1']), [CUT, CRASH], [first]);
  assert.is(again.pursuit.kind, 'known');
  assert.is(again.controls, 0);
  assert.is(controls, 3);
});

test('a violation that is seldom seen again is flaky, with both rates', async () => {
  const { pursuit, events } = await follow(flakyBackup(7));
  if (pursuit.kind !== 'flaky') {
    throw new Error(`expected a flaky violation, got ${pursuit.kind}`);
  }
  assert.ok(pursuit.flaky.withFaults.violated < 3);
  assert.is(pursuit.flaky.withFaults.runs, 3);
  assert.equal(pursuit.flaky.withoutFaults, { violated: 0, runs: 3 });
  assert.ok(events.some(({ kind }) => kind === 'confirmed'));
  assert.not.ok(events.some(({ kind }) => kind === 'finding'));
});

/** Fails with the faults in every third run, and whenever it is held to an order. */
const racing = (result: RunResult): RunResult => {
  const { request } = result;
  const isLucky = request.steering !== undefined || request.id % 3 === 0;
  return isLucky || result.verdict.kind !== 'violated'
    ? result
    : { ...result, verdict: { kind: 'held' } };
};

test('what fails now and then is confirmed by the order of a run that failed', async () => {
  const { pursuit, controls } = await follow(asyncBackup(['k1']), undefined, [], racing);
  const finding = findingIn(pursuit);
  assert.equal(finding.withFaults, { violated: 3, runs: 3 });
  assert.equal(finding.withoutFaults, { violated: 0, runs: 3 });
  const { plain, order } = finding.steered ?? {};
  assert.ok(plain !== undefined && plain.violated > 0 && plain.violated < plain.runs);
  const primary = order?.find(({ node }) => node === 'primary');
  assert.is(primary?.steps[0], '<client→primary tcp "SET k1"#1');
  assert.is(controls, 3, 'steered controls are no sample');
});

test('what never failed while it was confirmed has no order to be held to', async () => {
  const never = (result: RunResult): RunResult =>
    result.request.id > 2 ? { ...result, verdict: { kind: 'held' } } : result;
  const { pursuit } = await follow(asyncBackup(['k1']), undefined, [], never);
  assert.is(pursuit.kind, 'flaky');
});

test('controls are handed on', async () => {
  assert.is((await follow(asyncBackup(['k1']))).controls, 3);
});

test.run();
