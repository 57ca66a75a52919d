/** Text that is put into markup. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { blockMarkup, lineMarkup } from '../../src/report/markup.ts';

const test = suite('markup');

test('a line has no line feed, a block keeps its own', () => {
  assert.is(lineMarkup('a\n\t<b>'), 'a\\n\\t&lt;b&gt;');
  assert.is(blockMarkup('a\r\n\t<b>\u001b'), 'a\n\t&lt;b&gt;\\x1b');
});

test('no text opens an element, an entity or an attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const safe of [lineMarkup(text), blockMarkup(text)]) {
        assert.not.match(safe, /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      }
    }),
  );
});

test.run();
