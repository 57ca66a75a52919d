/** `ldfi record --repeat` on a real system of two programs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordMany } from '../../src/cli/record-many.ts';
import { EXIT } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { compile } from '../tracer/compile.ts';

const test = suite('record many');

const serve = ['accept l a', 'read a 9', 'write a x', 'close a'];

function specIn(folder: string): string {
  const actor = compile('actor');
  const server = ['tcp l', 'bind l 127.0.0.1 ${port.s.main}', 'listen l', ...serve, ...serve];
  const client = ['tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello', 'read a 9'];
  const file = join(folder, 'two.yaml');
  const spec = {
    version: 1,
    name: 'two',
    nodes: { s: { command: [actor, ...server, 'hang'], ports: { main: 'auto' } } },
    workload: { command: [actor, ...client], clients: 2 },
    invariant: { command: ['true'] },
  };
  writeFileSync(file, JSON.stringify(spec));
  return file;
}

test('two equal clients make classes that are one up to symmetry; traces are kept', async () => {
  const folder = makeScratch();
  const store = join(folder, 'store');
  mkdirSync(store);
  const svg = join(folder, 'chart.svg');
  const fake = fakeTerminal();
  const code = await recordMany(
    {
      spec: specIn(folder),
      inject: [],
      addresses: false,
      json: true,
      repeat: 6,
      svg,
      seed: 1,
      shortenWrites: false,
      steady: false,
      store,
    },
    fake.terminal,
  );
  assert.is(code, EXIT.exhausted);
  const data = JSON.parse(fake.out());
  assert.is(data.runs, 6);
  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
  assert.is(sum(data.classes.counts), 6);
  assert.is(sum(data.upToSymmetry.counts), 6);
  assert.ok(data.upToSymmetry.counts.length <= data.classes.counts.length);
  assert.match(readFileSync(svg, 'utf8'), /^<svg /);
  const kept = /the trace of each class is in (\S+)/.exec(fake.err())?.[1] ?? '';
  assert.ok(existsSync(kept), kept);
  assert.is(readdirSync(kept).length, data.classes.counts.length);
});

test.run();
