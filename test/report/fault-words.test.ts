/** Faults in plain words, row by row. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { faultWords } from '../../src/report/fault-words.ts';

const test = suite('fault words');

const ROWS: readonly (readonly [string, string])[] = [
  [
    'primary→replica "SET k1"#1: cut',
    'cut: from "SET k1" #1 on, nothing that primary sends to replica on that connection ' +
      'arrives (silence)',
  ],
  [
    'a→b "X"*#2: cut reset',
    'cut: X message #2 from a to b is lost, and both ends see their connection reset',
  ],
  [
    'a→b udp "X"@0a1b2c3d#3: omit',
    'omit: the datagram "X" #3 (payload 0a1b2c3d) from a to b is lost; its sender sees success',
  ],
  ['a→b connect#2: refuse', 'refuse: connection attempt #2 from a to b is refused'],
  [
    'primary: crash after primary→client "+OK"#1',
    'crash: primary is killed right after it sent "+OK" #1 to client',
  ],
  ['a: crash before a→b any#4', 'crash: a is killed right before it sends message #4 to b'],
  [
    'a: crash before a→b connect#1',
    'crash: a is killed right before it makes connection attempt #1 to b',
  ],
  ['a: crash at end', 'crash: a is killed when the workload has ended'],
];

for (const [line, words] of ROWS) {
  test(line, () => {
    assert.is(faultWords(parseFault(line)), words);
  });
}

test('control bytes of a label are shown, not obeyed', () => {
  assert.match(faultWords(parseFault('a→b "\\x1b[2J"#1: cut')), /"\\x1b\[2J" #1/);
});

test.run();
