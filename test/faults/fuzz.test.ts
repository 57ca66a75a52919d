/** Malformed fault lines: each is refused with its place, or was read whole. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { faultText, parseFault } from '../../src/faults/text.ts';
import { SpecError } from '../../src/model/errors.ts';
import { anyFault } from './any-fault.ts';

const test = suite('fuzzed fault lines');

const RUNS = 6000;
const TOKENS = /"(?:\\.|[^"\\])*"|[\p{L}\p{N}_]+|[^\s]/gu;
/** What may be said though it goes without saying, what two notations share, and separators. */
const SILENT = new Set(
  'silence late then sent tcp retval time times byte bytes - > < , = .'.split(' '),
);

const tokensOf = (text: string): readonly string[] => text.match(TOKENS) ?? [];

/** Numbers have normal forms (`60s`, `when=1+`, `error=5`), so that only words are compared. */
const isCompared = (token: string): boolean => !(SILENT.has(token) || /^[\d→↔+]/.test(token));

const unquoted = (token: string): string => (token.startsWith('"') ? '"' : token);

/** One slip: a character or a token gone, doubled, changed, moved; or an end cut off. */
const slip = (text: string, where: number, what: number, other: string): string => {
  const at = where % (text.length + 1);
  const tokens = [...tokensOf(text)];
  const index = where % Math.max(tokens.length, 1);
  const rest = [...tokens.slice(0, index), ...tokens.slice(index + 1)];
  const slips: readonly (() => string)[] = [
    () => text.slice(0, at) + text.slice(at + 1),
    () => text.slice(0, at) + other + text.slice(at),
    () => text.slice(0, at) + other + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.slice(at),
    () => rest.join(' '),
    () => [...tokens.slice(0, index + 1), ...tokens.slice(index)].join(' '),
    () => [...rest.slice(0, at % (rest.length + 1)), tokens[index] ?? ''].join(' '),
    () => text.replace(/\d+/u, other),
    () => `${text} ${other}`,
  ];
  return (slips[what % slips.length] ?? (() => text))();
};

const checkLine = (line: string): 'refused' | 'read' => {
  let text: string;
  try {
    text = faultText(parseFault(line, { source: 's', line: 1 }));
  } catch (error) {
    assert.instance(error, SpecError, `${JSON.stringify(line)}: ${String(error)}`);
    const column = Number(/^s:1:(\d+)$/.exec((error as SpecError).where)?.[1]);
    assert.ok(column >= 1 && column <= line.length + 1, JSON.stringify(line));
    return 'refused';
  }
  assert.is(faultText(parseFault(text)), text, `no fixed point: ${JSON.stringify(line)}`);
  const kept = new Set(tokensOf(text).map(unquoted));
  const lost = tokensOf(line)
    .map(unquoted)
    .filter((token) => isCompared(token) && !kept.has(token));
  const isKnown = lost.every((token) =>
    ['ECONNREFUSED', 'when', 'behind', 'error'].includes(token),
  );
  assert.ok(isKnown, `${JSON.stringify(line)} was read as ${text}: lost ${lost.join(' ')}`);
  return 'read';
};

test('a line with a slip is refused with its place, or nothing of it is dropped', () => {
  const other = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom(
      '"',
      '→',
      ':',
      '#',
      ' and ',
      ' until ',
      ', ',
      '..',
      '+',
      '0',
      '00',
      '9'.repeat(30),
    ),
  );
  let refused = 0;
  fc.assert(
    fc.property(anyFault, fc.nat(400), fc.nat(9), other, (fault, where, what, text) => {
      refused += checkLine(slip(faultText(fault), where, what, text)) === 'refused' ? 1 : 0;
    }),
    { numRuns: RUNS },
  );
  assert.ok(refused > RUNS / 2, `${refused} of ${RUNS} were refused`);
});

test('any text is refused with its place, or nothing of it is dropped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (line) => {
      checkLine(line);
    }),
    { numRuns: 1000 },
  );
});

test.run();
