/** What faults did, in few words. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { faultLabel } from '../../src/report/fault-label.ts';
import { anyFault } from '../faults/any-fault.ts';

const test = suite('fault labels');

for (const [text, label] of [
  ['a→b "X"#1: cut', 'cut'],
  ['a→b "X"#1: cut reset', 'cut, reset'],
  ['a→b "X"#1: cut both until heal, then reset', 'cut both ways until heal, then reset'],
  ['a→b "X"#1: reset', 'reset'],
  ['a→b udp "X"#1: omit', 'lost'],
  ['a→b "X"#1: delay for 200ms', 'delayed 200 ms'],
  ['a→b "X"#1: delay until b crashed', 'delayed until b crashed'],
  ['a→b udp "X"#1: duplicate', 'sent 2 times'],
  ['a→b udp "X"#1: duplicate 3 times for 2s', 'sent 4 times, the copies later'],
  ['a→b udp "X"#1: reorder behind 2', 'sent behind 2 later'],
  ['a→b connect#1: refuse', 'refused'],
  ['a→b connect#1: refuse error=EHOSTUNREACH', 'refused: EHOSTUNREACH'],
  ['a→b connect#1: ignore for 3s', 'SYN lost 3.0 s'],
  ['a→b connect#1: stall for 2s', 'kept from accept 2.0 s'],
  ['a↔b: partition', 'partition'],
  ['a: crash at end', 'killed'],
  ['a: crash at end, losing unsynced writes', 'killed, unsynced lost'],
  [
    'a: crash after a→b any#1, tearing the last write, restart at heal',
    'killed, last write torn, down until heal',
  ],
  ['a: crash after a→b any#1, restart after 2s', 'killed, back after 2.0 s'],
  ['a: pause after a→b "X"#1 for 5s', 'paused 5.0 s'],
  ['a: fail fsync error=EIO', 'fsync failed: EIO'],
  ['a: shorten write to 1 byte', 'write cut to 1 byte'],
  ['a: fill disk until heal', 'disk full until heal'],
] as const) {
  test(`${text}: ${label}`, () => {
    assert.is(faultLabel(parseFault(text)), label);
  });
}

test('each is one line, and not a long one', () => {
  fc.assert(
    fc.property(anyFault, (fault) => {
      const label = faultLabel(fault);
      assert.not.match(label, /[\n\r]/);
      assert.ok(fault.kind === 'fail' || fault.kind === 'shorten' || label.length < 100, label);
    }),
  );
});

test.run();
