/** How `npm run minimal` judges what minimising leaves. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Lessening } from '../../src/model/finding.ts';
import { benchOf } from '../helpers/bench.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { judgeLeft, originsOf, plantBySeed } from '../helpers/planted.ts';

const test = suite('planted faults');

const LOSS = parseFault('a→b udp "LOG"#1: omit');
const LATE = parseFault('a→b udp "LOG"#1: delay until heal');
const SOON = parseFault('a→b udp "LOG"#1: delay until b→c udp "X"#1 received');
const CRASH = parseFault('a: crash after a→b udp "LOG"#2');
const PLANT = parseFault('c→b udp "X"#1: delay for 5ms');
const SETS = [['a→[bc] udp "LOG"#1: omit', 'a: crash .*']];
const rate = { violated: 2, runs: 2 };
const TRIES: readonly Lessening[] = [
  { change: 'drop', fault: PLANT, kept: true, rate },
  { change: 'weaken', fault: LOSS, to: LATE, kept: true, rate },
  { change: 'weaken', fault: CRASH, to: PLANT, kept: false, rate },
  { change: 'weaken', fault: LATE, to: SOON, kept: true, rate },
];
const WHOLE = { faults: [LOSS, CRASH, PLANT], planted: [PLANT] };

test('a weaker fault comes from the one in whose place it was put', () => {
  const origins = originsOf(WHOLE.faults, [CRASH, SOON], TRIES);
  assert.equal(origins.map(faultText), [CRASH, LOSS].map(faultText));
});

test('what was made of the minimal set is as it was by hand', () => {
  const { isClean, isMinimal } = judgeLeft(WHOLE, [SOON, CRASH], TRIES, SETS);
  assert.ok(isClean && isMinimal);
});

test('a planted fault that is left is seen, and so is one that is missing', () => {
  assert.not.ok(judgeLeft(WHOLE, [SOON, CRASH, PLANT], TRIES, SETS).isClean);
  assert.not.ok(judgeLeft(WHOLE, [SOON, CRASH, PLANT], TRIES, SETS).isMinimal);
  assert.not.ok(judgeLeft(WHOLE, [SOON], TRIES, SETS).isMinimal);
  const stranger = judgeLeft(WHOLE, [parseFault('b: crash after b→a udp "Y"#1')], TRIES, SETS);
  assert.not.ok(stranger.isClean, 'nobody knows where it comes from');
});

/**
 * a tells b twice, and c what nobody needs, many times; the first to b must arrive. `asking`: c is
 * told by b instead, and only where the first has not arrived.
 */
const telling = (asking: boolean): Protocol => ({
  name: 'telling',
  nodes: ['a', 'b', 'c'],
  asks: ['b'],
  cast: () => {
    const heard = new Set<string>();
    return {
      actors: {
        client: { start: (context) => context.datagram('a', 'GO') },
        a: {
          receive: (context) => {
            context.datagram('b', 'FIRST');
            context.datagram('b', 'SECOND');
            for (let n = 1; n <= 8 && !asking; n += 1) {
              context.datagram('c', `N${n}`);
            }
          },
        },
        b: {
          receive: (context, _from, label) => {
            heard.add(label);
            for (let n = 1; n <= 8 && asking && !heard.has('FIRST'); n += 1) {
              context.datagram('c', `WHERE ${n}`);
            }
          },
        },
      },
      judge: () =>
        heard.has('FIRST') ? { kind: 'held' } : { kind: 'violated', reason: 'not the first' },
    };
  },
});
const PROTOCOL = telling(false);

test('what a seed plants happens, breaks nothing, and changes nothing of what breaks', async () => {
  const first = parseFault('a→b udp "FIRST"#1: omit');
  const sets: string[] = [];
  for (const seed of [1, 2, 3]) {
    const bench = benchOf(createFakeRunner(PROTOCOL));
    const options = { count: 3, seed, triesMax: 60 };
    const { faults, planted } = await plantBySeed(bench, [first], options);
    assert.is(planted.length, 3);
    assert.is(faults.length, 4);
    const alone = await bench.run('replay', planted);
    assert.is(alone.judged.verdict.kind, 'held');
    assert.is((await bench.run('replay', faults)).judged.verdict.kind, 'violated');
    sets.push(planted.map(faultText).join());
    const again = await plantBySeed(benchOf(createFakeRunner(PROTOCOL)), [first], options);
    assert.equal(again.planted, planted, 'the same seed draws the same');
  }
  assert.ok(new Set(sets).size > 1, 'another seed draws others');
});

test('what is said only when it breaks can be planted too', async () => {
  const first = parseFault('a→b udp "FIRST"#1: omit');
  const bench = benchOf(createFakeRunner(telling(true)));
  const options = { count: 3, seed: 1, triesMax: 60 };
  const { faults, planted } = await plantBySeed(bench, [first], options);
  assert.is(planted.length, 3);
  assert.ok(planted.map(faultText).some((text) => text.includes('WHERE')));
  assert.is((await bench.run('replay', planted)).judged.verdict.kind, 'void');
  assert.is((await bench.run('replay', faults)).judged.verdict.kind, 'violated');
});

test.run();
