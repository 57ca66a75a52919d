/** The word that was meant. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { suggest } from '../../src/spec/suggest.ts';

const test = suite('suggest');

const KEYS = ['command', 'environment', 'working_dir', 'ports', 'ready', 'framer'];

for (const [word, meant] of [
  ['comand', 'command'],
  ['commadn', 'command'],
  ['commands', 'command'],
  ['Command', 'command'],
  ['env', 'environment'],
  ['port', 'ports'],
  ['raedy', 'ready'],
  ['working-dir', 'working_dir'],
] as const) {
  test(`${word} is meant to be ${meant}`, () => {
    assert.is(suggest(word, KEYS), meant);
  });
}

for (const word of ['image', 'x', '', 'c', 'depends_on', 'a'.repeat(10_000)]) {
  test(`${JSON.stringify(word.slice(0, 12))} resembles no key`, () => {
    assert.is(suggest(word, KEYS), undefined);
  });
}

test('a short word is not taken for another short word that shares a letter or two', () => {
  assert.is(suggest('cat', ['tap', 'dig']), undefined);
  assert.is(suggest('home', ['name']), undefined);
  assert.is(suggest('cat', ['cut']), 'cut');
});

test('the nearest candidate wins, then the earlier one', () => {
  assert.is(suggest('cuts', ['cub', 'cut', 'cups']), 'cut');
  assert.is(suggest('node1', ['node2', 'node3']), 'node2');
});

test('a slip counts more than a shared beginning', () => {
  assert.is(suggest('red', ['redis-server', 'rod']), 'rod');
});

test('without candidates there is nothing to suggest', () => {
  assert.is(suggest('command', []), undefined);
});

test('dropping one letter of a long word still finds it', () => {
  const word = fc.stringMatching(/^[a-z]{5,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (whole, at) => {
      const cut = at % whole.length;
      assert.is(suggest(whole.slice(0, cut) + whole.slice(cut + 1), [whole]), whole);
    }),
  );
});

test('swapping two neighbours of a long word still finds it', () => {
  const word = fc.stringMatching(/^[a-z]{5,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (whole, at) => {
      const i = at % (whole.length - 1);
      const swapped = `${whole.slice(0, i)}${whole[i + 1]}${whole[i]}${whole.slice(i + 2)}`;
      assert.is(suggest(swapped, [whole]), whole);
    }),
  );
});

test.run();
