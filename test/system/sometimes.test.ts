/** Hunts that were to see something, on real processes: who has not seen it is no pass. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { compile } from '../tracer/compile.ts';

const test = suite('sometimes');

const lines = (...words: readonly string[]): string => JSON.stringify([compile('actor'), ...words]);

const SERVER = [
  ...['tcp l', 'bind l 127.0.0.1 ${port.s.main}', 'listen l'],
  ...['accept l a', 'read a 9', 'write a world', 'hang'],
];
const CLIENT = ['tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello', 'read a 9'];

/** An echo that nothing can break: its invariant always holds. */
const specOf = (sometimes: string): string => `version: 1
name: echo
nodes:
  s:
    command: ${lines(...SERVER)}
    ports: { main: auto }
workload:
  command: ${lines(...CLIENT)}
invariant: { command: ['true'] }
sometimes: ${sometimes}
baselines: 1
faults: { kinds: [crash], bounds: { max_faults: 1 } }
`;

async function huntFor(sometimes: string) {
  const folder = makeScratch();
  writeFileSync(join(folder, 'echo.yaml'), specOf(sometimes));
  const end = await ldfi(['run', 'echo.yaml'], folder);
  assert.equal(tracees(folder), []);
  return end;
}

test('a hunt that has seen all that it was to see is a pass', async () => {
  const end = await huntFor(`[{ log: 'read a: "world"', node: client }]`);
  assert.is(end.code, 0, end.err + end.out);
  assert.match(end.out, /sometimes: a line like \/read a: "world"\/ of client was seen in \d+ run/);
});

test('a hunt that has never seen it is inconclusive, and says what', async () => {
  const end = await huntFor(`[{ log: 'read a' }, { log: 'became leader', node: s }]`);
  assert.is(end.code, 2, end.err + end.out);
  assert.match(end.out, 'never seen: a line like /became leader/ of s');
  assert.match(end.out, /of anybody was seen in \d+ runs?\n/);
  assert.match(end.out, 'sometimes: a line like /became leader/ of s was seen in no run');
});

test.run();
