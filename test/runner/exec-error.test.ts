/** Programs that cannot be started are named, with the reason. */
import { chmodSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { execErrorText } from '../../src/runner/exec-error.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { engineOf } from '../tracer/play.ts';

const test = suite('runner/exec-error');

/** What exec says of that file. */
const reasonFor = (file: string): string => {
  const engine = engineOf();
  const folder = makeScratch();
  engine.start({
    file,
    argv: [file],
    environment: {},
    directory: '/',
    outputFile: `${folder}/out`,
  });
  let stop = engine.next(0);
  for (; stop.kind !== 'exited'; stop = engine.next(0)) {
    engine.resume(stop.tid, 'next');
  }
  return execErrorText(stop.result);
};

const fileOf = (text: string, mode: number): string => {
  const file = join(makeScratch(), 'program');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

for (const [what, text, mode, reason] of [
  ['has no right to be executed', '#!/bin/sh\n', 0o600, 'it may not be executed'],
  ['is a script without its first line', 'echo hello\n', 0o755, 'it is no program'],
  ['names an interpreter that is not there', '#!/nowhere/sh\n', 0o755, 'there is no such program'],
] as const) {
  test(`a program that ${what}`, () => {
    assert.match(reasonFor(fileOf(text, mode)), reason);
  });
}

test('the words are those of the right numbers', () => {
  for (const name of ['EPERM', 'ENOENT', 'ENOEXEC', 'EACCES', 'ETXTBSY', 'ELOOP'] as const) {
    assert.match(execErrorText(-constants.errno[name]), `(${name})`);
  }
  assert.is(execErrorText(-99), 'errno 99');
});

test.run();
