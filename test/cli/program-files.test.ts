/** Which files a spec's commands name, and which build of each is told. */
import { createHash } from 'node:crypto';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildsOf, filesNamedBy } from '../../src/cli/program-files.ts';
import type { Spec } from '../../src/model/spec.ts';
import { programsOf } from '../../src/runner/programs.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('program files');

const folder = makeScratch();
const server = join(folder, 'server.sh');
const client = join(folder, 'client.sh');
writeFileSync(server, 'one');
writeFileSync(client, 'two');
mkdirSync(join(folder, 'data'));

const spec = (): Spec =>
  parseSpec(
    `version: 1
name: small
nodes:
  one: { command: [sh, server.sh, data, --port, '1'] }
  two: { command: [sh, server.sh, not-there] }
workload: { command: [sh, client.sh] }
invariant: { command: ['true'] }
`,
    join(folder, 'small.yaml'),
  );

test('programs and files among their words, each once; no folders, nothing missing', () => {
  const files = filesNamedBy(programsOf(spec()).values());
  assert.equal(
    files.map((file) => file.split('/').at(-1)),
    [...files].sort().map((file) => file.split('/').at(-1)),
  );
  assert.equal(files.filter((file) => file.startsWith(folder)).toSorted(), [client, server]);
  assert.ok(files.some((file) => file.endsWith('/sh')) && files.some((f) => f.endsWith('/true')));
  assert.is(files.length, 4);
});

test('of what the nodes run the build is told, and it is another when the file is', () => {
  const builds = buildsOf(spec());
  const digest = createHash('sha256').update('one').digest('hex');
  assert.is(builds[server], `sha256 ${digest.slice(0, 16)}`);
  assert.is(builds[client], undefined, 'no node runs it');
  writeFileSync(server, 'three');
  assert.not.equal(buildsOf(spec())[server], builds[server]);
  assert.is(Object.keys(builds).length, 2);
});

test('a file that is too large to be a program is not read', () => {
  truncateSync(server, 1024 ** 3);
  assert.is(buildsOf(spec())[server], undefined);
});

test.run();
