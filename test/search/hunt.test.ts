import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Solver } from '../../solver/solver.ts';
import { faultSetId } from '../../src/faults/order.ts';
import { BaselineError, UsageError } from '../../src/model/errors.ts';
import type { Certificate } from '../../src/model/hunt.ts';
import type { RunResult } from '../../src/model/run.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { type Hunted, huntWith, ONE_AND_ONE, TWO_OF_ALL, textsOf } from '../helpers/hunting.ts';
import {
  asyncBackup,
  broadcast,
  detour,
  flakyBackup,
  retry,
  silent,
  syncBackup,
} from '../helpers/protocols.ts';

const test = suite('hunt');

function minimalSets({ result }: Hunted): readonly (readonly string[])[] {
  return result.findings.map(({ faults }) => textsOf(faults));
}

/** Hypothesis runs as sets of texts. */
function hypotheses({ requests }: Hunted): readonly string[] {
  return requests
    .filter(({ purpose }) => purpose === 'hypothesis')
    .map(({ faults }) => [...textsOf(faults)].sort().join('; '));
}

function certificateOf({ result }: Hunted): Certificate {
  if (result.certificate === undefined) {
    throw new Error(`expected a certificate, got ${result.outcome}: ${result.reason}`);
  }
  return result.certificate;
}

test('a backup that does not wait is lost by one cut and one crash, nothing smaller', async () => {
  const hunted = await huntWith(createFakeRunner(asyncBackup(['k1', 'k2', 'k3'])));
  assert.is(hunted.result.outcome, 'violated');
  assert.equal(minimalSets(hunted), [
    ['primary→replica "SET k1"#1: cut', 'primary: crash after primary→client "OK k1"#1'],
  ]);
});

test('its set is among the first pairs that are tried', async () => {
  const hunted = await huntWith(createFakeRunner(asyncBackup(['k1', 'k2', 'k3'])));
  const pairs = hypotheses(hunted).filter((set) => set.includes(';'));
  assert.ok(pairs.length <= 5, `${pairs.length} pairs`);
});

test('a backup that waits is certified at one cut and one crash', async () => {
  const hunted = await huntWith(createFakeRunner(syncBackup()));
  assert.is(hunted.result.outcome, 'exhausted');
  const { total, held, vacuous, implied, unreachable, inconclusive, violated } =
    certificateOf(hunted);
  assert.equal([unreachable, inconclusive, violated], [0, 0, 0]);
  assert.is(held + vacuous + implied, total);
  assert.ok(implied > 0);
});

test('what the certificate counts as tested is what was run', async () => {
  const hunted = await huntWith(createFakeRunner(syncBackup(['k1'])));
  const { held, vacuous } = certificateOf(hunted);
  assert.is(held + vacuous, new Set(hypotheses(hunted)).size);
});

test('a broadcast without repeats is lost by one omission', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast()));
  assert.equal(minimalSets(hunted), [['client→a udp "NEWS"#1: omit']]);
});

test('a broadcast that repeats once is lost by two', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast(['a'], 2)), { bounds: TWO_OF_ALL });
  assert.equal(minimalSets(hunted), [
    ['client→a udp "NEWS"#1: omit', 'client→a udp "NEWS"#2: omit'],
  ]);
});

test('and holds against one', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast(['a'], 2)));
  assert.is(hunted.result.outcome, 'exhausted');
});

test('a fault that only a retry makes possible is found', async () => {
  const hunted = await huntWith(createFakeRunner(retry()), { kinds: ['cut'], bounds: TWO_OF_ALL });
  assert.equal(minimalSets(hunted), [['client→server "PUT"#1: cut', 'client→server "PUT"#2: cut']]);
});

test('no set is run twice as a hypothesis', async () => {
  for (const protocol of [asyncBackup(), syncBackup(), retry()]) {
    const sets = hypotheses(await huntWith(createFakeRunner(protocol)));
    assert.is(new Set(sets).size, sets.length, protocol.name);
  }
});

test('two hunts of one system try the same sets in the same order', async () => {
  const first = hypotheses(await huntWith(createFakeRunner(syncBackup())));
  const second = hypotheses(await huntWith(createFakeRunner(syncBackup())));
  assert.equal(second, first);
});

