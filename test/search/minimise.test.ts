import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import { minimise } from '../../src/search/minimise.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { textsOf } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('minimise');

const CUT = 'primary→replica "SET k1"#1: cut';
const CRASH = 'primary: crash after primary→client "OK k3"#1';
const NEEDLESS = 'client→primary "SET k4"#1: cut';

interface Shrunk {
  readonly faults: readonly string[];
  readonly path: readonly (readonly string[])[];
  readonly runs: number;
  readonly events: readonly HuntEvent[];
}

async function shrink(
  protocol: Protocol,
  texts: readonly string[],
  isKnownGood: (faults: readonly Fault[]) => boolean = () => false,
): Promise<Shrunk> {
  const runner = createFakeRunner(protocol);
  const events: HuntEvent[] = [];
  const bench = benchOf(runner, { events });
  const baseline = await bench.run('baseline', []);
  const faults = texts.map((text) => parseFault(text));
  const trial = await bench.run('hypothesis', faults);
  assert.is(trial.judged.verdict.kind, 'violated');
  const naming = learnNaming([baseline.result.trace]);
  const context = { bench, naming, isKnownGood, onGood: () => undefined };
  const result = await minimise(context, faults, trial);
  return {
    faults: textsOf(result.faults),
    path: result.path.map(textsOf),
    runs: bench.experiments() - 2,
    events,
  };
}

const BACKUP = asyncBackup(['k1', 'k2', 'k3', 'k4']);

test('a fault that is not needed is dropped', async () => {
  const { faults } = await shrink(BACKUP, [CUT, CRASH, NEEDLESS]);
  assert.not.ok(faults.includes(NEEDLESS));
});

test('what is left needs each of its faults', async () => {
  const { faults } = await shrink(BACKUP, [CUT, CRASH]);
  assert.is(faults.length, 2);
});

test('the cut is moved to the last message that matters', async () => {
  const { faults } = await shrink(BACKUP, [CUT, CRASH]);
  assert.equal(faults, ['primary→replica "SET k3"#1: cut', CRASH]);
});

test('all sets that were seen to violate are on the path', async () => {
  const { path } = await shrink(BACKUP, [CUT, CRASH]);
  assert.equal(path, [
    [CUT, CRASH],
    ['primary→replica "SET k2"#1: cut', CRASH],
    ['primary→replica "SET k3"#1: cut', CRASH],
  ]);
});

test('each attempt is reported, kept or not', async () => {
  const { events } = await shrink(BACKUP, [CUT, CRASH]);
  const kept = events.flatMap((event) => (event.kind === 'minimise-step' ? [event.kept] : []));
  assert.equal(kept, [false, false, true, true]);
});

test('sets that are known to come out well are not run again', async () => {
  const all = await shrink(BACKUP, [CUT, CRASH]);
  const informed = await shrink(BACKUP, [CUT, CRASH], (faults) => faults.length === 1);
  // Each of the two single faults is tried twice by the one and never by the other.
  assert.is(all.runs - informed.runs, 4);
  assert.equal(informed.faults, all.faults);
});

test('a single fault is never dropped', async () => {
  const single = asyncBackup(['k1']);
  const alone: Protocol = { ...single, asks: ['replica'] };
  const judged: Protocol = {
    ...alone,
    cast: (run) => {
      const cast = single.cast(run);
      return { ...cast, judge: (alive) => cast.judge(new Set([...alive].filter(isReplica))) };
    },
  };
  const { faults } = await shrink(judged, [CUT]);
  assert.equal(faults, [CUT]);
});

function isReplica(node: string): boolean {
  return node === 'replica';
}

test.run();
