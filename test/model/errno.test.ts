/** Errors by name and number, as this kernel has them. */
import { constants } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERRNOS, errnoOf, isErrno } from '../../src/model/errno.ts';

const test = suite('errno');

test('every number is the one that Node knows for that name', () => {
  const known: Readonly<Record<string, number>> = constants.errno;
  const wrong = Object.entries(ERRNOS).filter(
    ([name, value]) => known[name] !== undefined && known[name] !== value,
  );
  assert.equal(wrong, []);
});

test('names and numbers lead to each other', () => {
  assert.ok(Object.entries(ERRNOS).every(([name, value]) => errnoOf(value) === name));
  assert.is(errnoOf(999), undefined);
  assert.ok(isErrno('EIO'));
  assert.not(isErrno('toString'));
});

test.run();