test('experiments are numbered, and counted up to the violation', async () => {
  const { result, requests } = await huntWith(createFakeRunner(asyncBackup()));
  assert.equal(
    requests.map(({ id }) => id),
    requests.map((_, index) => index + 1),
  );
  assert.is(result.experiments, requests.length);
  const last = requests.findLast(({ purpose }) => purpose === 'hypothesis');
  assert.is(result.experimentsToViolation, last?.id);
});

test('each finding tells after how many experiments it was seen itself', async () => {
  const runner = createFakeRunner(asyncBackup());
  const { result, requests } = await huntWith(runner, { stopOn: 'all' });
  const seen = result.findings.map(({ experimentsToViolation }) => experimentsToViolation);
  assert.ok(seen.length > 1);
  assert.is(seen[0], result.experimentsToViolation);
  assert.ok(new Set(seen).size > 1, `${seen}`);
  for (const { experimentsToViolation, foundAs } of result.findings) {
    const { purpose, faults = [] } = requests[experimentsToViolation - 1] ?? {};
    assert.is(purpose, 'hypothesis');
    assert.is(faultSetId(faults), faultSetId(foundAs));
  }
});

test('the sets that are left become fewer until none is', async () => {
  const { events } = await huntWith(createFakeRunner(syncBackup(['k1'])));
  const left = events.flatMap((event) => (event.kind === 'hypotheses-left' ? [event.count] : []));
  assert.ok((left[0] ?? 0) > 0);
  assert.is(left.at(-1), 0);
});

test('a system that promises nothing is not certified', async () => {
  try {
    await huntWith(createFakeRunner(silent()));
    assert.unreachable('a vacuous baseline');
  } catch (error) {
    assert.ok(error instanceof BaselineError);
    assert.is(error.code, 'baseline-vacuous');
  }
});

test('a hunt without a baseline is refused', async () => {
  try {
    await huntWith(createFakeRunner(syncBackup()), { baselines: 0 });
    assert.unreachable('no baseline');
  } catch (error) {
    assert.ok(error instanceof UsageError);
  }
});

test('a violation that does not confirm is filed as flaky and the search goes on', async () => {
  // Run 11 is the first with the violating pair, and 22 the next that would show it.
  const { result, requests } = await huntWith(createFakeRunner(flakyBackup(11)));
  assert.is(result.outcome, 'inconclusive');
  assert.is(result.findings.length, 0);
  assert.is(result.flaky.length, 1);
  assert.ok((result.flaky[0]?.withFaults.violated ?? 9) < 2);
  assert.is(requests.at(-1)?.purpose, 'hypothesis');
});

test('with stop-on all the search goes on without supersets of what it found', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast()), {
    stopOn: 'all',
    bounds: TWO_OF_ALL,
  });
  assert.equal(minimalSets(hunted), [
    ['client→a udp "NEWS"#1: omit'],
    ['client→b udp "NEWS"#1: omit'],
  ]);
  const both = hypotheses(hunted).filter((set) => set.split('omit').length > 2);
  assert.equal(both, []);
});

test('with stop-on first it stops at the first finding that was not known before', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast()), { bounds: TWO_OF_ALL });
  const known = hunted.result.findings.map(({ id }) => id);
  assert.is(known.length, 1);
  const next = await huntWith(createFakeRunner(broadcast()), { bounds: TWO_OF_ALL, known });
  assert.is(next.result.findings.length, 2);
  assert.equal(next.result.findings.map(({ id }) => id).slice(0, 1), known);
  assert.is(next.result.reason, 'a violation was confirmed');
});

test('and its certificate files them as violated', async () => {
  const hunted = await huntWith(createFakeRunner(broadcast()), {
    stopOn: 'all',
    bounds: TWO_OF_ALL,
  });
  assert.is(hunted.result.outcome, 'violated');
  const { total, held, implied, vacuous, violated } = certificateOf(hunted);
  // Two omissions and two crashes; the sets that hold an omission violate.
  assert.equal([total, violated], [10, 7]);
  assert.is(held + implied + vacuous, 3);
});

test('a spent budget is inconclusive, never a pass', async () => {
  const { result } = await huntWith(createFakeRunner(syncBackup()), {
    budget: { experimentsMax: 6, timeMs: Number.POSITIVE_INFINITY },
  });
  assert.is(result.outcome, 'inconclusive');
  assert.match(result.reason, /6 experiments/);
  assert.is(result.experiments, 6);
  assert.is(result.certificate, undefined);
});

