/** Paths that lead to no spec file. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { readSpecFile } from '../../src/spec/read-spec-file.ts';

const test = suite('read-spec-file');

/** The error of `readSpecFile` on `name` in a directory that holds `files`. */
function errorOn(name: string, files: Readonly<Record<string, string | Uint8Array>>): SpecError {
  const directory = mkdtempSync(join(tmpdir(), 'ldfi-spec-'));
  try {
    mkdirSync(join(directory, 'sub'));
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(join(directory, file), content);
    }
    readSpecFile(join(directory, name));
  } catch (error) {
    assert.instance(error, SpecError);
    return error as SpecError;
  } finally {
    rmSync(directory, { recursive: true });
  }
  throw new Error('the file was accepted');
}

for (const [why, name, files, message, hint] of [
  ['a missing file', 'a.yaml', {}, 'a.yaml: no such file', undefined],
  ['the other extension', 'a.yaml', { 'a.yml': '' }, 'no such file', '/a.yml"?'],
  ['no extension', 'a', { 'a.yaml': '' }, 'no such file', '/a.yaml"?'],
  ['a slip in the name', 'rdeis.yaml', { 'redis.yaml': '' }, 'no such file', '/redis.yaml"?'],
  ['a file as a directory', 'a.yaml/b', { 'a.yaml': '' }, 'no such file', undefined],
  ['a directory', 'sub', { 'sub/a.yaml': '', 'sub/b.txt': '' }, 'is a directory', '/sub/a.yaml"?'],
  [
    'two in a directory',
    'sub',
    { 'sub/a.yaml': '', 'sub/b.yaml': '' },
    'is a directory',
    'a.yaml, b',
  ],
  ['an empty directory', 'sub', {}, 'is a directory', 'it holds no .yaml file'],
  ['no text', 'a', { a: Uint8Array.of(0xff, 0xfe, 0) }, 'is not UTF-8 text', 'YAML text file'],
  ['a path with NUL', 'a\0b', {}, 'cannot be read', undefined],
] as const) {
  test(`${why} is refused`, () => {
    const error = errorOn(name, files);
    assert.is(error.code, 'spec-file');
    assert.ok(error.message.includes(message), error.message);
    assert.ok(
      hint === undefined ? error.hint === undefined : error.hint?.includes(hint),
      error.hint,
    );
  });
}

test.run();
