/** What is said of histories: against every order, against real objects, against the literature. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkOperations } from '../../src/checks/check.ts';
import type { Operation } from '../../src/checks/operation.ts';
import { chanceOf } from '../../src/model/chance.ts';
import { HISTORY_MODELS, type HistoryModel } from '../../src/model/spec.ts';
import { anyHistory, hasOrder, op, outcomeOf, REAL, realHistory } from './histories.ts';

const test = suite('checks/check');

const keyed = new Set(['x', 'y']);

for (const model of HISTORY_MODELS) {
  test(`a ${model} is found in order exactly when some order is right`, () => {
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(anyHistory(model, 6), (operations) => {
        const outcome = outcomeOf(model, operations);
        fc.pre(outcome.kind !== 'vacuous');
        const objects =
          model === 'key-value'
            ? [...keyed].map((key) => operations.filter((one) => one.key === key))
            : [operations];
        const expected = objects.every((object) => hasOrder(object, REAL[model]()));
        right += expected ? 1 : 0;
        wrong += expected ? 0 : 1;
        assert.is(outcome.kind, expected ? 'held' : 'violated');
      }),
      { numRuns: 600 },
    );
    assert.ok(right > 20 && wrong > 20, `${right} right, ${wrong} wrong`);
  });

  test(`what a real ${model} does is in order, lost answers or not`, () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(0, 10), (seed, lostEvery) => {
        const made = { clients: 4, keys: 3, lostEvery };
        const keys = model === 'key-value' ? 3 : 1;
        const history = realHistory(model, 60, { ...made, keys }, chanceOf(seed));
        const { kind } = outcomeOf(model, history);
        assert.ok(kind === 'held' || kind === 'vacuous', kind);
      }),
      { numRuns: 40 },
    );
  });
}

/** The last answered read is made to answer what was never there. */
function mutated(history: readonly Operation[]): readonly Operation[] | undefined {
  const at = history.findLastIndex(({ f, end }) => f === 'read' && end === 'ok');
  const read = history[at];
  return read && history.with(at, { ...read, output: '"never written"' });
}

test('a read of what nobody has written is never in order', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const made = { clients: 4, keys: 2, lostEvery: 10 };
      const history = mutated(realHistory('key-value', 60, made, chanceOf(seed)));
      assert.is(outcomeOf('key-value', history ?? []).kind, history ? 'violated' : 'vacuous');
    }),
    { numRuns: 40 },
  );
});

/** Written one after the other, read once at the end. */
const written = (values: readonly number[], read: string): readonly Operation[] => [
  ...values.map((value, at) => op('w', [2 * at, 2 * at + 1], 'write', { input: String(value) })),
  op('r', [2 * values.length, 2 * values.length + 1], 'read', { output: read }),
];

test('a stale read is never in order, the latest value always', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 2 }), fc.nat(), (values, draw) => {
      const stale = values[draw % (values.length - 1)] ?? 0;
      assert.is(outcomeOf('register', written(values, String(stale))).kind, 'violated');
      assert.is(outcomeOf('register', written(values, String(values.at(-1)))).kind, 'held');
    }),
  );
});

const reasonOf = (model: HistoryModel, ...operations: readonly Operation[]): string => {
  const outcome = outcomeOf(model, operations);
  return outcome.kind === 'violated' ? outcome.reason : outcome.kind;
};

test('the reason names the operation, and what the object was', () => {
  assert.is(reasonOf('register', ...written([1, 2], '1')), 'r read → 1, but it was 2 then');
  const unsure = [op('w', [1], 'write', { input: '2' }), op('v', [2], 'write', { input: '3' })];
  const reads = [
    op('r', [3, 4], 'read', { output: '2' }),
    op('r', [5, 6], 'read', { output: '1' }),
  ];
  const first = op('w0', [-1, 0], 'write', { input: '1' });
  assert.is(reasonOf('register', first, ...unsure, ...reads), 'r read → 1, but it was 2 then');
  const held = [op('a', [0, 1], 'acquire'), op('b', [2, 3], 'acquire')];
  assert.is(reasonOf('lock', ...held), 'b acquire, but the lock was held by a then');
  const one = op('a', [0, 1], 'add', { input: '1' });
  const counted = op('b', [3, 4], 'read', { output: '5' });
  const maybe = op('c', [2], 'add', { input: '2' });
  assert.is(
    reasonOf('counter', one, maybe, counted),
    'b read → 5, but the counter stood at 3 or 1 then',
  );
});

test('a set tells what is lost, what nobody added, and who saw too much', () => {
  const add = (at: readonly [number, number], input: string) => op('a', at, 'add', { input });
  const read = (process: string, at: readonly [number, number], output: string) =>
    op(process, at, 'read', { output });
  assert.is(
    reasonOf('set', add([0, 1], '1'), read('r', [2, 3], '[]')),
    '1 is lost: a was told that it is added, and a later read of r lacks it',
  );
  assert.is(reasonOf('set', read('r', [0, 1], '[7]')), 'r read 7, which nobody has added');
  assert.is(
    reasonOf('set', add([0, 9], '1'), read('r', [1, 2], '[1]'), read('s', [3, 4], '[]')),
    'a read of r saw more than a later one of s, which lacks 1',
  );
});

test('a queue tells which pattern is broken', () => {
  const put = (at: readonly [number, number?], value: string) =>
    op('p', at, 'enqueue', { input: value });
  const get = (at: readonly [number, number], value: string) =>
    op('g', at, 'dequeue', { output: value });
  assert.match(reasonOf('queue', get([0, 1], '7')), /7, which nobody has enqueued/);
  const twice = [put([0, 1], '1'), get([2, 3], '1'), get([4, 5], '1')];
  assert.match(reasonOf('queue', ...twice), /1 was dequeued twice/);
  const empty = [put([0, 1], '1'), get([2, 3], 'null'), get([4, 5], '1')];
  assert.match(reasonOf('queue', ...empty), /found the queue empty while 1 was in it/);
  const lost = [put([0, 1], '1'), put([2, 3], '2'), get([4, 5], '2')];
  assert.match(reasonOf('queue', ...lost), /1 was enqueued before 2.*and never came out/);
});

test('a history without an answer says nothing, and one too long to search is left open', () => {
  assert.is(outcomeOf('register', [op('a', [0], 'write', { input: '1' })]).kind, 'vacuous');
  const many = Array.from({ length: 40 }, (_, at) =>
    op(`p${at}`, [at], 'add', { input: `${2 ** at}` }),
  );
  const read = op('r', [50, 51], 'read', { output: '0.5' });
  const isOver = (): boolean => true;
  const outcome = checkOperations([...many, read], { model: 'counter', isOver });
  assert.is(outcome.kind, 'inconclusive');
});

test('the picture numbers the longest order, and marks what does not fit', () => {
  const outcome = outcomeOf('register', written([1, 2], '1'));
  assert.ok(outcome.kind === 'violated');
  assert.equal(
    outcome.picture.operations.map(({ words, place, culprit }) => [words, place, culprit]),
    [
      ['write 1', 1, undefined],
      ['write 2', 2, undefined],
      ['read → 1', undefined, true],
    ],
  );
});

test('several keys are looked at each by itself, and the wrong one is named', () => {
  const at = (key: string, from: number, f: string, value: string) =>
    op('a', [from, from + 1], f, f === 'read' ? { key, output: value } : { key, input: value });
  const history = [at('x', 0, 'write', '1'), at('y', 2, 'write', '2'), at('x', 4, 'read', '2')];
  assert.is(reasonOf('key-value', ...history), 'a read x → 2, but x was 1 then');
});

test.run();
