/** Tables of specs that must be refused: each row breaks the good spec in one place. */
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { GOOD_SPEC } from './good-spec.ts';

/** Why, what is replaced, by what, line:column, part of the message, part of the hint. */
export type Row = readonly [string, string, string, string, string, string?];

/** The error on `text`, which must be a SpecError. */
export function errorOf(text: string): SpecError {
  try {
    parseSpec(text, 'spec.yaml');
  } catch (error) {
    assert.instance(error, SpecError, String((error as Error).stack));
    return error as SpecError;
  }
  throw new Error(`accepted:\n${text}`);
}

/** The good spec with the first `from` replaced. */
export function broken(from: string, to: string): string {
  assert.ok(GOOD_SPEC.includes(from), `the good spec holds ${from}`);
  return GOOD_SPEC.replace(from, () => to);
}

/** One test a row. */
export function refuses(
  test: (name: string, body: () => void) => void,
  rows: readonly Row[],
): void {
  for (const [why, from, to, at, message, hint] of rows) {
    test(`${why} is refused`, () => {
      const error = errorOf(broken(from, to));
      assert.is(error.where, `spec.yaml:${at}`, error.message);
      assert.ok(error.message.startsWith(`${error.where}: `), error.message);
      assert.ok(error.message.includes(message), error.message);
      if (hint !== undefined) {
        assert.ok(error.hint?.includes(hint), `${error.message}\n${error.hint}`);
      }
    });
  }
}
