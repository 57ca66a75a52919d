import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BaselineError, EXIT, ensure, InvariantError, SpecError } from '../../src/model/errors.ts';

const test = suite('errors');

test('a spec error leads with its place and exits as a usage error', () => {
  const error = new SpecError('some-code', 'a.yaml:3:4', 'unknown key', { hint: 'try "b"' });
  assert.is(error.message, 'a.yaml:3:4: unknown key');
  assert.is(error.where, 'a.yaml:3:4');
  assert.is(error.exitCode, 64);
  assert.is(error.hint, 'try "b"');
});

test('the cause of an error is kept', () => {
  const cause = new Error('disk');
  assert.is(new BaselineError('code', 'text', { cause }).cause, cause);
  assert.not.ok('cause' in new BaselineError('code', 'text'));
});

test('ensure throws a bug of ours, with its text', () => {
  ensure(true, 'fine');
  assert.throws(
    () => ensure(0, 'zero'),
    (error: unknown) => error instanceof InvariantError && error.message === 'zero',
  );
});

test('exit codes are all different', () => {
  const codes = Object.values(EXIT);
  assert.is(new Set(codes).size, codes.length);
});

test.run();
