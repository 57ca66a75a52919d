import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import type { Bench } from '../../src/search/bench.ts';
import { createHypothesisSpace } from '../../src/search/hypotheses.ts';
import { type Lessons, learnFrom, literalOf } from '../../src/search/learn.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { TWO_OF_ALL } from '../helpers/hunting.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('learn');

const CUT = 'primary→replica "SET k1"#1: cut';
const VACUOUS = 'client→primary "SET k1"#1: cut';

async function start(protocol: Protocol): Promise<{ bench: Bench; lessons: Lessons }> {
  const bench = benchOf(createFakeRunner(protocol));
  const baseline = await bench.run('baseline', []);
  const lessons: Lessons = {
    space: createHypothesisSpace(TWO_OF_ALL),
    naming: learnNaming([baseline.result.trace]),
    kinds: new Set(HUNTED_KINDS),
    cutEndings: ['silence'],
  };
  learnFrom(lessons, baseline);
  return { bench, lessons };
}

/** True if the clauses leave that set open. */
function isOpen({ space }: Lessons, texts: readonly string[]): boolean {
  return space
    .problem()
    .clauses.every(
      ({ absent, present }) =>
        absent.some((one) => !texts.includes(one)) || present.some((one) => texts.includes(one)),
    );
}

async function learn(bench: Bench, lessons: Lessons, ...texts: readonly string[]): Promise<void> {
  const faults = texts.map((text) => parseFault(text));
  learnFrom(lessons, await bench.run('hypothesis', faults));
}

test('the literals of the baseline’s support are known', async () => {
  const { lessons } = await start(asyncBackup(['k1']));
  assert.ok(lessons.space.literal(CUT));
  assert.ok(lessons.space.literal('primary: crash after primary→client "OK k1"#1'));
});

test('a run that held blocks its set, and no set that hits its support', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  await learn(bench, lessons, CUT);
  assert.not.ok(isOpen(lessons, [CUT]));
  assert.ok(isOpen(lessons, [CUT, 'primary: crash after primary→client "OK k1"#1']));
});

test('a vacuous run blocks its set', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  await learn(bench, lessons, VACUOUS);
  assert.not.ok(isOpen(lessons, [VACUOUS]));
});

test('and the sets with faults that do not occur in it, but none with those that do', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  await learn(bench, lessons, VACUOUS);
  assert.not.ok(isOpen(lessons, [VACUOUS, CUT]));
  assert.ok(isOpen(lessons, [VACUOUS, 'replica: crash at end']));
});

test('a run in which a fault missed teaches about the faults that fired', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  await learn(bench, lessons, CUT, 'replica→primary "ACK"#1: cut');
  assert.not.ok(isOpen(lessons, [CUT]));
});

test('a violated run teaches nothing', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  const set = [CUT, 'primary: crash after primary→client "OK k1"#1'];
  await learn(bench, lessons, ...set);
  assert.ok(isOpen(lessons, set));
});

test('a fault given at a coarser address is learnt as the one on the message it met', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  const coarse = parseFault('primary→replica any#1: cut');
  const trial = await bench.run('hypothesis', [coarse]);
  assert.is(literalOf(lessons, coarse, trial.result.trace), CUT);
});

test('and as nothing when that message is not in the trace', async () => {
  const { bench, lessons } = await start(asyncBackup(['k1']));
  const coarse = parseFault('primary→replica any#7: cut');
  const trial = await bench.run('hypothesis', [coarse]);
  assert.is(literalOf(lessons, coarse, trial.result.trace), undefined);
});

test.run();
