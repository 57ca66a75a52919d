/** Which calls faults need to see: those that they name, and those that files are written by. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { createCallPoints } from '../../src/runner/call-points.ts';

const test = suite('runner/call-points');

const pointsOf = (...texts: readonly string[]) =>
  createCallPoints(texts.map((text) => parseFault(text)));

test('calls by name, of that node only', () => {
  const points = pointsOf('a: fail fsync,openat error=EIO', 'b: shorten read to 1 byte');
  assert.equal([...points.calls()].toSorted(), ['fsync', 'openat', 'read']);
  assert.ok(points.watches('a', 'openat'));
  assert.not.ok(points.watches('b', 'openat'));
  assert.not.ok(points.hasDisk('a'));
});

test('a disk that may fail or be full is written by calls of its own', () => {
  const points = pointsOf('a: crash at end, losing unsynced writes', 'b: fill disk');
  assert.ok(points.watches('a', 'fsync') && points.watches('b', 'mkdir'));
  assert.not.ok(points.watches('b', 'fsync'));
  assert.equal(
    [points.hasDisk('a'), points.hasDisk('b'), points.hasDisk('c')],
    [true, true, false],
  );
});

test('a crash that loses nothing needs no call', () => {
  assert.is(pointsOf('a: crash at end').calls().size, 0);
});

test.run();
