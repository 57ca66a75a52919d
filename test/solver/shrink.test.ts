/** Minimal models within a model. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { indexProblem, isModel } from '../../solver/indexed.ts';
import { createShrinker } from '../../solver/shrink.ts';
import { problemArbitrary, problemOf } from './problems.ts';

const test = suite('shrink');

test('what is left is a model within the given one, and loses that with any member', () => {
  fc.assert(
    fc.property(problemArbitrary(), fc.nat(), (problem, bits) => {
      const indexed = indexProblem(problem);
      const model = [...indexed.literals.keys()].filter((index) => ((bits >>> index) & 1) === 1);
      fc.pre(isModel(indexed, new Set(model)));
      const left = createShrinker(indexed)(model);
      assert.ok(left.every((index) => model.includes(index)));
      assert.ok(isModel(indexed, new Set(left)));
      for (const index of left) {
        assert.not.ok(isModel(indexed, new Set(left.filter((other) => other !== index))));
      }
    }),
  );
});

test('the dearest superfluous member goes first', () => {
  const indexed = indexProblem(problemOf({ dear: 9, cheap: 1 }, [['', 'dear cheap']]));
  assert.equal(createShrinker(indexed)([0, 1]), [1]);
});

test.run();
