import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { byCost, costOf } from '../../src/search/cost.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('cost');

function literal(text: string, position = 1, unstable = false): FaultLiteral {
  const fault = hunted(text);
  return { text, fault, ladder: undefined, exclusion: text, position, unstable };
}

function order(...literals: readonly FaultLiteral[]): readonly string[] {
  return literals.toSorted(byCost).map(({ text }) => text);
}

test('a cut between system nodes is cheaper than one to the client', () => {
  const inside = literal('a→b "X"#40: cut', 40);
  const outside = literal('a→client "OK"#1: cut');
  assert.ok(costOf(inside) < costOf(outside));
});

test('an earlier cut is cheaper than a later one', () => {
  assert.ok(costOf(literal('a→b "X"#1: cut', 1)) < costOf(literal('a→b "X"#2: cut', 2)));
});

test('a crash after an answer to the client is cheaper than one after any other send', () => {
  const answered = literal('a: crash after a→client "OK"#1');
  assert.ok(costOf(answered) < costOf(literal('a: crash after a→b "X"#1')));
});

test('what is not met alike in all baselines comes later', () => {
  const unstable = literal('a→b "PING"#1: cut', 1, true);
  assert.ok(costOf(literal('client→a "SET"#9: cut reset', 9)) < costOf(unstable));
});

test('any set of faults is cheaper than any larger one, up to nine', () => {
  const dearest = costOf(literal('a→client "X"#999: cut reset', 999, true));
  const cheapest = costOf(literal('a→b "X"#1: cut'));
  assert.ok(9 * dearest < 10 * cheapest);
});

test('equal costs are ordered by text', () => {
  assert.equal(order(literal('b→a "X"#1: cut'), literal('a→b "X"#1: cut')), [
    'a→b "X"#1: cut',
    'b→a "X"#1: cut',
  ]);
});

test.run();