test('an interrupt lets the current run finish and starts no other', async () => {
  const control = new AbortController();
  const runner = createFakeRunner(syncBackup(), (result) => {
    if (result.request.id === 5) {
      control.abort();
    }
    return result;
  });
  const { result } = await huntWith(runner, { signal: control.signal });
  assert.equal([result.outcome, result.reason], ['inconclusive', 'interrupted']);
  assert.is(runner.requests.length, 5);
});

test('a solver that gives up is inconclusive', async () => {
  const solver: Solver = { cheapest: async () => ({ kind: 'unknown', reason: 'memory' }) };
  const { result } = await huntWith(createFakeRunner(syncBackup()), { solver });
  assert.is(result.outcome, 'inconclusive');
  assert.match(result.reason, /memory/);
});

test('sets that could not be judged are counted, and no pass', async () => {
  const trouble = (result: RunResult): RunResult =>
    textsOf(result.request.faults).join() === 'primary→replica "SET k1"#1: cut'
      ? { ...result, verdict: { kind: 'inconclusive', reason: 'deadline' } }
      : result;
  const hunted = await huntWith(createFakeRunner(syncBackup(['k1']), trouble));
  assert.is(hunted.result.outcome, 'inconclusive');
  assert.is(certificateOf(hunted).inconclusive, 1);
});

test('a fault that fires in the baselines only is retried, and filed as unreachable', async () => {
  const stubborn = (result: RunResult): RunResult => {
    const faults = result.faults.map((report) =>
      report.fault.kind === 'cut' && report.fault.at.to === 'replica'
        ? ({ ...report, outcome: 'missed' } as const)
        : report,
    );
    return { ...result, faults, verdict: { kind: 'held' } };
  };
  const hunted = await huntWith(createFakeRunner(syncBackup(['k1']), stubborn), {
    kinds: ['cut'],
    bounds: { ...ONE_AND_ONE, faultsMax: 1 },
  });
  const { unreachable, unreachableSets } = certificateOf(hunted);
  assert.is(unreachable, 1);
  assert.equal(unreachableSets, ['primary→replica "SET k1"#1: cut']);
  const tries = hypotheses(hunted).filter((set) => set.startsWith('primary→replica'));
  assert.is(tries.length, 3);
});

test('a hunt in which no fault ever fires is no pass', async () => {
  const deaf = (result: RunResult): RunResult => ({
    ...result,
    faults: result.faults.map((report) => ({ ...report, outcome: 'missed' }) as const),
    verdict: { kind: 'held' },
  });
  const { result } = await huntWith(createFakeRunner(asyncBackup(['k1']), deaf));
  assert.is(result.outcome, 'inconclusive');
  assert.match(result.reason, /no fault set could be tested/);
});

test('what could not be judged is not filed as violated with a larger set', async () => {
  const goLost = 'client→a udp "GO"#1: omit';
  const judgeless = (result: RunResult): RunResult =>
    textsOf(result.request.faults).join() === goLost
      ? { ...result, verdict: { kind: 'inconclusive', reason: 'deadline' } }
      : result;
  const hunted = await huntWith(createFakeRunner(detour(), judgeless), { stopOn: 'all' });
  const unnamed = [goLost, 'a: crash before a→b udp any#1'];
  assert.ok(minimalSets(hunted).some((set) => set.join() === unnamed.join()));
  assert.is(certificateOf(hunted).inconclusive, 1);
});

test('the estimate of new run classes is over the fault-free runs', async () => {
  const { newClass } = certificateOf(await huntWith(createFakeRunner(syncBackup(['k1']))));
  assert.equal(newClass, { runs: 2, classes: 1, estimate: 0 });
});

test('a race is confirmed by the order in which it was lost', async () => {
  const runner = createFakeRunner(asyncBackup(['k1']), (result) => {
    const { id, purpose, steering } = result.request;
    // One in three runs of a confirmation, for with each of them there is a control.
    const isLost = steering !== undefined || purpose !== 'confirm' || id % 3 === 0;
    return isLost || result.verdict.kind !== 'violated'
      ? result
      : { ...result, verdict: { kind: 'held' } };
  });
  const { result } = await huntWith(runner);
  assert.is(result.outcome, 'violated');
  assert.ok(runner.requests.some(({ steering }) => steering !== undefined));
});

test.run();
