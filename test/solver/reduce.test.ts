/** Dominated literals go; the cheapest model stays. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cheapestByBruteForce } from '../../solver/brute-force.ts';
import { type IndexedProblem, indexProblem } from '../../solver/indexed.ts';
import { reduceByDominance } from '../../solver/reduce.ts';
import type { Problem } from '../../solver/solver.ts';
import { problemArbitrary, problemOf } from './problems.ts';

const test = suite('reduce');

function named(
  { literals, costs, clauses, bounds }: IndexedProblem,
  live: readonly number[],
): Problem {
  const names = (indices: readonly number[]): string[] => indices.map((i) => literals[i] as string);
  return {
    costs: new Map(live.map((i) => [literals[i] as string, costs[i] as number])),
    clauses: clauses.map(({ absent, present }) => ({
      absent: names(absent),
      present: names(present),
    })),
    atMost: bounds.map(({ members, max }) => ({ literals: names(members), max })),
  };
}

function liveOf(problem: Problem): string[] {
  const indexed = indexProblem(problem);
  return reduceByDominance(indexed).live.map((index) => indexed.literals[index] as string);
}

test('the cheapest model is the same, ties included', () => {
  fc.assert(
    fc.property(problemArbitrary(), (problem) => {
      const { problem: reduced, live } = reduceByDominance(indexProblem(problem));
      assert.equal(cheapestByBruteForce(named(reduced, live)), cheapestByBruteForce(problem));
    }),
    { numRuns: 300 },
  );
});

test('of literals that occur alike the cheapest stays, the first among equals', () => {
  assert.equal(liveOf(problemOf({ a: 2, b: 1, c: 1 }, [['', 'a b c']])), ['b']);
});

test('a literal that a condition names is not exchanged for one that it spares', () => {
  const problem = problemOf({ a: 1, b: 2 }, [
    ['', 'a b'],
    ['a', ''],
  ]);
  assert.equal(liveOf(problem), ['a', 'b']);
});

test('a literal under a bound does not dominate one that is free of it', () => {
  const problem = problemOf(
    { a: 1, c: 1, b: 2 },
    [
      ['', 'a b'],
      ['', 'c b'],
    ],
    [['a c', 1]],
  );
  assert.ok(liveOf(problem).includes('b'));
});

test.run();
