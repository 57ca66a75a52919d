/** What is less than a fault. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseAddress, parseFault } from '../../src/faults/text.ts';
import { type Surroundings, simplerThan, weakerThan } from '../../src/faults/weaker.ts';
import { anyFault } from './any-fault.ts';

const test = suite('weaker faults');

const AROUND: Surroundings = {
  nodes: ['a', 'b', 'c', 'client'],
  nextSent: ({ ordinal }) => (ordinal === 1 ? parseAddress('a→c "Y"#1') : undefined),
};
const weaker = (text: string): readonly string[] =>
  weakerThan(parseFault(text), AROUND).map(faultText);
const simpler = (text: string): readonly string[] => simplerThan(parseFault(text)).map(faultText);

for (const [text, expected] of [
  [
    'a: crash after a→b "X"#1',
    [
      'a: crash after a→b "X"#1, restart at heal',
      'a: pause after a→b "X"#1 until heal',
      'a↔b,c,client: partition from a→b "X"#1 sent',
      'a→c "Y"#1: cut',
    ],
  ],
  ['a→b "X"#1: cut', ['a→b "X"#1: delay until heal']],
  ['a→b "X"#1: cut both', ['a→b "X"#1: cut']],
  ['a→b "X"#1: cut reset', ['a→b "X"#1: reset']],
  ['a→b udp "X"#1: omit', ['a→b udp "X"#1: delay until heal']],
  ['a→b "X"#1: delay for 100ms', ['a→b "X"#1: delay for 50ms']],
  ['a→b connect#1: refuse', []],
] as const) {
  test(`less than ${text}`, () => {
    assert.equal(weaker(text), expected);
  });
}

test('a partition comes down to single links, fewer nodes and one direction', () => {
  assert.equal(weaker('a↔b,c: partition'), [
    'a↔b: partition',
    'a↔c: partition',
    'a→b,c: partition',
    'b,c→a: partition',
  ]);
});

test('a window loses one anchor at a time, and is gone with the last', () => {
  assert.equal(simpler('a→b "X"#1: cut after c→b "Z"#1 received'), ['a→b "X"#1: cut']);
  assert.equal(simpler('a→b "X"#1: cut'), []);
});

test('what is less can be written and read, is another fault, and ends', () => {
  fc.assert(
    fc.property(anyFault, (fault) => {
      let layer = [fault];
      for (let depth = 0; layer.length > 0; depth += 1) {
        assert.ok(depth < 60, `${faultText(fault)} never ends`);
        const next = layer.flatMap((one) => [...weakerThan(one, AROUND), ...simplerThan(one)]);
        for (const one of next) {
          assert.is(faultText(parseFault(faultText(one))), faultText(one));
        }
        layer = [...new Map(next.map((one) => [faultText(one), one])).values()].slice(0, 20);
      }
    }),
    { numRuns: 200 },
  );
});

test.run();
