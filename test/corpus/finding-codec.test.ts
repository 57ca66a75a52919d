/** Finding files: round trip, hand edits, and damage of every kind. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeFinding, encodeFinding } from '../../src/corpus/finding-codec.ts';
import { SpecError } from '../../src/model/errors.ts';
import { anyFinding, CRASH, CUT, FINDING } from '../helpers/findings.ts';

const test = suite('finding codec');

const SPEC_FILE = { relative: '../spec.yaml', absolute: '/somewhere/spec.yaml' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const TEXT = encodeFinding({ finding: FINDING, specFile: SPEC_FILE });

/** The error that reading `content` gives; fails when it is none of the family. */
function errorOf(content: string | Uint8Array): SpecError {
  try {
    decodeFinding(typeof content === 'string' ? bytes(content) : content, 'f.json');
  } catch (error) {
    assert.instance(error, SpecError);
    return error as SpecError;
  }
  throw new Error('was read without an error');
}

test('what was written is read back', () => {
  fc.assert(
    fc.property(anyFinding, (finding) => {
      const stored = { finding, specFile: SPEC_FILE };
      assert.equal(decodeFinding(bytes(encodeFinding(stored)), 'f.json'), stored);
    }),
  );
});

test('any bytes are read or refused with one clear error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
      assert.match(errorOf(content).message, /^f\.json:\d+:\d+: /);
    }),
  );
});

test('a damaged file is read or refused with one clear error', () => {
  const damage = fc.record({
    at: fc.nat(TEXT.length),
    drop: fc.nat(20),
    put: fc.uint8Array({ maxLength: 4 }),
  });
  const whole = Buffer.from(TEXT);
  fc.assert(
    fc.property(damage, ({ at, drop, put }) => {
      const content = Buffer.concat([whole.subarray(0, at), put, whole.subarray(at + drop)]);
      try {
        decodeFinding(content, 'f.json');
      } catch (error) {
        assert.instance(error, SpecError);
        assert.match((error as SpecError).where, /^f\.json:\d+:\d+$/);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a truncated file is refused at its end', () => {
  const cut = TEXT.slice(0, TEXT.indexOf('"reason"'));
  const lines = cut.split('\n').length;
  assert.ok(errorOf(cut).where.startsWith(`f.json:${lines}:`));
});

test('faults are read from their lines, not from the data beside them', () => {
  const edited = TEXT.replace(
    '"primary→backup \\"COPY 1\\"#1: cut"',
    '"primary->backup any#7: cut"',
  );
  const [cut] = decodeFinding(bytes(edited), 'f.json').finding.faults;
  assert.is(cut?.kind === 'cut' ? cut.at.ordinal : 0, 7);
});

test('faults edited into another order come back in canonical order', () => {
  const data = JSON.parse(TEXT) as { faults: string[] };
  const edited = JSON.stringify({ ...data, faults: data.faults.toReversed() });
  assert.equal(decodeFinding(bytes(edited), 'f.json').finding.faults, [CUT, CRASH]);
});

test('a fault that does not parse is pointed at inside the file', () => {
  const edited = TEXT.replace(
    '"primary→backup \\"COPY 1\\"#1: cut"',
    '"primary→backup \\"COPY 1\\"#1: cot"',
  );
  const line = edited.slice(0, edited.indexOf(': cot')).split('\n').length;
  const error = errorOf(edited);
  const [, , column] = error.where.split(':');
  assert.ok(error.where.startsWith(`f.json:${line}:`), error.where);
  assert.is(edited.split('\n')[line - 1]?.slice(Number(column) - 1, Number(column) + 2), 'cot');
  assert.match(error.hint ?? '', /cut/);
});

test('another version is refused and both are named', () => {
  const error = errorOf(TEXT.replace('"version": 1', '"version": 2'));
  assert.is(error.code, 'finding-version');
  assert.match(error.message, /version 2.*version 1/);
});

test('the version is looked at before anything else', () => {
  assert.is(errorOf('{"version": 9, "faults": 5}').code, 'finding-version');
});

test('a wrong field is named and pointed at', () => {
  const error = errorOf(TEXT.replace('"violated": 5', '"violated": "five"'));
  assert.match(error.message, /"withFaults\.violated"/);
  assert.match(TEXT.split('\n')[Number(error.where.split(':')[1]) - 1] ?? '', /"violated": 5/);
});

test('a rate of more than all runs is refused', () => {
  assert.match(errorOf(TEXT.replace('"violated": 5', '"violated": 6')).message, /withFaults/);
});

test('an id that could leave the store is refused', () => {
  assert.match(errorOf(TEXT.replace(FINDING.id, '../../x')).message, /"id"/);
});

test('a finding without faults is none', () => {
  const data = JSON.parse(TEXT) as object;
  assert.match(errorOf(JSON.stringify({ ...data, faults: [] })).message, /"faults"/);
});

test.run();
