/** One fault while a run goes on: armed, due, closed, over. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type AddressLadder, OrdinalCounter } from '../../src/faults/ordinals.ts';
import type { Signal } from '../../src/faults/signal.ts';
import { parseFault } from '../../src/faults/text.ts';
import {
  atCall,
  createWatch,
  isCountedBy,
  isDueAt,
  isDueNow,
  missReason,
  notice,
  type Watch,
} from '../../src/faults/watch.ts';
import { anyCount } from './any-fault.ts';
import { outgoing } from './builders.ts';

const test = suite('watch');

/** `X` is sent a→b, `<X` is received, `!c` is the crash of c. */
const signals = (...texts: readonly string[]): readonly Signal[] => {
  const counter = new OrdinalCounter();
  const ladders = new Map<string, AddressLadder>();
  return texts.map((text): Signal => {
    if (text.startsWith('!')) {
      return { kind: 'crashed', node: text.slice(1) };
    }
    const name = text.replace('<', '');
    const ladder = text.startsWith('<') ? ladders.get(name) : counter.next(outgoing(name));
    ladders.set(name, ladder as AddressLadder);
    return { kind: text.startsWith('<') ? 'received' : 'sent', ladder: ladder as AddressLadder };
  });
};

/** The positions of the messages at which the fault is due, and the state after all. */
const play = (text: string, ...run: readonly string[]) => {
  let watch: Watch = createWatch(parseFault(text));
  const due: number[] = [];
  for (const [index, signal] of signals(...run).entries()) {
    if ('ladder' in signal && isDueAt(watch, signal)) {
      due.push(index);
    }
    watch = notice(watch, signal);
  }
  return { due, watch };
};

for (const [text, run, due] of [
  ['a→b "X"#2: cut', ['X', 'Y', 'X', 'X'], [2]],
  ['a→b "X"#1: cut after a→b "Y"#1 sent', ['X', 'X', 'Y', 'X', 'X'], [3]],
  ['a→b "X"#2: cut after a→b "Y"#1 sent', ['X', 'Y', 'X', 'Y', 'X', 'X'], [4]],
  ['a→b "X"#1: cut after a→b "X"#1 sent', ['X', 'X', 'X'], [1]],
  ['a→b "X"#1: cut after a→b "Y"#1 received', ['Y', 'X', '<Y', 'X', 'X'], [3]],
  ['a→b any#1: cut after c crashed and a→b "Y"#1 sent', ['Y', 'X', '!c', 'X', 'X'], [3]],
  ['a→b any#1: cut after c crashed and a→b "Y"#1 sent', ['!c', 'X', 'Y', 'X', 'X'], [3]],
  ['a→b "X"#2: cut before a→b "Y"#1 sent', ['X', 'Y', 'X'], []],
  ['a→b "X"#2: cut before a→b "Y"#1 sent', ['X', 'X', 'Y'], [1]],
  ['a→b "X"#1: cut after c crashed before a→b "Y"#1 sent', ['!c', 'Y', 'X'], []],
  ['a→b "X"#1: cut after c crashed before a→b "Y"#1 sent', ['Y', '!c', 'X'], []],
  ['b: crash after a→b "X"#2 received', ['X', '<X', 'X', 'X', '<X'], []],
  ['b: crash after a→b "X"#1 received', ['X', 'Y', '<X'], [2]],
] as const) {
  test(`${text}: in ${run.join(' ')} due at ${due.join(' ') || 'none'}`, () => {
    assert.equal(play(text, ...run).due, due);
  });
}

test('a fault at no message is due when all that it waits for has happened', () => {
  const text = 'b: crash once c crashed and a→b "X"#1 received';
  assert.not(isDueNow(play(text, 'X', '<X').watch));
  assert.ok(isDueNow(play(text, 'X', '!c', '<X').watch));
  assert.ok(isDueNow(play('a↔b: partition').watch));
  assert.not(isDueNow(play('a: crash at end').watch));
});

test('what ends a fault counts from when it fired', () => {
  const fault = parseFault('a→b "X"#1: delay until c crashed and a→b "Y"#1 sent');
  const [crash, sent] = signals('!c', 'Y');
  let watch = notice(createWatch(fault), crash as Signal);
  watch = notice({ ...watch, fired: true }, sent as Signal);
  assert.equal(watch.ending, [{ kind: 'crashed', node: 'c' }]);
  assert.equal(notice(watch, crash as Signal).ending, []);
});

