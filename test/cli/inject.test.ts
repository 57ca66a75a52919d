/** Faults that the user names. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { carriedFaults, injectedLines, linesOfFile, linesOfJson } from '../../src/cli/inject.ts';
import { faultText } from '../../src/faults/text.ts';
import { LdfiError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { GOOD_SPEC } from '../spec/good-spec.ts';

const test = suite('injected faults');

const specWith = (...always: readonly string[]) => {
  const spec = parseSpec(GOOD_SPEC, '/specs/x/good.yaml');
  const lines = always.map((text) => ({ text, source: 'good.yaml', line: 40, column: 8 }));
  return { ...spec, faults: { ...spec.faults, always: lines } };
};
const [first = ''] = specWith().nodes.map(({ name }) => name);

const errorOf = (act: () => unknown): LdfiError => {
  try {
    act();
  } catch (error) {
    assert.instance(error, LdfiError);
    return error as LdfiError;
  }
  throw new Error('was accepted');
};

test("the spec's faults come first, then those of the command line", () => {
  const faults = carriedFaults(specWith(`${first}→client any#1: cut`), [`${first}: crash at end`]);
  assert.equal(faults.map(faultText), [`${first}→client any#1: cut`, `${first}: crash at end`]);
});

test('a file holds one fault a line, with blank lines and comments between', () => {
  const file = join(makeScratch(), 'faults.txt');
  writeFileSync(file, `# weather\n\n  ${first}: crash at end  \r\n${first}→client any#1: cut\n`);
  const lines = injectedLines([`@${file}`]);
  assert.equal(
    lines.map(({ source, line }) => [source, line]),
    [
      [file, 3],
      [file, 4],
    ],
  );
  assert.is(carriedFaults(specWith(), [`@${file}`]).length, 2);
});

test('an error of a line points into the file that it came from', () => {
  assert.equal(linesOfFile('\n a→b "X"#1: cutt', 'f.txt').length, 1);
  const inSpec = errorOf(() => carriedFaults(specWith('a→b "X"#1: cutt')));
  assert.match(inSpec.message, 'good.yaml:40:19: expected a fault');
  assert.is(inSpec.hint, 'did you mean "cut"?');
  assert.match(errorOf(() => carriedFaults(specWith(), ['a: crash'])).message, '--inject:1:9: ');
});

test('a JSON file is an array of the same lines', () => {
  const file = join(makeScratch(), 'faults.json');
  writeFileSync(file, `[\n  "${first}: crash at end",\n  "${first}→client any#1: cut"\n]\n`);
  assert.equal(
    injectedLines([`@${file}`]).map(({ source, line, column }) => [source, line, column]),
    [
      [file, 2, 4],
      [file, 3, 4],
    ],
  );
  assert.is(carriedFaults(specWith(), [`@${file}`]).length, 2);
});

test('an error of a JSON file points into it', () => {
  assert.match(errorOf(() => linesOfJson('["a"', 'f.json')).message, 'f.json:1:5: expected');
  assert.match(
    errorOf(() => linesOfJson('["a",\n 1]', 'f.json')).message,
    'f.json:2:2: expected an',
  );
  assert.match(errorOf(() => linesOfJson('{}', 'f.json')).message, 'f.json:1:1: expected an array');
});

test('what cannot be is refused before any run', () => {
  const unknown = errorOf(() => carriedFaults(specWith(), ['nobody: crash at end']));
  assert.match(unknown.message, 'there is no node "nobody"');
  const hole = errorOf(() => carriedFaults(specWith(), [`client→${first} "X"#1: omit`]));
  assert.match(hole.message, 'hole');
  const missing = errorOf(() => carriedFaults(specWith(), ['@/nowhere/faults.txt']));
  assert.match(missing.message, 'cannot read /nowhere/faults.txt: ENOENT');
});

test.run();
