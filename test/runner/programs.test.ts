import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProgram, logOf, programOf, type Setting } from '../../src/runner/programs.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('programs');

const SPEC = `version: 1
name: small
nodes:
  one:
    command: [./serve.sh, '\${port.one.main}', '\${dir}', '\${name}']
    environment: { DATA: '\${run}/data' }
    ports: { main: auto }
workload: { command: [sh, -c, 'true'] }
invariant: { command: [sh, -c, 'true'] }
`;

function small(spec = SPEC): Setting {
  const folder = makeScratch();
  writeFiles(folder, { 'small.yaml': spec, 'serve.sh': '#!/bin/sh\n' });
  chmodSync(join(folder, 'serve.sh'), 0o755);
  return {
    spec: loadSpec(join(folder, 'small.yaml')),
    runDirectory: join(folder, 'run'),
    ports: new Map([['one', { main: 20_123 }]]),
    environment: { LDFI_RUN_DIR: join(folder, 'run') },
  };
}

test('placeholders are filled in for the run', () => {
  const setting = small();
  const program = programOf(setting, 'one');
  const run = setting.runDirectory;
  assert.equal(program.argv.slice(1), ['20123', join(run, 'nodes/one'), 'one']);
  assert.is(program.environment['DATA'], join(run, 'data'));
  assert.is(program.environment['LDFI_RUN_DIR'], run);
  assert.is(program.outputFile, logOf(setting, 'one'));
});

test('the workload is told how much to do, and nobody else', () => {
  const told = SPEC.replace('workload: {', 'workload: { size: { variable: KEYS, from: 8 },');
  const setting = small(told);
  assert.is(programOf(setting, 'client').environment['KEYS'], '8');
  const less = { ...setting, size: { variable: 'KEYS', value: 3 } };
  assert.is(programOf(less, 'client').environment['KEYS'], '3');
  for (const name of ['one', 'invariant']) {
    assert.not.ok('KEYS' in programOf(setting, name).environment, name);
  }
  assert.not.ok('KEYS' in programOf(small(), 'client').environment);
});

test('options for Node that this process was started with do not reach the programs', () => {
  process.env['NODE_OPTIONS'] = '--no-warnings';
  assert.not.ok('NODE_OPTIONS' in programOf(small(), 'one').environment);
});

test('only the invariant script has a file of its own for its stderr', () => {
  const setting = small();
  assert.is(programOf(setting, 'client').errorFile, undefined);
  assert.is(programOf(setting, 'invariant').errorFile, join(setting.runDirectory, 'invariant.err'));
});

test('a bare word is looked up in PATH, a path from the working directory', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'bin/tool': '#!/bin/sh\n', 'bin/plain': 'no program' });
  chmodSync(join(folder, 'bin/tool'), 0o755);
  chmodSync(join(folder, 'bin/plain'), 0o644);
  assert.is(findProgram('tool', '/', join(folder, 'bin')), join(folder, 'bin/tool'));
  assert.is(findProgram('bin/tool', folder, ''), join(folder, 'bin/tool'));
  assert.is(findProgram('plain', '/', join(folder, 'bin')), undefined);
  assert.is(findProgram('bin', folder, folder), undefined, 'a folder is no program');
});

test.run();