for (const [text, run, reason] of [
  ['a→b "X"#1: cut', [], 'its message was not sent in this run'],
  ['a→b "X"#1: cut after c crashed', [], '"c crashed" did not happen in this run'],
  ['a→b "X"#1: cut before c crashed', ['!c'], '"c crashed" happened before its message'],
  [
    'a→b "X"#1: cut after d crashed before c crashed',
    ['!c'],
    '"c crashed" happened before "d crashed"',
  ],
  ['a: fail write error=EIO', [], 'no such call was made in this run'],
] as const) {
  test(`${text} is missed because ${reason}`, () => {
    assert.is(missReason(play(text, ...run).watch), reason);
  });
}

test('calls are counted by node, name and file, from when the fault is armed', () => {
  const text = 'a: fail write error=EIO on "wal/1.log" when=2+2 after c crashed';
  let watch: Watch = createWatch(parseFault(text));
  const call = (path: string, node = 'a', name = 'write'): boolean => {
    const next = atCall(watch, { node, name, path });
    watch = next.watch;
    return next.due;
  };
  assert.not(call('/d/wal/1.log'));
  watch = notice(watch, { kind: 'crashed', node: 'c' });
  const seen = [
    call('/d/wal/1.log'),
    call('/d/wal/2.log'),
    call('/d/owal/1.log'),
    call('/d/wal/1.log', 'b'),
    call('/d/wal/1.log', 'a', 'read'),
    call('/d/wal/1.log'),
    call('/d/wal/1.log'),
    call('/d/wal/1.log'),
  ];
  assert.equal(seen, [false, false, false, false, false, true, false, true]);
});

test('first, last and step say which calls count', () => {
  fc.assert(
    fc.property(anyCount, fc.integer({ min: 1, max: 3000 }), (count, nth) => {
      const { first, last = nth, step } = count;
      let counted = false;
      for (let one = first; one <= Math.min(last, nth); one += step) {
        counted ||= one === nth;
      }
      assert.is(isCountedBy(count, nth), counted);
    }),
  );
});

/** Messages by event: what is told at 1 comes before 3, and is unknown at 2. */
const after = (anchor: number, at: number): boolean => anchor === at || (anchor === 1 && at === 3);

/** The first message with that label. */
const told = (kind: 'sent' | 'received', text: string, at: number) => ({
  kind,
  ladder: new OrdinalCounter().next(outgoing(text)),
  at,
});

test('a window that a message opened is open for what that message led to', () => {
  const text = 'a→b "X"#1: cut after a→b "Y"#1 received';
  let watch = notice(createWatch(parseFault(text)), told('received', 'Y', 1), after);
  assert.not(isDueAt(watch, told('sent', 'X', 2), after));
  watch = notice(watch, told('sent', 'X', 2), after);
  assert.is(missReason(watch), 'it came after "a→b "Y"#1 received", and not because of that');
  assert.ok(isDueAt(watch, told('sent', 'X', 3), after), 'the first is not counted');
  const second = notice({ ...watch, passed: 0 }, told('sent', 'X', 3), after);
  assert.is(second.passed, 1);
});

test('so is one for calls', () => {
  const text = 'c: fail write error=EIO after a→b "Y"#1 received';
  const watch = notice(createWatch(parseFault(text)), told('received', 'Y', 1), after);
  const call = { node: 'c', name: 'write' };
  assert.equal(
    [2, 3, undefined].map((at) => atCall(watch, { ...call, at }, after).due),
    [false, true, true],
  );
});

test('property: a fault with a window is due at most where it would be without', () => {
  const step = fc.constantFrom('X', 'Y', '!c', '!d');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (run, n) => {
      const { due } = play(`a→b "X"#${n}: cut after c crashed before d crashed`, ...run);
      const from = run.indexOf('!c');
      const to = run.indexOf('!d');
      const nth =
        from < 0 ? -1 : run.flatMap((one, i) => (one === 'X' && i > from ? [i] : []))[n - 1];
      const isOpen = nth !== undefined && nth >= 0 && (to < 0 || nth < to);
      assert.equal(due, isOpen ? [nth] : []);
    }),
  );
});

test.run();
