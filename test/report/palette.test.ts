/** The plain palette. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../src/report/palette.ts';

const test = suite('palette');

test('the plain palette changes nothing', () => {
  for (const style of Object.values(PLAIN)) {
    assert.is(style('text'), 'text');
  }
});

test.run();
