/** The fault language: what is written, read back, and refused. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { faultText, parseAddress, parseFault } from '../../src/faults/text.ts';
import type { Address } from '../../src/model/address.ts';
import { SpecError } from '../../src/model/errors.ts';
import type { Fault } from '../../src/model/fault.ts';
import { anyFault } from './any-fault.ts';
import { anyAddress } from './builders.ts';
import { MALFORMED } from './malformed.ts';

const test = suite('fault text');

const tcp = (over: Partial<Address>): Address => ({
  from: 'primary',
  to: 'replica',
  kind: 'tcp',
  level: 'label',
  label: 'SET k1',
  digest: '',
  ordinal: 1,
  ...over,
});
const connect: Address = tcp({ kind: 'connect', level: 'order', label: '' });

const CANONICAL: readonly (readonly [string, Fault])[] = [
  ['primary→replica "SET k1"#1: cut', { kind: 'cut', at: tcp({}), ending: 'silence' }],
  [
    'primary→replica "SET k1"#12: cut reset',
    { kind: 'cut', at: tcp({ ordinal: 12 }), ending: 'reset' },
  ],
  [
    'primary→replica "SET"*#1: cut',
    { kind: 'cut', at: tcp({ level: 'class', label: 'SET' }), ending: 'silence' },
  ],
  [
    'primary→replica any#3: cut',
    { kind: 'cut', at: tcp({ level: 'order', label: '', ordinal: 3 }), ending: 'silence' },
  ],
  ['primary→replica udp "SET k1"#1: omit', { kind: 'omit', at: tcp({ kind: 'udp' }) }],
  [
    'primary→replica unix "SET k1"#1: cut',
    { kind: 'cut', at: tcp({ kind: 'unix' }), ending: 'silence' },
  ],
  ['primary→replica unixgram "SET k1"#1: omit', { kind: 'omit', at: tcp({ kind: 'unixgram' }) }],
  [
    'primary: crash after primary→replica pipe "SET k1"#1',
    { kind: 'crash', node: 'primary', when: 'after', at: tcp({ kind: 'pipe' }) },
  ],
  ['primary→replica connect#1: refuse', { kind: 'refuse', at: connect }],
  [
    'primary: crash before primary→replica "SET k1"@5f3a9c12#1',
    {
      kind: 'crash',
      node: 'primary',
      when: 'before',
      at: tcp({ level: 'exact', digest: '5f3a9c12' }),
    },
  ],
  [
    'primary: crash after primary→replica "SET k1"#1',
    { kind: 'crash', node: 'primary', when: 'after', at: tcp({}) },
  ],
  ['primary: crash at end', { kind: 'crash', node: 'primary', when: 'end' }],
  [
    'primary→replica "SET k1"#1: cut both after replica crashed until heal, then reset',
    {
      kind: 'cut',
      at: tcp({}),
      ending: 'silence',
      both: true,
      window: { after: [{ kind: 'crashed', node: 'replica' }] },
      hold: { until: 'heal' },
      resets: true,
    },
  ],
  [
    'primary→replica "SET k1"~0000ffff#1: delay for 1500ms',
    {
      kind: 'delay',
      at: tcp({ level: 'context', digest: '0000ffff' }),
      hold: { until: 'time', ms: 1500 },
    },
  ],
  [
    'primary→replica "SET k1"/2#1: reset before primary→replica connect#1 sent',
    {
      kind: 'reset',
      at: tcp({ level: 'channel', digest: '2' }),
      window: { after: [], before: { kind: 'sent', at: connect } },
    },
  ],
  [
    'a,c→b: partition from b crashed and workload started ' +
      'until primary→replica "SET k1"#1 received',
    {
      kind: 'partition',
      sides: [['a', 'c'], ['b']],
      direction: 'one',
      from: [
        { kind: 'crashed', node: 'b' },
        { kind: 'started', of: 'workload' },
      ],
      hold: { until: 'events', events: [{ kind: 'received', at: tcp({}) }] },
    },
  ],
  [
    'primary: crash once b restarted, tearing the last write, restart at heal',
    {
      kind: 'crash',
      node: 'primary',
      when: 'once',
      once: [{ kind: 'restarted', node: 'b' }],
      disk: 'torn',
      restart: { until: 'heal' },
    },
  ],
  [
    'replica: pause after primary→replica "SET k1"#1 received until heal',
    {
      kind: 'pause',
      node: 'replica',
      when: 'after',
      at: tcp({}),
      side: 'received',
      hold: { until: 'heal' },
    },
  ],
  [
    'a: fail fsync,fdatasync error=EIO on "wal/1.log" when=2..8+3, losing unsynced writes',
    {
      kind: 'fail',
      site: {
        node: 'a',
        calls: ['fsync', 'fdatasync'],
        file: 'wal/1.log',
        when: { first: 2, last: 8, step: 3 },
      },
      error: 'EIO',
      loses: true,
    },
  ],
  [
    'a: shorten write to 1 byte',
    {
      kind: 'shorten',
      site: { node: 'a', calls: ['write'], when: { first: 1, step: 1 } },
      bytes: 1,
    },
  ],
  ['a: fill disk leaving 4096 bytes', { kind: 'fill', node: 'a', leaving: 4096 }],
];
for (const [text, fault] of CANONICAL) {
  test(`${text} is written`, () => {
    assert.is(faultText(fault), text);
  });
  test(`${text} is read`, () => {
    assert.equal(parseFault(text), fault);
  });
}

/** What is read too, and how it is written. */
const LIBERAL: readonly (readonly [string, string])[] = [
  ['primary->replica "X"#1: cut', 'primary→replica "X"#1: cut'],
  ['  primary  ->  replica  "X"#1  :  cut  reset  ', 'primary→replica "X"#1: cut reset'],
  ['a→b tcp "X"#1: cut', 'a→b "X"#1: cut'],
  ['a→b "X"#1:cut silence', 'a→b "X"#1: cut'],
  ['\ta→b "\\u0041\\x42"#1: cut', 'a→b "AB"#1: cut'],
  ['a:crash before a->b connect#1', 'a: crash before a→b connect#1'],
  ['a : crash  at  end', 'a: crash at end'],
  ['a: crash after a->b "X"#1 sent', 'a: crash after a→b "X"#1'],
  ['a: crash at end restart at heal', 'a: crash at end, restart at heal'],
  ['a→b "X"#1: cut for 60s then late', 'a→b "X"#1: cut for 1m'],
  [
    'a→b "X"#1: cut after d crashed and c→d "Y"#1',
    'a→b "X"#1: cut after c→d "Y"#1 sent and d crashed',
  ],
  ['a→b "X"#1: cut after d crashed and d crashed', 'a→b "X"#1: cut after d crashed'],
  ['a→b "X"#1: delay until heal→b "Y"#1', 'a→b "X"#1: delay until heal→b "Y"#1 sent'],
  ['a→b "X"#1: delay until heal crashed', 'a→b "X"#1: delay until heal crashed'],
  ['a→b connect#1: refuse error=ECONNREFUSED', 'a→b connect#1: refuse'],
  ['a→b connect#1: refuse error=110', 'a→b connect#1: refuse error=ETIMEDOUT'],
  ['a→b udp "X"#1: duplicate 1 time', 'a→b udp "X"#1: duplicate'],
  ['a→b udp "X"#1: reorder behind 1', 'a→b udp "X"#1: reorder'],
  ['c , b <-> a : partition', 'a↔b,c: partition'],
  ['c,b -> a: partition until heal then late', 'b,c→a: partition until heal'],
  ['a→b: partition', 'a→b: partition'],
  ['a: fail write,read error=5 when=2..9+3', 'a: fail read,write error=EIO when=2..8+3'],
  ['a: fail write error=EIO when=1+', 'a: fail write error=EIO'],
  ['a: fail write error=EIO when=3..4+9', 'a: fail write error=EIO when=3'],
  ['a: fail write error=EIO when=2+1', 'a: fail write error=EIO when=2+'],
  ['a: fail write error=EIO when=2 on "f"', 'a: fail write error=EIO on "f" when=2'],
  ['a: shorten read retval=0', 'a: shorten read to 0 bytes'],
];
for (const [text, canonical] of LIBERAL) {
  test(`${JSON.stringify(text)} is read as ${canonical}`, () => {
    assert.is(faultText(parseFault(text)), canonical);
  });
}

