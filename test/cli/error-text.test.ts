/** Errors as the user sees them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorText, exitCodeOf, Interrupted } from '../../src/cli/error-text.ts';
import {
  BaselineError,
  InvariantError,
  NativeError,
  SpecError,
  StoreError,
  UsageError,
} from '../../src/model/errors.ts';

const test = suite('error text');

test('an expected error is message, hint and indented detail, without a stack', () => {
  const error = new BaselineError('x', 'it fails', { hint: 'look there', detail: 'one\ntwo\n' });
  assert.is(errorText(error), 'ldfi: it fails\n  hint: look there\n    one\n    two\n');
});

test('what a script wrote cannot act on the terminal', () => {
  const control = String.fromCharCode(27);
  const error = new BaselineError('x', 'a', { detail: `${control}[2Jgone` });
  assert.match(errorText(error), '\\x1b[2Jgone');
});

test('a bug of ours says so and shows its stack', () => {
  const text = errorText(new InvariantError('no edge'));
  assert.match(text, /^ldfi: internal error/);
  assert.match(text, /InvariantError: no edge/);
  assert.match(text, /error-text\.test/);
});

test('what is no error is a bug of ours too', () => {
  assert.match(errorText('oops'), 'oops');
  assert.is(exitCodeOf(undefined), 70);
});

const CODES: readonly (readonly [unknown, number])[] = [
  [new BaselineError('x', 'm'), 3],
  [new UsageError('x', 'm'), 64],
  [new SpecError('x', 'f:1:1', 'm'), 64],
  [new NativeError('x', 'm'), 69],
  [new InvariantError('m'), 70],
  [new StoreError('x', 'm'), 74],
  [new Interrupted('SIGINT', 'm'), 130],
  [new Interrupted('SIGTERM', 'm'), 143],
];

for (const [error, code] of CODES) {
  test(`${(error as Error).name} exits ${code}`, () => {
    assert.is(exitCodeOf(error), code);
  });
}

test.run();
