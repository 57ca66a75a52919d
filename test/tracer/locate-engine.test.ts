import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NativeError } from '../../src/model/errors.ts';
import { locateEngine } from '../../src/tracer/locate-engine.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('tracer/locate-engine');

const BUILT = 'native/build/linux-x64/libldfi.so';
const PREBUILT = 'native/prebuilt/linux-x64/libldfi.so';

test('an engine that was built here is found', () => {
  const root = makeScratch();
  writeFiles(root, { [BUILT]: '' });
  assert.is(locateEngine(root), `${root}/${BUILT}`);
});

test('a prebuilt engine is preferred', () => {
  const root = makeScratch();
  writeFiles(root, { [BUILT]: '', [PREBUILT]: '' });
  assert.is(locateEngine(root), `${root}/${PREBUILT}`);
});

test('without an engine the error says what to install', () => {
  const root = makeScratch();
  let error: unknown;
  try {
    locateEngine(root);
  } catch (caught) {
    error = caught;
  }
  assert.instance(error, NativeError);
  assert.is((error as NativeError).code, 'engine-missing');
  assert.match((error as NativeError).message, root);
  assert.match((error as NativeError).hint ?? '', 'apt-get install gcc');
});

test('the repository has its engine', () => {
  assert.match(locateEngine(), /native\/(build|prebuilt)\/linux-x64\/libldfi\.so$/);
});

test.run();
