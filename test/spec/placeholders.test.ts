/** `${...}` in commands and environments. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { escapePlaceholders, expand, placeholdersOf } from '../../src/spec/placeholders.ts';

const test = suite('placeholders');

const VALUES = new Map([
  ['dir', '/run/1/primary'],
  ['port.primary.redis', '7001'],
  ['name', '${dir}'],
]);

for (const [text, expanded] of [
  ['plain', 'plain'],
  ['', ''],
  ['${dir}/data', '/run/1/primary/data'],
  ['a${dir}b${dir}c', 'a/run/1/primaryb/run/1/primaryc'],
  ['127.0.0.1:${port.primary.redis}', '127.0.0.1:7001'],
  ['$${dir}', '${dir}'],
  ['$$${dir}', '$${dir}'],
  ['$dir $ $$ }', '$dir $ $$ }'],
] as const) {
  test(`${JSON.stringify(text)} expands to ${JSON.stringify(expanded)}`, () => {
    assert.is(expand(text, VALUES), expanded);
  });
}

test('a value that looks like a placeholder is not expanded again', () => {
  assert.is(expand('${name}', VALUES), '${dir}');
});

test('the names of placeholders are given in order, with repeats, without literals', () => {
  assert.equal(placeholdersOf('${b} $${c} ${a}${b}'), ['b', 'a', 'b']);
});

for (const [text, message, hint] of [
  ['${dri}', '"${dri}": unknown placeholder ${dri}', 'did you mean "${dir}"?'],
  ['${port.primary.reids}', 'unknown placeholder', 'did you mean "${port.primary.redis}"?'],
  ['${HOME}/x', '"${HOME}/x": unknown placeholder', 'known are ${dir}, ${port.primary.redis}'],
  ['${}', 'unknown placeholder ${}', 'known are'],
  ['a ${dir', '"${" without "}"', 'written $${'],
] as const) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(
      () => expand(text, VALUES),
      (error: unknown) =>
        error instanceof SpecError &&
        error.code === 'spec-placeholder' &&
        error.message.includes(message) &&
        error.hint?.includes(hint),
    );
  });
}

test('escaped text expands to itself', () => {
  const piece = fc.constantFrom('$', '{', '}', 'dir', '/', '${dir}');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      assert.is(expand(escapePlaceholders(text), VALUES), text);
    }),
  );
});

test.run();
