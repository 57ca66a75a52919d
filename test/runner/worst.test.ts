/** What several judges of one run say together. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Verdict } from '../../src/model/verdict.ts';
import { worst } from '../../src/runner/worst.ts';

const test = suite('runner/worst');

const reasoned = (kind: Exclude<Verdict['kind'], 'held'>, reason = 'r'): Verdict => ({
  kind,
  reason,
});
const HELD: Verdict = { kind: 'held' };

test('violated before inconclusive before vacuous before held', () => {
  const all = [HELD, reasoned('vacuous'), reasoned('inconclusive'), reasoned('violated')];
  for (let count = 1; count <= all.length; count += 1) {
    assert.is(worst(all.slice(0, count)), all[count - 1]);
    assert.is(worst(all.slice(0, count).toReversed()), all[count - 1]);
  }
});

test('of equals the first, of none held', () => {
  const first = reasoned('violated', 'first');
  assert.is(worst([first, reasoned('violated', 'second')]), first);
  assert.equal(worst([]), HELD);
});

test.run();
