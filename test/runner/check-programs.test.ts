/** Programs that are not there are refused with their place in the spec, before anything runs. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../src/model/errors.ts';
import { checkPrograms } from '../../src/runner/check-programs.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('runner/check-programs');

const SPEC = `version: 1
name: small
nodes:
  one:
    command: [./serve.sh, '\${port.one.main}', '\${dir}']
    ports: { main: auto }
workload: { command: [sh, -c, 'true'] }
invariant: { command: [sh, -c, 'true'] }
`;

/** What is said of a spec with that text in place of another. */
function refusal(from = '', to = ''): SpecError | undefined {
  const folder = makeScratch();
  writeFiles(folder, { 'small.yaml': SPEC.replace(from, to), 'serve.sh': '#!/bin/sh\n' });
  chmodSync(join(folder, 'serve.sh'), 0o755);
  const spec = loadSpec(join(folder, 'small.yaml'));
  try {
    checkPrograms(spec);
    return undefined;
  } catch (error) {
    assert.instance(error, SpecError);
    return error as SpecError;
  }
}

test('a spec whose programs are all there passes', () => {
  assert.is(refusal(), undefined);
});

for (const [what, from, to, place] of [
  ['a path', './serve.sh', './sevre.sh', /small\.yaml:5:14: nodes\.one\.command: .*sevre\.sh/],
  ['a word', './serve.sh', 'no-such-program', /small\.yaml:5:14: .*no-such-program/],
  ['the workload', "[sh, -c, 'true'] }\ninv", '[gone] }\ninv', /small\.yaml:7:\d+: workload/],
  [
    'the invariant',
    "invariant: { command: [sh, -c, 'true']",
    'invariant: { command: [gone]',
    /:8:\d+: inv/,
  ],
  ['a script', "[sh, -c, 'true'] }\ninv", '[sh, work.sh] }\ninv', /small\.yaml:7:\d+: .*work\.sh/],
  ['a Node script', "[sh, -c, 'true'] }\ninv", '[node, w.mjs] }\ninv', /:7:\d+: .*w\.mjs/],
] as const) {
  test(`${what} that is not there is refused with the place of its command`, () => {
    const error = refusal(from, to);
    assert.match(error?.message ?? '', place);
    assert.is(error?.code, 'program-missing');
    assert.ok((error?.hint ?? '').length > 0);
  });
}

test('a folder, or a file that is no program, is no program', () => {
  assert.match(refusal('./serve.sh', './small.yaml')?.message ?? '', /there is no program/);
  assert.match(refusal('./serve.sh', '/tmp')?.message ?? '', /there is no program/);
});

test('a word with a placeholder is left for the run', () => {
  assert.is(refusal("[sh, -c, 'true'] }\ninv", "[sh, '${run}/work.sh'] }\ninv"), undefined);
});

test.run();
