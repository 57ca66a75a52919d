/** Arguments of copying calls, and what a source is looked at. */
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shapeOf } from '../../src/tracer/copy-source.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { engineOf } from './play.ts';

const test = suite('tracer/copy-source');

test('sendfile names its target first, splice and tee their source', () => {
  assert.equal(shapeOf(40, [7, 4, 4096, 99]), {
    ...{ from: 4, to: 7, size: 99, sizeArgument: 3, offsetAt: 4096, stays: false },
  });
  assert.equal(shapeOf(275, [4, 0, 7, 0, 99, 0]), {
    ...{ from: 4, to: 7, size: 99, sizeArgument: 4, offsetAt: 0, stays: false },
  });
  assert.equal(shapeOf(276, [4, 7, 99, 0]), {
    ...{ from: 4, to: 7, size: 99, sizeArgument: 2, offsetAt: 0, stays: true },
  });
});

test('a file is looked at where it is told to, and consumed where it stands', () => {
  const engine = engineOf();
  const path = join(makeScratch(), 'file');
  writeFileSync(path, 'onetwo');
  const file = openSync(path, 'r');
  assert.equal(Buffer.from(engine.peek(file, 3, 99) as Uint8Array).toString(), 'two');
  assert.is(engine.position(file), 0);
  assert.is(engine.consume(file, 3), 0);
  assert.is(engine.position(file), 3);
  engine.drop(file);
  assert.is(engine.position(file), -9);
  assert.is(engine.peek(file, 0, 1), -9);
});

test.run();
