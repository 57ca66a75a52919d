/** One instance for many questions: none hears of another, and the instance is replaced in time. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Instance, type Scope } from '../../solver/instance.ts';

const test = suite('instance');

/** Whether a variable that is forced both ways, or only one, has a model. */
function ask(scope: Scope, both: boolean): boolean {
  const variable = scope.variable();
  scope.clause([variable]);
  if (both) {
    scope.clause([-variable]);
  }
  return scope.solve() !== null;
}

test('what one question says, the next one does not hear', () => {
  const instance = new Instance();
  assert.not(instance.within((scope) => ask(scope, true)));
  assert.ok(instance.within((scope) => ask(scope, false)));
  assert.not(instance.within((scope) => ask(scope, true)));
  assert.is(instance.made, 1);
});

test('terms asked for hold for that call only', () => {
  new Instance().within((scope) => {
    const [a, b] = [scope.variable(), scope.variable()];
    scope.clause([-a, -b]);
    assert.is(scope.solve([a])?.evaluate(b), false);
    assert.is(scope.solve([b])?.evaluate(a), false);
    scope.clause([-a]);
    assert.is(scope.solve([a]), null);
    assert.is(scope.solve([a, b])?.evaluate(b), true);
  });
});

test('an instance that has grown is replaced between two questions', () => {
  const instance = new Instance();
  const grow = (scope: Scope): boolean => {
    for (let count = 0; count < 1000; count++) {
      scope.variable();
    }
    return ask(scope, false);
  };
  for (let question = 0; question < 12; question++) {
    assert.ok(instance.within(grow));
  }
  assert.is(instance.made, 3);
});

test('an instance in which a question failed is not asked again', () => {
  const instance = new Instance();
  assert.throws(() =>
    instance.within(() => {
      throw new Error('half said');
    }),
  );
  assert.ok(instance.within((scope) => ask(scope, false)));
  assert.is(instance.made, 2);
});

test.run();
