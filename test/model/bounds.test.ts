/** Bounds of kinds that somebody has to ask for. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mostOf } from '../../src/model/bounds.ts';

const test = suite('bounds');

test('a kind that nobody asked for is not allowed', () => {
  const perKindMax = { cut: 3, omit: 0, refuse: 1, crash: 1, delay: 2 };
  const bounds = { faultsMax: 2, perKindMax };
  assert.is(mostOf(bounds, 'cut'), 3);
  assert.is(mostOf(bounds, 'delay'), 2);
  assert.is(mostOf(bounds, 'partition'), 0);
});

test.run();
