/** What a name of an AF_UNIX socket means, whoever uses it. */
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isUnnamed, unixName, unnamed } from '../../src/tracer/unix-names.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('tracer/unix-names');

const name = (path: string): string => unixName(process.pid, `unix:${path}`);

test('two paths to one file are one name, relative or by another link', () => {
  const folder = makeScratch();
  const path = join(folder, 'sock');
  writeFileSync(path, '');
  linkSync(path, join(folder, 'other'));
  mkdirSync(join(folder, 'deeper'));
  assert.match(name(path), /^unix:#\d+\.\d+$/);
  assert.is(name(relative(process.cwd(), path)), name(path));
  assert.is(name(join(folder, 'deeper', '..', 'other')), name(path));
});

test('a path that leads nowhere stays a path, and another file is another name', () => {
  const path = join(makeScratch(), 'sock');
  writeFileSync(path, '');
  const before = name(path);
  writeFileSync(`${path}2`, '');
  assert.is.not(name(`${path}2`), before);
  rmSync(path);
  assert.is(name(path), `unix:${path}`);
});

test('abstract names, and addresses of other families, are as they are', () => {
  assert.is(name('@server'), 'unix:@server');
  assert.is(unixName(process.pid, '127.0.0.1:80'), '127.0.0.1:80');
  assert.is(name(unnamed(7).slice('unix:'.length)), unnamed(7));
});

test('a socket without a name is told from one that has one', () => {
  assert.ok(isUnnamed(undefined) && isUnnamed(unnamed(7)));
  assert.not.ok(isUnnamed('unix:@x') || isUnnamed('unix:#1.2') || isUnnamed('127.0.0.1:1'));
});

test.run();
