import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Formula } from '../../solver/formula.ts';
import type { Clause } from '../../solver/solver.ts';
import { type ClauseStore, createClauseStore, setKey } from '../../src/search/clauses.ts';

const test = suite('clauses');

const UNIVERSE = ['a', 'b', 'c', 'd'];
const ALL_SETS = Array.from({ length: 16 }, (_, bits) =>
  UNIVERSE.filter((__, index) => (bits & (1 << index)) !== 0),
);
const subset = fc.subarray(UNIVERSE);

/** A store whose formula has these literals from the start. */
function storeOver(universe: readonly string[]): { formula: Formula; store: ClauseStore } {
  const formula = new Formula('named');
  for (const literal of universe) {
    formula.put(formula.idOf(literal), 1, []);
  }
  return { formula, store: createClauseStore(formula) };
}

function satisfies(set: readonly string[], { absent, present }: Clause): boolean {
  return absent.some((one) => !set.includes(one)) || present.some((one) => set.includes(one));
}

function open(clauses: readonly Clause[]): readonly string[] {
  return ALL_SETS.filter((set) => clauses.every((clause) => satisfies(set, clause))).map(setKey);
}

test('a lesson speaks only of sets that hold the faults of its run', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learn(['a'], new Set(['b']));
  const { clauses } = formula;
  assert.ok(clauses.every((clause) => satisfies(['c'], clause)));
  assert.not.ok(clauses.every((clause) => satisfies(['a', 'c'], clause)));
});

test('runs of the same faults are merged: what any of them needed may be tried', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learn([], new Set(['a']));
  store.learn([], new Set(['b']));
  assert.equal(formula.clauses, [{ absent: [], present: ['a', 'b'] }]);
});

test('a blocked set leaves its supersets open when literals are added later', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.blockSet(['a']);
  formula.put(formula.idOf('late'), 1, []);
  assert.ok(formula.clauses.every((clause) => satisfies(['a', 'late'], clause)));
});

test('a lesson about literals that nobody offers is left out', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learn(['x'], new Set(['a']));
  assert.equal(formula.clauses, []);
});

test('property: a lesson excludes exactly the sets with its faults and no other hit', () => {
  fc.assert(
    fc.property(subset, subset, (faults, hits) => {
      const { formula, store } = storeOver(UNIVERSE);
      store.learn(faults, new Set(hits));
      const excluded = (set: readonly string[]): boolean =>
        faults.every((one) => set.includes(one)) &&
        !hits.some((one) => set.includes(one) && !faults.includes(one));
      const expected = ALL_SETS.filter((set) => !excluded(set)).map(setKey);
      assert.equal(open(formula.clauses), expected);
    }),
  );
});

test('property: an exact block excludes one set and no other', () => {
  fc.assert(
    fc.property(subset, (faults) => {
      const { formula, store } = storeOver(UNIVERSE);
      store.blockSet(faults);
      const expected = ALL_SETS.map(setKey).filter((key) => key !== setKey(faults));
      assert.equal(open(formula.clauses), expected);
    }),
  );
});

test('property: a violation excludes its supersets and nothing else', () => {
  fc.assert(
    fc.property(subset, (faults) => {
      const { formula, store } = storeOver(UNIVERSE);
      store.blockSupersets(faults);
      const isAbove = (set: readonly string[]): boolean => faults.every((one) => set.includes(one));
      const expected = ALL_SETS.filter((set) => !isAbove(set)).map(setKey);
      assert.equal(open(formula.clauses), expected);
    }),
  );
});

test('a run that went several ways excludes what leaves one of them whole', () => {
  const { formula, store } = storeOver(UNIVERSE);
  const ways = [new Set(['a', 'b']), new Set(['b', 'c'])];
  store.learnWays([], new Map(ways.map((hits, index) => [String(index), hits])));
  const sets = open(formula.clauses);
  assert.not.ok(sets.includes('a'));
  assert.ok(sets.includes('b'));
  assert.ok(sets.includes(setKey(['a', 'c'])));
});

test('a way that another run of the same faults did not go takes in all of that run', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learnWays(
    [],
    new Map([
      ['x', new Set(['a'])],
      ['y', new Set(['b'])],
    ]),
  );
  store.learnWays([], new Map([['x', new Set(['c'])]]));
  assert.equal(formula.clauses, [
    { absent: [], present: ['a', 'c'] },
    { absent: [], present: ['b', 'c'] },
  ]);
  store.learnWays([], new Map([['new', new Set(['d'])]]));
  assert.equal(
    formula.clauses.map(({ present }) => present),
    [
      ['a', 'c', 'd'],
      ['b', 'c', 'd'],
    ],
  );
});

test('what follows another is in no set without it', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.follow('b', 'a');
  store.follow('b', 'a');
  assert.is(formula.clauses.length, 1);
  const sets = open(formula.clauses);
  assert.not.ok(sets.includes('b'));
  assert.ok(sets.includes(setKey(['a', 'b'])));
});

test('a lightened way goes for sets that lack faults of its run, and counts apart', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learnWays(['a', 'b'], new Map([['way', new Set(['c'])]]));
  store.lighten(['a', 'b'], 'way', []);
  store.lighten(['a', 'b'], 'no such way', ['a']);
  assert.equal(open(formula.clauses), open([{ absent: [], present: ['c'] }]));
  assert.equal([...store.reasons()], ['unconditional']);
  const without = open(store.without(['unconditional']).clauses);
  assert.equal(without, open([{ absent: ['a', 'b'], present: ['c'] }]));
});

test('what may strike a lightened way may be tried where faults of its run are missing', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learnWays(['a', 'b'], new Map([['way', new Set(['c'])]]));
  store.lighten(['a', 'b'], 'way', []);
  store.widenLight(['a', 'b'], 'way', ['d', 'a']);
  const expected = [
    { absent: [], present: ['c', 'd'] },
    { absent: ['a', 'b'], present: ['c'] },
  ];
  assert.equal(open(formula.clauses), open(expected), 'the faults of the run do not strike it');
  store.learnWays(['a', 'b'], new Map([['way', new Set(['d'])]]));
  assert.equal(open(formula.clauses), open([{ absent: [], present: ['c', 'd'] }]));
});

test('a fault that may strike a way itself makes it say nothing', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.learnWays(['a'], new Map([['way', new Set(['c'])]]));
  store.lighten(['a'], 'way', ['c']);
  assert.equal(open(formula.clauses), open([{ absent: ['a'], present: ['c'] }]));
  store.lighten(['a'], 'way', ['d']);
  store.learnWays(['a'], new Map([['way', new Set(['d'])]]));
  assert.equal(open(formula.clauses), open([{ absent: ['a'], present: ['c', 'd'] }]));
});

test('sets that never all fire are excluded, and their reason is told', () => {
  const { formula, store } = storeOver(UNIVERSE);
  store.exclude(['a', 'b']);
  store.exclude(['b', 'a']);
  store.follow('d', 'c');
  assert.is(formula.clauseList.length, 2);
  assert.equal([...store.reasons()], ['moot', 'folded']);
  assert.equal(open(store.without(['moot', 'folded']).clauses), open([]));
});

test.run();
