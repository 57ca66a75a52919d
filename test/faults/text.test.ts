/** The fault language: what is written, read back, and refused. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText, faultText, parseAddress, parseFault } from '../../src/faults/text.ts';
import type { Address } from '../../src/model/address.ts';
import { SpecError } from '../../src/model/errors.ts';
import type { Fault } from '../../src/model/fault.ts';
import { anyAddress, anyFault } from './builders.ts';

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

/** Text, column, part of the message. */
const MALFORMED: readonly (readonly [string, number, string])[] = [
  ['', 1, 'expected a node name, got the end of the text'],
  ['   ', 4, 'expected a node name, got the end of the text'],
  [': cut', 1, 'expected a node name, got ":"'],
  ['"a"→b "X"#1: cut', 1, 'expected a node name'],
  ['→b "X"#1: cut', 1, 'expected a node name'],
  ['a', 2, 'after the node name, got the end'],
  ['a b', 3, 'after the node name, got "b"'],
  ['a=>b "X"#1: cut', 2, 'after the node name, got "="'],
  ['a→', 3, 'expected a node name'],
  ['a→ "X"#1: cut', 4, 'expected a node name, got "\\""'],
  ['a→b', 4, 'expected a label in quotes'],
  ['a→b: cut', 4, 'expected a label in quotes'],
  ['a→b SET#1: cut', 5, 'expected a label in quotes, "any", "udp" or "connect", got "SET"'],
  ['a→b #1: cut', 5, 'expected a label in quotes'],
  ["a→b 'X'#1: cut", 5, 'expected a label in quotes'],
  ['a→b UDP "X"#1: omit', 5, 'got "UDP"'],
  ['a→b udp: omit', 8, 'expected a label in quotes'],
  ['a→b "X: cut', 5, 'no closing quote'],
  ['a→b "X\\": cut', 5, 'no closing quote'],
  ['a→b "X\\q"#1: cut', 7, 'unknown escape'],
  ['a→b "X\\x4"#1: cut', 7, 'unknown escape'],
  ['a→b "X\\u004"#1: cut', 7, 'unknown escape'],
  ['a→b "X\ny"#1: cut', 7, 'must be escaped'],
  ['a→b "X": cut', 8, 'expected "#"'],
  ['a→b "X" #1: cut', 8, 'expected "#"'],
  ['a→b "X"#: cut', 9, 'expected an ordinal, got ":"'],
  ['a→b "X"#0: cut', 9, 'ordinal 0 is not allowed'],
  ['a→b "X"#01: cut', 9, 'ordinal 01 is not allowed'],
  ['a→b "X"#-1: cut', 9, 'expected an ordinal'],
  ['a→b "X"#99999999999999999999: cut', 9, 'is too large'],
  ['a→b "X"#1.5: cut', 10, 'expected ":" and a fault'],
  ['a→b "X"@#1: cut', 9, 'expected a digest'],
  ['a→b "X"@5f3a9c1#1: cut', 9, 'expected a digest'],
  ['a→b "X"@5F3A9C12#1: cut', 9, 'expected a digest'],
  ['a→b "X"@5f3a9c12*#1: cut', 17, 'expected "#"'],
  ['a→b "X"**#1: cut', 9, 'expected "#"'],
  ['a→b any: cut', 8, 'expected "#"'],
  ['a→b connect: refuse', 12, 'expected "#"'],
  ['a→b connect "X"#1: refuse', 12, 'expected "#"'],
  ['a→b "X"#1', 10, 'expected ":" and a fault'],
  ['a→b "X"#1 cut', 11, 'expected ":" and a fault'],
  ['a→b "X"#1:', 11, 'expected a fault (cut, omit or refuse), got the end'],
  ['a→b "X"#1: drop', 12, 'expected a fault (cut, omit or refuse), got "drop"'],
  ['a→b "X"#1: cut rest', 16, 'expected "reset" or nothing, got "rest"'],
  ['a→b "X"#1: cut 3', 16, 'expected the end of the text, got "3"'],
  ['a→b "X"#1: cut reset now', 22, 'expected the end of the text, got "now"'],
  ['a→b "X"#1: omit reset', 17, 'expected the end of the text'],
  ['a→b "X"#1: cut; a→b "X"#2: cut', 15, 'expected the end of the text, got ";"'],
  ['a→b "X"#1: crash', 12, 'a crash belongs to a node'],
  ['a: cut', 4, 'cut needs a message'],
  ['a:', 3, 'expected "crash" after the node, got the end'],
  ['a: restart', 4, 'expected "crash" after the node, got "restart"'],
  ['a: crash', 9, 'expected "before", "after" or "at end", got the end'],
  ['a: crash during a→b "X"#1', 10, 'got "during"'],
  ['a: crash at', 12, 'expected "end", got the end'],
  ['a: crash at start', 13, 'expected "end", got "start"'],
  ['a: crash at end a→b "X"#1', 17, 'expected the end of the text'],
  ['a: crash before', 16, 'expected a node name'],
  ['a: crash before "X"#1', 17, 'expected a node name'],
  ['a: crash before a "X"#1', 19, 'expected "→" (or "->") after the node name'],
  ['a: crash before a→b "X"#1: cut', 26, 'expected the end of the text, got ":"'],
];

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