test('every fault is read back from its text', () => {
  fc.assert(
    fc.property(anyFault, (fault) => assert.equal(parseFault(faultText(fault)), fault)),
    {
      numRuns: 1000,
    },
  );
});

test('every address is read back from its text', () => {
  fc.assert(
    fc.property(anyAddress, (one) => assert.equal(parseAddress(addressText(one)), one)),
    {
      numRuns: 1000,
    },
  );
});

test('every text that is read is written canonically, and the canonical text is its own', () => {
  // Words of the language in any order: most are refused, and what is not must reach a fixed point
  // at once.
  const word = fc.constantFrom(
    'a',
    'b',
    '→',
    '->',
    ':',
    ' ',
    '"X"',
    '#1',
    '*',
    'udp',
    'unix',
    'any',
    'cut',
    'reset',
    'crash',
    'at',
    'end',
    'before',
    'connect',
    'refuse',
    'omit',
    'delay',
    'both',
    'until heal',
    'for 2s',
    'after',
    'b crashed',
    'and',
    'once',
    'restart',
    ', ',
    'then reset',
    'fail write',
    'error=EIO',
    'when=2+',
    '↔',
    'partition',
    'received',
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 10 }),
      fc.constantFrom('', 'a→b ', 'a: crash '),
      (words, start) => {
        let fault: Fault;
        try {
          fault = parseFault(start + words.join(''));
        } catch (error) {
          assert.instance(error, SpecError);
          return;
        }
        const text = faultText(fault);
        assert.is(faultText(parseFault(text)), text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('texts are equal only if faults are', () => {
  fc.assert(
    fc.property(anyFault, anyFault, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      assert.is(faultText(one) === faultText(other), same);
    }),
  );
});

test('a text is one printable line', () => {
  fc.assert(
    fc.property(anyFault, (fault) =>
      assert.not.match(faultText(fault), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u),
    ),
  );
});

const errorOf = (text: string): SpecError => {
  try {
    parseFault(text, { source: 'plan.txt', line: 3 });
  } catch (error) {
    assert.instance(error, SpecError);
    return error as SpecError;
  }
  throw new Error(`was read: ${text}`);
};

for (const [text, column, part] of MALFORMED) {
  test(`${JSON.stringify(text)} is refused at column ${column}`, () => {
    const error = errorOf(text);
    assert.is(error.code, 'fault-syntax');
    assert.is(error.where, `plan.txt:3:${column}`);
    assert.ok(error.message.includes(part), error.message);
  });
}

for (const [text, hint] of [
  ['a→b "X"#1: cutt', 'did you mean "cut"?'],
  ['a→b "X"#1: omitt', 'did you mean "omit"?'],
  ['a→b "X"#1: cut rest', 'did you mean "reset"?'],
  ['a→b UDP "X"#1: omit', 'did you mean "udp"?'],
  ['a→b conect#1: refuse', 'did you mean "connect"?'],
  ['a→b PING#1: cut', 'write it in quotes: "PING"'],
  ['a: crahs at end', 'did you mean "crash"?'],
  ['a: crash befor a→b "X"#1', 'did you mean "before"?'],
  ['a: cut', 'write "from→to <message>: cut"'],
  ['a→b "X"#1: cut untl heal', 'did you mean "until"?'],
  ['a→b "X"#1: delay untill heal', 'did you mean "until"?'],
  ['a→b "X"#1: cut after b crashd', 'did you mean "crashed"?'],
  ['a: fail wirte error=EIO', 'did you mean "write"?'],
  ['a: fail write error=ENOSPCE', 'did you mean "ENOSPC"?'],
  ['a: puase once b crashed for 1s', 'did you mean "pause"?'],
  ['a↔b: partitoin', 'did you mean "partition"?'],
] as const) {
  test(`${text} is refused with a hint`, () => {
    assert.is(errorOf(text).hint, hint);
  });
}

test('without a source the error points into the fault', () => {
  assert.throws(() => parseFault('a'), /^fault:1:2: /);
});

test('a malformed address is refused like a fault', () => {
  assert.throws(
    () => parseAddress('a→b "X"#1 x', { source: 's', line: 2 }),
    /^s:2:11: expected the end/,
  );
});

test.run();
