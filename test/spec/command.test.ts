/** Commands: a line into words, and the executable. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resolveExecutable, splitCommand } from '../../src/spec/command.ts';

const test = suite('command');

for (const [line, words] of [
  ['redis-server --port 7000', ['redis-server', '--port', '7000']],
  ['  a\t b\n c ', ['a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a --x='b c'"d"e`, ['a', '--x=b cde']],
  [`a '' ""`, ['a', '', '']],
  [`a "b \\" c" 'd \\ e' f\\ g`, ['a', 'b " c', 'd \\ e', 'f g']],
  [`a "\\n \\\\"`, ['a', '\\n \\']],
  [`sh -c 'a | b && c > d'`, ['sh', '-c', 'a | b && c > d']],
  [`grep '|' a;b`, ['grep', '|', 'a;b']],
  ['$HOME * ~ ${dir}', ['$HOME', '*', '~', '${dir}']],
  ['', []],
] as const) {
  test(`${JSON.stringify(line)} has the words ${JSON.stringify(words)}`, () => {
    assert.equal(splitCommand(line), { words });
  });
}

for (const [line, problem] of [
  [`a 'b`, `no closing '`],
  ['a "b', 'no closing "'],
  ['a "b\\"', 'no closing "'],
  ['a \\', 'a backslash at the end hides nothing'],
  ['a | b', '"|" needs a shell, and none is run'],
  ['a && b', '"&&" needs a shell, and none is run'],
  ['a &', '"&" needs a shell, and none is run'],
] as const) {
  test(`${JSON.stringify(line)} is refused`, () => {
    const result = splitCommand(line);
    assert.is('problem' in result && result.problem, problem);
  });
}

test('quoted words are split back to what they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(' ');
      assert.equal(splitCommand(line), { words });
    }),
  );
});

test('a word with a slash is an executable relative to the working directory', () => {
  assert.equal(resolveExecutable(['./server', './x'], '/w'), ['/w/server', './x']);
  assert.equal(resolveExecutable(['../bin/server'], '/w/d'), ['/w/bin/server']);
  assert.equal(resolveExecutable(['/usr/bin/env'], '/w'), ['/usr/bin/env']);
});

test('a bare word is left for the look-up in PATH', () => {
  assert.equal(resolveExecutable(['redis-server'], '/w'), ['redis-server']);
});

test('an executable below a placeholder for a directory is left for the run', () => {
  assert.equal(resolveExecutable(['${dir}/server'], '/w'), ['${dir}/server']);
  assert.equal(resolveExecutable(['bin/${name}'], '/w'), ['/w/bin/${name}']);
});

test('a working directory that looks like a placeholder is no placeholder', () => {
  assert.equal(resolveExecutable(['./a'], '/w/${x}'), ['/w/$${x}/a']);
});

test.run();
