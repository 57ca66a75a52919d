import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EQUAL_WEIGHTS, type OrderWeights } from '../../src/model/order.ts';
import { createPricing } from '../../src/search/cost.ts';
import type { FaultLiteral } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';

const test = suite('cost');

interface Given {
  readonly weights?: Partial<OrderWeights>;
  readonly roles?: Readonly<Record<string, string>>;
  readonly idle?: string;
}

function literal(text: string, more: Partial<FaultLiteral> = {}): FaultLiteral {
  const fault = hunted(text);
  const rest = { ladder: undefined, exclusion: text, position: 1, unstable: false, distance: 1 };
  return { text, fault, ...rest, ...more };
}

function costs(literals: readonly FaultLiteral[], given: Given = {}): ReadonlyMap<string, number> {
  const { weights = {}, roles = {}, idle } = given;
  const pricing = createPricing({
    weights: { ...EQUAL_WEIGHTS, ...weights },
    roles: new Map(Object.entries(roles)),
  });
  pricing.enter(literals);
  const found = literals.map((literal): [string, number] => [
    literal.text,
    pricing.costOf(literal, literal.text === idle),
  ]);
  return new Map(found.sort(([, a], [, b]) => a - b));
}

function order(literals: readonly FaultLiteral[], given: Given = {}): readonly string[] {
  return [...costs(literals, given).keys()];
}

test('a cut between system nodes is cheaper than one to the client', () => {
  const outside = 'a→client "OK"#1: cut';
  assert.is(order([literal(outside), literal('a→b "X"#1: cut')]).at(-1), outside);
});

test('a crash after an answer to the client is cheaper than one after any other send', () => {
  const answered = 'a: crash after a→client "OK"#1';
  assert.is(order([literal('a: crash after a→b "X"#1'), literal(answered)])[0], answered);
});

test('what is not met alike in all baselines comes later', () => {
  const unstable = literal('a→b "PING"#1: cut', { unstable: true });
  assert.is(order([unstable, literal('a→client "OK"#1: cut reset')])[1], unstable.text);
});

test('what was sent first comes first', () => {
  const early = literal('b→c "Y"#1: cut', { distance: 1 });
  assert.is(order([literal('a→b "X"#1: cut', { distance: 0 }), early])[0], early.text);
});

const LOGS = [1, 2, 3, 4, 5].map((n) => literal(`a→b "LOG"#${n}: cut`, { position: n }));

const NOTHING_ELSE = { kind: 0 } as const;

test('the first of a class costs one fault, each doubling more than a second fault', () => {
  const found = [...costs(LOGS, { weights: NOTHING_ELSE }).values()];
  assert.equal(found, [10_000, 24_000, 38_000, 38_000, 52_000]);
});

test('a pair of what is new is cheaper than the second of a class', () => {
  const all = costs([...LOGS, literal('b→c "OK"#1: cut')]);
  const cost = (text: string): number => all.get(text) ?? 0;
  assert.ok(cost('a→b "LOG"#1: cut') + cost('b→c "OK"#1: cut') < cost('a→b "LOG"#2: cut'));
});

test('numbers in labels tell no classes apart', () => {
  const rounds = [literal('a→b "LOG 1"#1: cut'), literal('a→b "LOG 2"#1: cut', { position: 2 })];
  assert.equal([...costs(rounds, { weights: NOTHING_ELSE }).values()], [10_000, 24_000]);
});

test('links between nodes of the same roles come one after the other', () => {
  const pair = [literal('a→b "LOG"#1: cut'), literal('a→c "LOG"#1: cut')];
  const given = { weights: NOTHING_ELSE };
  const roles = { b: '1', c: '1' };
  assert.equal([...costs(pair, { ...given, roles }).values()], [10_000, 25_000]);
  assert.equal([...costs(pair, given).values()], [10_000, 10_000]);
});

test('what alone left nothing promised costs as much as three faults', () => {
  const idle = 'a: crash after a→b "X"#1';
  assert.is(costs([literal(idle)], { idle }).get(idle), 30_020);
});

test('a crash at the end comes after the others, and after losses', () => {
  const [late, loss] = ['a: crash at end', 'a→b "X"#1: cut'];
  const found = order([literal(late), literal(loss), literal('a: crash after a→b "X"#1')]);
  assert.equal(found.slice(1), [loss, late]);
});

test('a part of weight 0 is left out', () => {
  assert.equal([...costs(LOGS, { weights: { novelty: 0 } }).values()], Array(5).fill(10_100));
});

test('a literal that comes later leaves the costs of the others as they are', () => {
  const pricing = createPricing({ weights: EQUAL_WEIGHTS, roles: new Map() });
  const [first, second, ...rest] = LOGS;
  pricing.enter([second as FaultLiteral]);
  const before = pricing.costOf(second as FaultLiteral, false);
  pricing.enter([first as FaultLiteral, ...rest]);
  assert.is(pricing.costOf(second as FaultLiteral, false), before);
});

test.run();
